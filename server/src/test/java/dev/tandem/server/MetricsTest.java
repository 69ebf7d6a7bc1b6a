package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.definition.DefinitionFiles;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.RegistryState;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the figures at /metrics mean. */
class MetricsTest {
    private static LocalRedis redis;
    private static TestProject project;
    private static RegistryState state;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("figures", folder, redis.uri());
        state = project.apply(Flights.WATCHED);
        Flights.report(project);
        Happenings.failToMaterialize(project);
        project.serve();
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    private static ShownMetrics shown() {
        return ShownMetrics.of(project);
    }

    @Test
    void the_values_of_each_feature_are_counted_by_status_and_the_rows_behind_them_by_age() {
        project.read(
                "{\"feature_service\": \"arrival_delay\", \"entities\": {\"origin\": [\"JFK\", \"EWR\", \"SFO\"], \"dest\": [\"JFK\", \"LGA\", null]}}");

        ShownMetrics shown = shown();

        assertThat(statuses(shown, "temperature", "PRESENT", "NOT_FOUND", "OUTSIDE_MAX_AGE"))
                .containsExactly(1.0, 1.0, 1.0);
        assertThat(statuses(shown, "dest_temperature", "PRESENT", "NOT_FOUND", "NULL_VALUE"))
                .containsExactly(1.0, 1.0, 1.0);
        assertThat(shown.shows("tandem_read_values_total", "feature", "temperature", "status", "NULL_VALUE"))
                .as("a status that never occurred")
                .isFalse();
        // Rows of origins JFK and EWR, of destinations JFK and LGA: an hour old but for EWR's, of three and a half.
        assertThat(shown.value("tandem_read_age_seconds_bucket", "view", "weather", "le", "3600.0"))
                .isEqualTo(3);
        assertThat(shown.value("tandem_read_age_seconds_bucket", "view", "weather", "le", "21600.0"))
                .isEqualTo(4);
        assertThat(shown.value("tandem_read_age_seconds_count", "view", "weather"))
                .isEqualTo(4);
        assertThat(shown.value("tandem_read_age_seconds_sum", "view", "weather"))
                .isEqualTo(2 * 3599.5 + 3599.500001 + 12599.499999);
    }

    private static List<Double> statuses(ShownMetrics shown, String feature, String... statuses) {
        return Arrays.stream(statuses)
                .map(status -> shown.value(
                        "tandem_read_values_total", "service", "arrival_delay", "feature", feature, "status", status))
                .toList();
    }

    @Test
    void single_features_are_counted_by_their_reference_whatever_list_they_stand_in() {
        String entities = "\"entities\": {\"flight\": [7], \"day\": [\"2013-12-31\"]}}";
        project.read("{\"features\": [\"seats:price\"], " + entities);
        project.read("{\"features\": [\"seats\"], \"full_feature_names\": true, " + entities);

        assertThat(shown().value(
                                "tandem_read_values_total",
                                "service",
                                "(features)",
                                "feature",
                                "seats:price",
                                "status",
                                "NOT_FOUND"))
                .isEqualTo(2);
    }

    @Test
    void features_beyond_the_limit_are_counted_together() {
        ServedValues values = new ServedValues(1);
        ReadPlan plan = ReadPlan.of(state, state.definitions().service("arrival_delay"));
        values.ofService(plan);
        values.ofService(plan);

        assertThat(features(values)).containsExactly("(others)", "temperature");
    }

    @Test
    void a_feature_is_forgotten_when_its_service_has_it_no_more() {
        ServedValues values = new ServedValues();
        values.ofService(ReadPlan.of(state, state.definitions().service("weather_here")));
        values.ofService(ReadPlan.of(state, state.definitions().service("seat_price")));

        values.forgetAllBut(DefinitionFiles.parse(
                state.definitions().project(),
                Map.of(
                        "f.yaml",
                        Flights.DEFINITIONS.replace(
                                "features: [weather]\n", "features: [{weather: {features: [temperature]}}]\n"))));

        assertThat(features(values)).containsExactly("last_sale", "price", "sold", "temperature");
    }

    private static List<String> features(ServedValues values) {
        return values.collect().stream()
                .filter(family -> family.getMetadata().getName().equals("tandem_read_values"))
                .flatMap(family -> family.getDataPoints().stream())
                .map(DataPointSnapshot::getLabels)
                .map(labels -> labels.get("feature"))
                .toList();
    }

