package dev.tandem.offline.skew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.skew.ComparedValue.Presence;
import dev.tandem.registry.FeatureSkew;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.SkewCause;
import dev.tandem.registry.StoredView;
import dev.tandem.row.RowSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rule of each cause, on reports of one airport at 10:00 (1, 5), 11:30 (9, 9) and 12:00 (2, 6), against answers that are written into a log by
 * hand. The id of an answer says what is the matter with it.
 */
class SkewTest {
    private static final Instant MORNING = Instant.parse("2026-01-05T06:00:00Z");
    private static final Instant EVENING = Instant.parse("2026-01-05T18:00:00Z");

    @TempDir
    static Path folder;

    private static History history;
    private static FeatureService service;
    private static SkewReport report;
    /** State 6, in which the service took what it calls temp from another view. */
    private static RegistryState earlier;

    @BeforeAll
    static void compare() {
        SparkSession spark = TestSpark.session();
        spark.sql(
                        "SELECT * FROM VALUES ('JFK', TIMESTAMP '2026-01-05 10:00:00Z', 1D, 5D), ('JFK', TIMESTAMP '2026-01-05 11:30:00Z', 9D, 9D),"
                                + " ('JFK', TIMESTAMP '2026-01-05 12:00:00Z', 2D, 6D) AS reports(airport, at, temp, wind)")
                .write()
                .parquet(folder.resolve("reports").toString());
        TestProject project = new TestProject(folder)
                .entity("airport", ValueType.STRING)
                .table("reports", "parquet", "reports")
                .view(
                        "weather",
                        "airport",
                        "reports",
                        Optional.of(Duration.ofHours(3)),
                        "temp FLOAT64",
                        "wind FLOAT64");
        service = project.service("weather");
        RegistryState bare = project.state();
        Definitions definitions = new Definitions(
                bare.definitions().project(),
                bare.definitions().entities(),
                bare.definitions().sources(),
                bare.definitions().views(),
                new TreeMap<>(Map.of(service.name(), service)));
        RegistryState state = new RegistryState(
                7,
                bare.appliedAt(),
                bare.author(),
                definitions,
                new TreeMap<>(Map.of(
                        "weather",
                        new StoredView(
                                "weather",
                                1,
                                List.of(
                                        new RowSchema(1, List.of(new RowSchema.Column("temp", ValueType.FLOAT64))),
                                        RowSchema.of(
                                                2, definitions.view("weather").features()))))));
        earlier = earlier(bare);
        history = new History(spark, state, project.history(spark).workspace());
        log(spark);
        report = skew().compare(new Skew.Window(service, MORNING, EVENING, 1e-9), EVENING, Progress.UNWATCHED);
    }

    private static Skew skew() {
        return Skew.of(
                history,
                folder.resolve("log").toString(),
                number -> number == 7
                        ? Optional.of(history.state())
                        : Optional.of(earlier).filter(state -> state.number() == number));
    }

    private static RegistryState earlier(RegistryState bare) {
        TestProject project = new TestProject(folder)
                .entity("airport", ValueType.STRING)
                .table("reports", "parquet", "reports")
                .view("weather", "airport", "reports", Optional.of(Duration.ofHours(3)), "wind FLOAT64")
                .view("climate", "airport", "reports", Optional.empty(), "temp FLOAT64");
        Definitions then = project.state().definitions();
        return new RegistryState(
                6,
                bare.appliedAt(),
                bare.author(),
                new Definitions(
                        then.project(),
                        then.entities(),
                        then.sources(),
                        then.views(),
                        new TreeMap<>(Map.of(service.name(), project.service("climate", "weather")))),
                new TreeMap<>());
    }

