package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.MaterializationRun.Done;
import dev.tandem.registry.MaterializationRun.Mode;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import dev.tandem.server.TestProject.Answer;
import dev.tandem.server.log.LogReading;
import dev.tandem.server.log.LogSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample of answers is kept as Parquet, and never at the cost of a read. */
class FeatureLogTest {
    private static final String BOTH = """
            {"feature_service": "arrival_delay", "entities": {"origin": ["JFK", "EWR"], "dest": ["LGA", "XXX"]}}
            """;

    private static LocalRedis redis;
    private static TestProject project;
    private static RegistryState state;

    @TempDir
    Path log;

    @BeforeAll
    static void begin(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("logged", folder, redis.uri());
        state = project.apply(Flights.DEFINITIONS);
        Flights.report(project);
        long generation = state.stored("weather").generation();
        project.registry.succeed(
                project.name,
                project.registry.startRun(
                        project.name,
                        "weather",
                        generation,
                        Mode.INCREMENTAL,
                        Optional.empty(),
                        Instant.parse("2013-12-31T23:30:00Z")),
                new Done(3, 0, 0, Optional.empty(), ""));
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    private LogSettings settings;

    @BeforeEach
    void defaults() {
        settings = LogSettings.of(log, "1");
    }

    /** Before the folder of the log is deleted: a writer that runs on would make it anew. */
    @AfterEach
    void stopServing() {
        project.stopServing();
    }

    private void serve() {
        project.serve(server -> server.withLog(settings));
    }

    /** Ends the files by ending the server. */
    private List<Group> logged() {
        project.stopServing();
        return rows();
    }

    private List<Group> rows() {
        try (Stream<Path> tree = Files.walk(log)) {
            List<Group> rows = new ArrayList<>();
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                assertThat(file.getFileName().toString()).doesNotStartWith(".").endsWith(".parquet");
                rows.addAll(LogReading.of(file));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String requestId(Answer answer) {
        return answer.http().headers().firstValue("X-Request-Id").orElseThrow();
    }

    @Test
    void a_row_holds_what_was_asked_and_answered_and_where_each_value_is_from() {
        serve();
        String id = requestId(project.read(BOTH));

        List<Group> rows = logged();

        assertThat(rows).hasSize(2);
        Group first = rows.get(0);
        assertThat(first.getString("request_id", 0)).isEqualTo(id);
        assertThat(first.getInteger("request_row", 0)).isZero();
        assertThat(first.getLong("request_time", 0)).isEqualTo(Micros.of(TestProject.NOW));
        assertThat(first.getLong("registry_state", 0)).isEqualTo(state.number());
        assertThat(first.getGroup("materialized_until", 0).getLong("weather", 0))
                .isEqualTo(Micros.of(Instant.parse("2013-12-31T23:30:00Z")));
        assertThat(first.getGroup("asked", 0).getString("origin", 0)).isEqualTo("JFK");
        Group temperature = first.getGroup("answer", 0).getGroup("temperature", 0);
        assertThat(temperature.getDouble("value", 0)).isEqualTo(33.08);
        assertThat(temperature.getString("status", 0)).isEqualTo("PRESENT");
        assertThat(temperature.getLong("event_time", 0)).isEqualTo(Micros.of(Instant.parse("2013-12-31T23:00:00Z")));
        assertThat(temperature.getLong("written_at", 0)).isEqualTo(Micros.of(TestProject.NOW));
        assertThat(temperature.getInteger("schema_id", 0))
                .isEqualTo(state.stored("weather").schema().id());
        Group null_value = first.getGroup("answer", 0).getGroup("dest_temperature", 0);
        assertThat(null_value.getFieldRepetitionCount("value")).isZero();
        assertThat(null_value.getString("status", 0)).isEqualTo("NULL_VALUE");
        Group not_found = rows.get(1).getGroup("answer", 0).getGroup("dest_temperature", 0);
        assertThat(not_found.getString("status", 0)).isEqualTo("NOT_FOUND");
        assertThat(not_found.getFieldRepetitionCount("event_time")).isZero();
        assertThat(rows.get(1).getGroup("answer", 0).getGroup("temperature", 0).getString("status", 0))
                .isEqualTo("OUTSIDE_MAX_AGE");
    }

    @Test
    void request_inputs_and_computed_features_are_kept_too() {
        serve();
        project.read("""
                {"feature_service": "headwind", "entities": {"origin": ["JFK"], "route_bearing": [90]}}
                """);

        Group row = logged().get(0);

        assertThat(row.getGroup("asked", 0).getDouble("route_bearing", 0)).isEqualTo(90);
        Group headwind = row.getGroup("answer", 0).getGroup("headwind", 0);
        assertThat(headwind.getDouble("value", 0)).isEqualTo(-1);
        assertThat(headwind.getFieldRepetitionCount("event_time")).isZero();
        assertThat(row.getGroup("materialized_until", 0).getFieldRepetitionCount("weather"))
                .isOne();
    }

    @Test
    void files_stand_by_service_day_and_state_and_can_be_read_while_the_server_goes_on() throws IOException {
        settings = settings.withFileAge(Duration.ofMillis(100));
        serve();
        project.read(BOTH);

        Awaitility.await()
                .until(() ->
                        Files.isDirectory(log.resolve("service=arrival_delay/date=2013-12-31/state=" + state.number()))
                                && !rowsSoFar().isEmpty());
        assertThat(rowsSoFar()).hasSize(2);
        assertThat(project.get("/metrics").http().body())
                .contains("tandem_log_rows_total{outcome=\"written\",service=\"arrival_delay\"} 2.0");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(log)) {
            return tree.filter(file -> file.getFileName().toString().matches("[^.].*\\.parquet"))
                    .toList();
        }
    }

    private List<Group> rowsSoFar() throws IOException {
        List<Group> rows = new ArrayList<>();
        for (Path file : files()) {
            rows.addAll(LogReading.of(file));
        }
        return rows;
    }

    @Test
    void an_entity_is_logged_always_or_never_and_as_many_as_the_rate_says() {
        settings = LogSettings.of(log, "0.2");
        serve();
        String airports = String.join(
                ",", IntStream.range(0, 1000).mapToObj(i -> "\"A" + i + "\"").toList());
        for (int i = 0; i < 2; i++) {
            project.read("{\"feature_service\": \"weather_here\", \"entities\": {\"airport\": [" + airports + "]}}");
        }

        List<String> logged = logged().stream()
                .map(row -> row.getGroup("asked", 0).getString("airport", 0))
                .toList();

        assertThat(logged).hasSizeBetween(2 * 140, 2 * 260);
        assertThat(logged.stream().distinct()).hasSize(logged.size() / 2);
    }

    @Test
    void a_service_may_have_a_rate_of_its_own() {
        settings = LogSettings.of(log, "0, weather_here=1");
        serve();
        project.read(BOTH);
        project.read("{\"feature_service\": \"weather_here\", \"entities\": {\"airport\": [\"JFK\"]}}");

        assertThat(logged()).hasSize(1);
    }

    @Test
    void single_features_are_of_no_service_and_are_not_logged() {
        serve();
        project.read("{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [\"JFK\"]}}");

        assertThat(logged()).isEmpty();
    }

    @Test
    void a_disk_that_takes_nothing_costs_rows_of_the_log_and_no_read() throws IOException {
        Path file = Files.writeString(log.resolve("a-file"), "not a folder");
        settings = LogSettings.of(file, "1");
        serve();

        assertThat(project.read(BOTH).status()).isEqualTo(200);

        Awaitility.await()
                .until(() -> project.get("/metrics")
                        .http()
                        .body()
                        .contains("tandem_log_rows_total{outcome=\"dropped\",service=\"arrival_delay\"} 2.0"));
        assertThat(project.read(BOTH).status()).isEqualTo(200);
    }

    @Test
    void every_answer_has_a_name_of_its_own_that_begins_with_the_time() {
        serve();
        String one = requestId(project.read(BOTH));
        String other = requestId(project.read(BOTH));

        assertThat(one)
                .isNotEqualTo(other)
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(one.substring(0, 13)).isLessThanOrEqualTo(other.substring(0, 13));
    }

    @Test
    void a_rate_that_is_none_is_refused_with_an_example() {
        for (String rate : List.of("2", "-0.1", "often", "", "0.1, arrival_delay=x")) {
            assertThatThrownBy(() -> LogSettings.of(log, rate))
                    .as(rate)
                    .isInstanceOf(TandemException.class)
                    .hasMessageContaining("to 1");
        }
    }
}
