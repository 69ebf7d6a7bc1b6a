package dev.tandem.offline.skew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Project;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.offline.window.Events;
import dev.tandem.offline.window.EventsBehind;
import dev.tandem.offline.window.EventsBehind.Question;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.SkewCause;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.window.WindowContents.Counted;
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
 * are written into a log by hand. The id of an answer says what is the matter with it.
 */
class WindowSkewTest {
    private static final Instant MORNING = Instant.parse("2026-01-05T06:00:00Z");
    private static final Instant EVENING = Instant.parse("2026-01-05T18:00:00Z");
    private static final String DEFINITIONS = """
            entities: {airport: {keys: {airport: STRING}}}
            sources:
              stamped: {format: parquet, path: landings, event_time: at, created_time: seen, event_id: id, columns: {id: INT64}}
            views:
              landings:
                entities: [airport]
                source: stamped
                aggregations: [{function: count, windows: [1d], name: landings}]
            services:
              board: {features: [landings]}
            """;

    @TempDir
    static Path folder;

    private static History history;
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
                        + ") AS materialized_until, named_struct('airport', 'JFK') AS asked,"
                        + " named_struct('landings_1d', " + answer()
                        + ") AS answer FROM VALUES ('nothing', '12:30', '12:00', 3L, '11:30'),"
                        + " ('not materialized', '12:30', '10:30', 1L, '10:00'),"
                        + " ('came after the answer', '12:30', '12:00', 2L, '11:00'),"
                        + " ('came after the answer, the others pushed', '12:30', '10:30', 2L, '11:00'),"
                        + " ('counted and gone', '12:30', '12:00', 5L, '11:00'),"
                        + " ('some pushed', '12:30', '10:30', 7L, '11:00') AS logged(id, time, until, value, event)")
                .write()
                .parquet(folder.resolve("log/service=board/date=2026-01-05/state=7")
                        .toString());
        history = new History(spark, state, Workspace.of(folder));
        report = Skew.of(history, folder.resolve("log").toString(), number -> Optional.of(state))
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
                .containsExactly("came after the answer", "came after the answer, the others pushed");
    }

    @Test
    void a_window_that_nothing_which_had_come_by_then_gives_was_rewritten() {
        assertThat(of("landings_1d", SkewCause.REWRITTEN_SOURCE)).containsExactly("counted and gone");
    }

    @Test
    void a_window_that_had_not_been_materialized_is_stale() {
        assertThat(of("landings_1d", SkewCause.STALE)).containsExactly("not materialized");
    }

    @Test
    void where_some_events_were_pushed_and_others_perhaps_not_late_and_rewritten_are_not_told_apart() {
        assertThat(of("landings_1d", SkewCause.LATE_OR_REWRITTEN)).containsExactly("some pushed");
    }

    @Test
    void the_newest_events_of_a_window_are_shown_and_how_many_came_after_the_answer() {
        FeatureView view = history.definitions().view("landings");
        Events events =
                Events.of(history.definitions(), view, SourceReader.of(history).rows(view));
        byte[] jfk = EntityKey.pack(List.of(ValueType.STRING), ValueSource.of(List.of("JFK")))
                .orElseThrow();

        assertThat(EventsBehind.of(
                        events,
                        List.of(new Question(jfk, Micros.of(at("12:30"))), new Question(jfk, Micros.of(at("10:30")))),
                        List.of(0),
                        2))
                .containsExactly(
                        new EventsBehind(
                                0,
                                0,
                                3,
                                1,
                                List.of(
                                        new Counted(at("11:30"), 3L, null, at("13:00")),
                                        new Counted(at("11:00"), 2L, null, at("11:01")))),
                        new EventsBehind(1, 0, 1, 0, List.of(new Counted(at("10:00"), 1L, null, at("10:01")))));
    }

    private static Instant at(String time) {
        return Instant.parse("2026-01-05T" + time + ":00Z");
    }
}