    @Test
    void runs_that_end_elsewhere_are_seen_in_the_registry() {
        assertThat(shown().value("tandem_materialize_last_run_failed", "view", "weather"))
                .isEqualTo(1);
        assertThat(shown().shows("tandem_materialize_cursor_age_seconds", "view", "weather"))
                .as("never materialised")
                .isFalse();

        Happenings.materialize(project);
        await().until(() -> shown().value("tandem_materialize_last_run_failed", "view", "weather") == 0);
        ShownMetrics shown = shown();

        // Materialised up to 22:29:59.5, of a row that came ten minutes before; it is 23:59:59.5. Due again at 23:00,
        // and
        // each hour.
        assertThat(shown.value("tandem_materialize_cursor_age_seconds", "view", "weather"))
                .isEqualTo(5400);
        assertThat(shown.value("tandem_materialize_overdue_seconds", "view", "weather"))
                .isEqualTo(3599.5);
        assertThat(shown.value("tandem_materialize_schedule_seconds", "view", "weather"))
                .isEqualTo(3600);
        assertThat(shown.value("tandem_materialize_lag_seconds", "view", "weather"))
                .isEqualTo(6000);
        assertThat(shown.value("tandem_materialize_run_seconds_count", "view", "weather", "outcome", "succeeded"))
                .isEqualTo(1);
        assertThat(shown.value("tandem_materialize_run_seconds_count", "view", "weather", "outcome", "failed"))
                .as("it ended before the server was there")
                .isZero();
        assertThat(shown.value("tandem_materialize_rows_total", "view", "weather", "outcome", "written"))
                .isEqualTo(7);
        assertThat(shown.value("tandem_materialize_rows_total", "view", "weather", "outcome", "older"))
                .isEqualTo(2);
        assertThat(shown.value("tandem_materialize_rows_total", "view", "weather", "outcome", "rejected"))
                .isEqualTo(1);
        assertThat(shown.shows("tandem_materialize_overdue_seconds", "view", "seats"))
                .as("a view without a schedule")
                .isFalse();
    }

    @Test
    void the_latest_checks_of_drift_and_skew_are_seen_in_the_registry() {
        Happenings.checkDrift(project);
        Happenings.checkSkew(project);
        await().until(() -> shown().shows("tandem_skew_check_age_seconds"));
        ShownMetrics shown = shown();

        String[] temperature = {"service", "arrival_delay", "feature", "temperature"};
        String[] wind = {"service", "arrival_delay", "feature", "wind_direction"};
        assertThat(shown.value("tandem_drift_verdict", temperature)).isEqualTo(2);
        assertThat(shown.value("tandem_drift_verdict", wind)).isZero();
        assertThat(shown.value("tandem_drift_score", "feature", "temperature", "measure", "psi"))
                .isEqualTo(0.31);
        assertThat(shown.value("tandem_drift_check_age_seconds", "service", "arrival_delay"))
                .isEqualTo(600);
        assertThat(shown.value("tandem_skew_compared_values", wind)).isEqualTo(40);
        assertThat(shown.value("tandem_skew_different_values", "feature", "temperature", "cause", "stale"))
                .isEqualTo(3);
        assertThat(shown.shows("tandem_skew_different_values", wind)).isFalse();
        assertThat(shown.value("tandem_skew_check_age_seconds", "service", "arrival_delay"))
                .isEqualTo(1200);
    }

    @Test
    void the_latest_results_of_expectations_that_still_are_ones_are_seen_in_the_registry() {
        Happenings.checkExpectations(project);
        await().until(() -> shown().shows("tandem_expectation_check_age_seconds"));
        ShownMetrics shown = shown();

        String[] direction = {
            "kind", "view", "of", "weather", "expectation", "wind_direction is between 0 and 360", "severity", "fail"
        };
        assertThat(shown.value("tandem_expectation_holds", direction)).isZero();
        assertThat(shown.value("tandem_expectation_rows", direction)).isEqualTo(100);
        assertThat(shown.value("tandem_expectation_failed_rows", direction)).isEqualTo(3);
        assertThat(shown.value("tandem_expectation_check_age_seconds", "kind", "view", "of", "weather"))
                .isEqualTo(300);
        assertThat(shown.shows("tandem_expectation_holds", "of", "seats_sold")).isFalse();
    }

    @Test
    void the_server_says_whether_it_is_ready() {
        assertThat(shown().value("tandem_ready")).isEqualTo(1);
    }

    @Test
    void failures_of_reads_are_shown_before_there_are_any_so_that_the_first_one_is_an_increase() {
        assertThat(shown().value(
                                "tandem_http_requests_seconds_count",
                                "route",
                                "/api/v1/services/{name}/features",
                                "status",
                                "503"))
                .isZero();
    }
}