    private static void log(SparkSession spark) {
        log(
                spark,
                7,
                "event",
                String.join(
                        ", ",
                        row("same", "12:30", "12:00", "2D", "6D", "PRESENT", "12:00", 2),
                        row("nearly the same", "12:30", "12:00", "2.0000000001D", "6D", "PRESENT", "12:00", 2),
                        row("an old row", "12:30", "12:00", "2D", null, "PRESENT", "12:00", 1),
                        row("too old", "13:30", "11:00", null, null, "OUTSIDE_MAX_AGE", "10:00", 2),
                        row("not written yet", "12:30", "11:00", "1D", "5D", "PRESENT", "10:00", 2),
                        row("nothing written yet", "12:30", null, null, null, "NOT_FOUND", null, 2),
                        row(
                                "pushed, and the next not written yet",
                                "12:30",
                                "11:00",
                                "9D",
                                "9D",
                                "PRESENT",
                                "11:30",
                                2),
                        row("a late report", "12:30", "12:10", "9D", "9D", "PRESENT", "11:30", 2),
                        row("another value", "12:30", "12:10", "7D", "DOUBLE('Infinity')", "PRESENT", "12:00", 2),
                        row("no such report", "12:30", "12:10", "7D", "6D", "PRESENT", "12:10", 2),
                        row("the future", "11:45", "11:45", "2D", "6D", "PRESENT", "12:00", 2)));
        log(
                spark,
                6,
                "TIMESTAMP '2026-01-05 11:45:00Z'",
                row("temp of another view", "12:30", "12:10", "3D", "9D", "PRESENT", "11:30", 2));
    }

    private static void log(SparkSession spark, long state, String eventTimeOfTemp, String rows) {
        spark.sql("SELECT id AS request_id, 0 AS request_row, time AS request_time, " + state + "L AS registry_state,"
                        + " named_struct('weather', until) AS materialized_until, named_struct('airport', 'JFK') AS asked,"
                        + " named_struct('temp', named_struct('value', temp, 'status', status, 'event_time', "
                        + eventTimeOfTemp
                        + ", 'written_at', event, 'schema_id', schema),"
                        + " 'wind', named_struct('value', wind, 'status', status, 'event_time', event, 'written_at', event, 'schema_id', schema)) AS answer"
                        + " FROM VALUES " + rows + " AS logged(id, time, until, temp, wind, status, event, schema)")
                .write()
                .parquet(folder.resolve("log/service=service/date=2026-01-05/state=" + state)
                        .toString());
    }

    private static String row(
            String id,
            String at,
            @Nullable String until,
            @Nullable String temp,
            @Nullable String wind,
            String status,
            @Nullable String eventTime,
            int schema) {
        return "('%s', %s, %s, %s, %s, '%s', %s, %d)"
                .formatted(
                        id,
                        time(at),
                        time(until),
                        temp == null ? "CAST(NULL AS DOUBLE)" : temp,
                        wind == null ? "CAST(NULL AS DOUBLE)" : wind,
                        status,
                        time(eventTime),
                        schema);
    }

    private static String time(@Nullable String time) {
        return time == null ? "CAST(NULL AS TIMESTAMP)" : "TIMESTAMP '2026-01-05 %s:00Z'".formatted(time);
    }

    private static List<String> of(String feature, SkewCause cause) {
        return report.examples().stream()
                .filter(difference -> difference.value().feature().equals(feature)
                        && difference.value().cause() == cause)
                .map(difference -> difference.request().id())
                .toList();
    }

