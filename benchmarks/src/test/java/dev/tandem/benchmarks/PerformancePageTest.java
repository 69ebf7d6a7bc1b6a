package dev.tandem.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {
    private static final Line MET =
            new Line("join", new Spread(12.34, 12, 13), "s", "equi-join", new Spread(1.05, 1, 1.1), Target.atMost(1.1));
    private static final Line MISSED = Line.alone("memory", new Spread(410, 400, 420), "MB", Target.atMost(300));
    private static final ResultFile RESULT =
            new ResultFile("offline", 1, 5, Map.of("cores", "2 cores"), List.of(MET, MISSED));

    @Test
    void figures_between_the_marks_are_replaced_and_the_rest_stays() {
        String page = "before\n" + PerformancePage.BEGIN + "old\n" + PerformancePage.END + "after\n";

        assertThat(PerformancePage.with(page, List.of(RESULT)))
                .startsWith("before\n")
                .endsWith(PerformancePage.END + "after\n")
                .contains(
                        "| join | 12.3 s | equi-join | 1.05 (1.00 to 1.10) | ≤ 1.10 | met |",
                        "| memory | 410 MB |  |  | ≤ 300 | **missed** |",
                        "5 rounds at scale 1.00; 2 cores.")
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
}
