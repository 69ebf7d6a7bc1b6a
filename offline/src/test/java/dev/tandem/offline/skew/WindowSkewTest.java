package dev.tandem.offline.skew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.SkewCause;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Why a window was served that training does not see: three landings at 10:00, 11:00 and 11:30, of which the last came at 13:00, against answers that
 * are written into a log by hand. The id of an answer says what is the matter with it. The same landings are there without the times at which they came.
 */
class WindowSkewTest {
    private static final Instant MORNING = Instant.parse("2026-01-05T06:00:00Z");
    private static final Instant EVENING = Instant.parse("2026-01-05T18:00:00Z");
    private static final String DEFINITIONS = """
            entities: {airport: {keys: {airport: STRING}}}
            sources:
              stamped: {format: parquet, path: landings, event_time: at, created_time: seen, event_id: id, columns: {id: INT64}}
              bare: {format: parquet, path: landings, event_time: at, event_id: id, columns: {id: INT64}}
            views:
              landings:
                entities: [airport]
                source: stamped
                aggregations: [{function: count, windows: [1d], name: landings}]
              unstamped:
                entities: [airport]
                source: bare
                aggregations: [{function: count, windows: [1d], name: unstamped}]
            services:
              board: {features: [landings, unstamped]}
            """;

    @TempDir
    static Path folder;

    private static SkewReport report;

    @BeforeAll
    static void compare() {
        SparkSession spark = TestSpark.session();
        spark.sql(
                        "SELECT 'JFK' AS airport, id, " + time("at") + " AS at, " + time("seen")
                                + " AS seen FROM VALUES (1L, '10:00', '10:01'), (2L, '11:00', '11:01'), (3L, '11:30', '13:00') AS landings(id, at, seen)")
                .write()
                .parquet(folder.resolve("landings").toString());
        Definitions definitions =
                DefinitionFiles.parse(new Project("test", About.NOTHING), Map.of("all.yaml", DEFINITIONS));
        RegistryState state = new RegistryState(7, MORNING, "somebody", definitions, new TreeMap<>());
        spark.sql("SELECT id AS request_id, 0 AS request_row, " + time("time")
                        + " AS request_time, 7L AS registry_state, named_struct('landings', " + time("until")
                        + ", 'unstamped', " + time("until")
                        + ") AS materialized_until, named_struct('airport', 'JFK') AS asked,"
                        + " named_struct('landings_1d', " + answer() + ", 'unstamped_1d', " + answer()
                        + ") AS answer FROM VALUES ('nothing', '12:30', '12:00', 3L, '11:30'),"
                        + " ('not materialized', '12:30', '10:30', 1L, '10:00'),"
                        + " ('came later', '12:30', '12:00', 2L, '11:00'),"
                        + " ('came later, the others pushed', '12:30', '10:30', 2L, '11:00'),"
                        + " ('counted and gone', '12:30', '12:00', 5L, '11:00'),"
                        + " ('some pushed', '12:30', '10:30', 7L, '11:00') AS logged(id, time, until, value, event)")
                .write()
                .parquet(folder.resolve("log/service=board/date=2026-01-05/state=7")
                        .toString());
        report = Skew.of(
                        new History(spark, state, Workspace.of(folder)),
                        folder.resolve("log").toString(),
                        number -> Optional.of(state))
                .compare(
                        new Skew.Window(definitions.service("board"), MORNING, EVENING, 0),
                        EVENING,
                        Progress.UNWATCHED);
    }

    private static String time(String column) {
        return "to_timestamp('2026-01-05T' || " + column + " || ':00Z')";
    }

    private static String answer() {
        return "named_struct('value', value, 'status', 'PRESENT', 'event_time', " + time("event")
                + ", 'written_at', CAST(NULL AS TIMESTAMP), 'schema_id', CAST(NULL AS INT))";
    }

    private static List<String> of(String feature, SkewCause cause) {
        return report.examples().stream()
                .filter(difference -> difference.value().feature().equals(feature)
                        && difference.value().cause() == cause)
                .map(difference -> difference.request().id())
                .sorted()
                .toList();
    }

    @Test
    void an_event_that_was_created_after_what_was_counted_is_late() {
        assertThat(of("landings_1d", SkewCause.LATE_EVENT))
                .containsExactly("came later", "came later, the others pushed");
    }

    @Test
    void a_window_that_nothing_which_had_come_by_then_gives_was_rewritten() {
        assertThat(of("landings_1d", SkewCause.REWRITTEN_SOURCE)).containsExactly("counted and gone");
    }

    @Test
    void a_window_that_had_not_been_materialized_is_stale_whether_events_say_when_they_came_or_not() {
        assertThat(of("landings_1d", SkewCause.STALE)).containsExactly("not materialized");
        assertThat(of("unstamped_1d", SkewCause.STALE)).containsExactly("not materialized");
    }

    @Test
    void where_some_events_were_pushed_or_none_says_when_it_came_late_and_rewritten_are_not_told_apart() {
        assertThat(of("landings_1d", SkewCause.LATE_OR_REWRITTEN)).containsExactly("some pushed");
        assertThat(report.check().features().get(1).causes())
                .isEqualTo(Map.of(SkewCause.STALE, 1L, SkewCause.LATE_OR_REWRITTEN, 4L));
    }
}