    private static FeatureSkew figures(String feature) {
        return report.check().features().stream()
                .filter(each -> each.feature().equals(feature))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void every_value_is_counted_once_and_every_difference_has_one_cause() {
        assertThat(report.check().rows()).isEqualTo(12);
        assertThat(figures("temp").counts()).isEqualTo(new FeatureSkew.Counts(12, 9, 1, 2, 0));
        assertThat(figures("temp").causes())
                .isEqualTo(Map.of(
                        SkewCause.CHANGED_DEFINITION, 1L,
                        SkewCause.EXPIRED, 1L,
                        SkewCause.STALE, 3L,
                        SkewCause.LATE_EVENT, 1L,
                        SkewCause.REWRITTEN_SOURCE, 2L,
                        SkewCause.UNEXPLAINED, 1L));
        assertThat(figures("wind").causes())
                .isEqualTo(Map.of(
                        SkewCause.OLDER_SCHEMA, 1L,
                        SkewCause.EXPIRED, 1L,
                        SkewCause.STALE, 3L,
                        SkewCause.LATE_EVENT, 2L,
                        SkewCause.REWRITTEN_SOURCE, 1L,
                        SkewCause.UNEXPLAINED, 1L));
    }

    @Test
    void numbers_have_errors_and_those_within_the_tolerance_are_told_apart() {
        assertThat(figures("temp").error().orElseThrow().max()).isEqualTo(7);
        assertThat(figures("wind").counts().tolerated()).isZero();
    }

    @Test
    void no_tolerance_takes_infinity_for_a_number() {
        assertThat(of("wind", SkewCause.REWRITTEN_SOURCE)).containsExactly("another value");
    }

    @Test
    void a_log_of_which_nothing_can_be_compared_is_no_log_in_which_all_is_the_same() {
        FeatureService renamed = new FeatureService(
                service.name(),
                service.selections().stream()
                        .map(selection -> new FeatureService.Selection(
                                selection.view(), Map.of("airport", "station"), selection.fields()))
                        .toList(),
                service.about());

        assertThatThrownBy(() ->
                        skew().compare(new Skew.Window(renamed, MORNING, EVENING, 0), EVENING, Progress.UNWATCHED))
                .isInstanceOf(SkewException.class)
                .hasMessageContaining("None of the values of 12 answers can be compared");
    }

    @Test
    void a_row_of_a_schema_without_the_feature_is_of_an_older_schema() {
        assertThat(of("wind", SkewCause.OLDER_SCHEMA)).containsExactly("an old row");
    }

    @Test
    void a_null_by_ttl_is_expired() {
        assertThat(of("temp", SkewCause.EXPIRED)).containsExactly("too old");
    }

    @Test
    void an_answer_from_nothing_but_what_is_in_the_source_and_newer_than_the_one_materialized_is_late() {
        assertThat(of("temp", SkewCause.LATE_EVENT)).containsExactly("a late report");
    }

    @Test
    void an_answer_that_is_not_in_the_source_any_more_was_rewritten() {
        assertThat(of("temp", SkewCause.REWRITTEN_SOURCE)).containsExactlyInAnyOrder("another value", "no such report");
        assertThat(report.examples())
                .filteredOn(difference -> difference.request().id().equals("no such report"))
                .singleElement()
                .extracting(difference -> difference.value().source())
                .isEqualTo(new ComparedValue.SourceRow(Presence.GONE, null));
    }

    @Test
    void a_name_that_was_of_another_view_tells_nothing_of_the_row_that_was_served() {
        assertThat(of("temp", SkewCause.CHANGED_DEFINITION)).containsExactly("temp of another view");
        assertThat(of("wind", SkewCause.LATE_EVENT)).containsExactlyInAnyOrder("a late report", "temp of another view");
        assertThat(report.examples())
                .filteredOn(difference -> difference.request().id().equals("temp of another view"))
                .filteredOn(difference -> difference.value().feature().equals("temp"))
                .singleElement()
                .satisfies(difference -> assertThat(difference.value().source())
                        .as("its source now")
                        .isNull());
    }

    @Test
    void what_no_rule_explains_is_unexplained() {
        assertThat(of("temp", SkewCause.UNEXPLAINED)).containsExactly("the future");
    }

    @Test
    void a_window_of_which_nothing_was_logged_is_an_error_that_says_what_to_do() {
        assertThatThrownBy(() -> skew().compare(
                                new Skew.Window(service, EVENING, EVENING.plusSeconds(1), 0),
                                EVENING,
                                Progress.UNWATCHED))
                .isInstanceOf(SkewException.class)
                .hasMessageContaining("has no answer of service 'service' from 2026-01-05T18:00:00Z")
                .hasMessageContaining("--from and --to");
        assertThatThrownBy(() -> Skew.of(history, folder.resolve("none").toString(), number -> Optional.empty())
                        .compare(new Skew.Window(service, MORNING, EVENING, 0), EVENING, Progress.UNWATCHED))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("holds nothing of service 'service'")
                .hasMessageContaining("server.log_rate");
    }

    @Test
    void a_request_that_is_not_in_the_log_cannot_be_explained() {
        assertThatThrownBy(() -> skew().explain("yesterday", 1, Progress.UNWATCHED))
                .hasMessageContaining("'yesterday' is no id of a request");
        assertThatThrownBy(() -> skew().explain("019b8d2c-5c00-7000-8000-000000000000", 1, Progress.UNWATCHED))
                .hasMessageContaining("does not have request 019b8d2c");
    }
}
