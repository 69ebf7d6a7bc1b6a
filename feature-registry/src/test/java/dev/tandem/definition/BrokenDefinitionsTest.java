package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.definition.Derivation.Aggregation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file in {@code broken/} is wrong in some way, and tells below itself what is to be said of it: {@code # => line:column problem.
 * Remedy.}
 */
class BrokenDefinitionsTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/tandem/definition/broken");
    private static final String EXPECTED = "# => ";

    static Stream<String> brokenFiles() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void every_problem_of_a_file_is_told_with_its_place_and_remedy(String file) throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve(file));
        List<String> expected =
                lines.stream().filter(line -> line.startsWith(EXPECTED)).toList();
        String text = lines.stream()
                .filter(line -> !line.startsWith(EXPECTED))
                .map(line -> line + "\n")
                .collect(Collectors.joining());

        assertThat(problems(Map.of("f", text)).stream()
                        .map(problem -> "%s%d:%d %s. %s"
                                .formatted(
                                        EXPECTED,
                                        problem.line(),
                                        problem.column(),
                                        problem.problem(),
                                        problem.remedy())))
                .isNotEmpty()
                .containsExactlyElementsOf(expected);
    }

    @Test
    void a_definition_in_two_files_is_told_with_both_places() {
        Map<String, String> files = Map.of(
                "a.yaml", "entities:\n  airport: {keys: {airport: STRING}}",
                "deep/b.yaml", "entities:\n\n  airport: {keys: {airport: STRING}}");

        assertThat(problems(files))
                .extracting(InvalidDefinitionsException.Problem::toString)
                .containsExactly("deep/b.yaml:3: 'airport' is defined twice in entities, first in a.yaml:2."
                        + " Remove or rename one of the two.");
    }

    @Test
    void a_name_that_may_be_in_an_unreadable_file_is_not_called_unknown() {
        Map<String, String> files = Map.of(
                "a.yaml", "entities: {airport: {keys: {airport: STRING}}",
                "b.yaml", """
                        sources: {seen: {sql: SELECT * FROM unseen, event_time: time}}
                        views: {weather: {entities: [airport], source: reports, keys: {airport: x}, features: {wind: FLOAT64}}}
                        services: {model: {features: [clouds]}}
                        """);

        assertThat(problems(files))
                .extracting(InvalidDefinitionsException.Problem::toString)
                .containsExactly("a.yaml:1: This is no YAML: expected ',' or '}', but got <stream end>."
                        + " Close the quote or bracket that was opened.");
    }

    @Test
    void more_conditions_than_are_kept_of_an_event_are_told_at_the_first_beyond() {
        String sources = """
                entities: {airport: {keys: {airport: STRING}}}
                sources: {arrivals: {format: csv, path: a.csv, event_time: t, event_id: id, columns: {id: INT64, delay: INT32}}}
                views:
                  lately:
                    entities: [airport]
                    source: arrivals
                    aggregations:
                """;
        // the first condition is there twice, and counts once
        String most = IntStream.rangeClosed(0, Aggregation.MOST_CONDITIONS)
                .mapToObj(i -> "      - {function: count, windows: [1h], where: delay > %d, name: n%d}%n"
                        .formatted(Math.max(1, i), i))
                .collect(Collectors.joining());
        String beyond = most + "      - {function: count, windows: [1h], where: delay > 65, name: n65}\n";

        assertThat(DefinitionFiles.parse(new Project("test", About.NOTHING), Map.of("a.yaml", sources + most))
                        .views())
                .containsOnlyKeys("lately");
        assertThat(problems(Map.of("a.yaml", sources + beyond)))
                .extracting(InvalidDefinitionsException.Problem::toString)
                .containsExactly("a.yaml:73: View 'lately' has 65 different conditions, and at most 64 are kept of an"
                        + " event. Move the aggregations from this one on to a view of their own.");
    }

    @Test
    void a_query_whose_values_differ_from_run_to_run_is_refused_with_what_makes_them() {
        String file = """
                sources:
                  flights: {format: csv, path: flights.csv}
                  recent: {event_time: t, sql: "SELECT *, rand() AS luck FROM flights WHERE t > now() - INTERVAL 1 DAY"}
                """;

        assertThat(problems(Map.of("a.yaml", file)))
                .extracting(InvalidDefinitionsException.Problem::toString)
                .containsExactly(
                        "a.yaml:3: The sql of source 'recent' says now(), which depends on the clock: training and serving would differ."
                                + " Take times from columns of the source: a row is dated by its event_time, and how long it counts is the"
                                + " view's ttl.",
                        "a.yaml:3: The sql of source 'recent' says rand(), which depends on chance: training and serving would differ."
                                + " Derive it from the row, such as by xxhash64 of a column that identifies it.");
    }

    @Test
    void a_file_that_is_too_large_is_refused() {
        assertThat(problems(Map.of("large.yaml", "# " + "x".repeat(1_000_000))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.problem()).contains("1000002 characters"));
    }

    private static List<InvalidDefinitionsException.Problem> problems(Map<String, String> files) {
        return catchThrowableOfType(
                        InvalidDefinitionsException.class,
                        () -> DefinitionFiles.parse(new Project("flights", About.NOTHING), files))
                .problems();
    }
}
