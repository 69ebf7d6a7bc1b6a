package dev.tandem.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.ResultFile.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {
    private static final Line MET =
            new Line("join", new Spread(12.34, 12, 13), "s", "equi-join", new Spread(1.05, 1, 1.1), Target.atMost(1.1));
    private static final Line MISSED = Line.alone("memory", new Spread(410, 400, 420), "MB", Target.atMost(300));
    private static final Part FIRST = new Part("first", 1, 5, Map.of("cores", "2 cores"), List.of(MET));
    private static final Part SECOND = new Part("second", 0.2, 3, Map.of("cores", "4 cores"), List.of(MISSED));
    private static final ResultFile RESULT = new ResultFile("offline", List.of(FIRST, SECOND));

    @Test
    void figures_between_the_marks_are_replaced_and_the_rest_stays() {
        String page = "before\n" + PerformancePage.BEGIN + "old\n" + PerformancePage.END + "after\n";

        assertThat(PerformancePage.with(page, List.of(RESULT)))
                .startsWith("before\n")
                .endsWith(PerformancePage.END + "after\n")
                .contains(
                        "| join | 12.3 s | equi-join | 1.05 (1.00 to 1.10) | ≤ 1.10 | met |",
                        "| memory | 410 MB |  |  | ≤ 300 | **missed** |",
                        "`--only first`: 5 rounds at scale 1.00; 2 cores.",
                        "`--only second`: 3 rounds at scale 0.200; 4 cores.")
                .doesNotContain("old");
    }

    @Test
    void a_page_without_marks_is_refused() {
        assertThatThrownBy(() -> PerformancePage.with("no marks", List.of(RESULT)))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("no place for figures");
    }

    @Test
    void results_are_read_as_they_were_written(@TempDir Path folder) {
        RESULT.write(folder);

        assertThat(ResultFile.readAll(folder)).containsExactly(RESULT);
    }

    @Test
    void a_part_that_is_measured_again_takes_its_place_and_the_others_stay() {
        Part again = new Part("first", 2, 1, Map.of(), List.of());

        assertThat(RESULT.with(again, List.of("first", "second")).parts()).containsExactly(again, SECOND);
        assertThat(new ResultFile("offline", List.of(SECOND))
                        .with(FIRST, List.of("first", "second"))
                        .parts())
                .containsExactly(FIRST, SECOND);
    }

    @Test
    void a_part_that_a_suite_no_longer_has_is_let_go_of() {
        assertThat(RESULT.with(FIRST, List.of("first")).parts()).containsExactly(FIRST);
    }
}
