package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.transform.aggregate.AggregatorContract.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/aggregations.md shows is what is there. */
class AggregationsGuideTest {
    private static final Pattern NAME = Pattern.compile("`(?<name>[a-z_]+)`");

    private static final long NEW_YEAR_2014 = 1_388_534_400_000_000L;
    private static final long MINUTE = 60_000_000L;

    @Test
    void every_function_is_in_the_table_and_no_other() throws IOException {
        List<String> rows = page().substring(0, page().indexOf("\n## "))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", -1)[1])
                .toList();
        List<String> named = rows.stream()
                .flatMap(cell -> NAME.matcher(cell).results().map(found -> found.group(1)))
                .toList();

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        AggregateFunctions.of(List.of()).names());
    }

    @Test
    void the_function_of_a_team_is_one_that_the_tests_run() throws IOException {
        String shown = page().substring(page().indexOf("```java\n") + 8, page().lastIndexOf("```"));
        String source = Files.readString(Path.of("src/test/java/dev/tandem/transform/aggregate/Spread.java"));

        assertThat(source).endsWith(shown);
    }

    @Test
    void states_of_ten_values_take_as_many_bytes_as_the_page_says() throws IOException {
        List<Event> ten = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 10; i++) {
            ten.add(new Event(NEW_YEAR_2014 + i * MINUTE, new byte[] {1, 2}, random.nextGaussian() * 30));
        }
        List<String> rows = page().substring(page().indexOf("## What they take"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows).hasSize(9);
        for (String row : rows) {
            String[] cells = row.split("\\|", -1);
            NAME.matcher(cells[1])
                    .results()
                    .map(found -> found.group(1))
                    .forEach(function -> assertThat(AggregatorContract.bytes(
                                    AggregatorContract.accumulated(use(function).aggregator(), ten)))
                            .as(function)
                            .hasSize(Integer.parseInt(cells[3].strip())));
        }
    }

    private static Use use(String function) {
        return switch (function) {
            case "last_k" -> Use.of(function, "FLOAT64", "k", "10");
            case "approx_percentile" -> Use.of(function, "FLOAT64", "percentile", "0.9");
            default -> Use.of(function, "FLOAT64");
        };
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/aggregations.md"));
    }
}
