package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.server.TestProject.Answer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeastReadTest {
    private static LocalRedis redis;
    private static TestProject project;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("flights", folder, redis.uri());
        project.apply(Flights.DEFINITIONS);
        Flights.report(project);
        project.serve();
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    @Test
    void keys_come_first_and_features_in_the_order_of_the_request() {
        Answer answer = project.read("""
                {"features": ["weather:wind_direction", "weather:temperature"], "entities": {"airport": ["JFK", "LGA"]}}
                """);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.http().headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.http().body())
                .isEqualTo(
                        "{\"metadata\":{\"feature_names\":[\"airport\",\"wind_direction\",\"temperature\"]},\"results\":["
                                + "{\"values\":[\"JFK\",\"LGA\"],\"statuses\":[\"PRESENT\",\"PRESENT\"],"
                                + "\"event_timestamps\":[\"1970-01-01T00:00:00Z\",\"1970-01-01T00:00:00Z\"]},"
                                + "{\"values\":[270,30],\"statuses\":[\"PRESENT\",\"PRESENT\"],"
                                + "\"event_timestamps\":[\"2013-12-31T23:00:00Z\",\"2013-12-31T22:59:59.999999Z\"]},"
                                + "{\"values\":[33.08,null],\"statuses\":[\"PRESENT\",\"NULL_VALUE\"],"
                                + "\"event_timestamps\":[\"2013-12-31T23:00:00Z\",\"2013-12-31T22:59:59.999999Z\"]}]}");
    }

    @Test
    void a_service_is_read_by_its_label_columns_and_under_its_own_names() {
        Answer answer = project.read("""
                {"feature_service": "arrival_delay", "entities": {"dest": ["LGA", "JFK"], "origin": ["JFK", "LGA"]}}
                """);

        assertThat(answer.body().path("metadata").path("feature_names").toString())
                .isEqualTo("[\"origin\",\"dest\",\"temperature\",\"wind_direction\",\"dest_temperature\"]");
        assertThat(answer.values("temperature")).isEqualTo("[33.08,null]");
        assertThat(answer.values("dest_temperature")).isEqualTo("[null,33.08]");
    }

    @Test
    void full_names_say_the_view() {
        Answer answer = project.read("""
                {"feature_service": "arrival_delay", "full_feature_names": true, "entities": {"origin": ["JFK"], "dest": ["LGA"]}}
                """);

        assertThat(answer.body().path("metadata").path("feature_names").toString())
                .isEqualTo("[\"origin\",\"dest\",\"weather__temperature\",\"weather__wind_direction\","
                        + "\"weather__dest_temperature\"]");
    }

    @Test
    void single_features_can_have_full_names_too() {
        Answer answer = project.read(
                "{\"features\": [\"weather:temperature\"], \"full_feature_names\": true, \"entities\": {\"airport\": [\"JFK\"]}}");

        assertThat(answer.values("weather__temperature")).isEqualTo("[33.08]");
    }

    @Test
    void a_row_past_its_ttl_has_no_value_but_says_from_when_it_is() {
        Answer answer = temperatureAt("EWR");

        assertThat(answer.values("temperature")).isEqualTo("[null]");
        assertThat(answer.statuses("temperature")).isEqualTo("[\"OUTSIDE_MAX_AGE\"]");
        assertThat(answer.times("temperature")).isEqualTo("[\"2013-12-31T20:30:00.000001Z\"]");
    }

    @Test
    void an_entity_without_a_row_is_not_found() {
        Answer answer = temperatureAt("LAX");

        assertThat(answer.values("temperature")).isEqualTo("[null]");
        assertThat(answer.statuses("temperature")).isEqualTo("[\"NOT_FOUND\"]");
        assertThat(answer.times("temperature")).isEqualTo("[\"1970-01-01T00:00:00Z\"]");
    }

    @Test
    void a_null_key_part_means_no_entity() {
        Answer answer =
                project.read("{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [null, \"JFK\"]}}");

        assertThat(answer.values("airport")).isEqualTo("[null,\"JFK\"]");
        assertThat(answer.values("temperature")).isEqualTo("[null,33.08]");
        assertThat(answer.statuses("temperature")).isEqualTo("[\"NOT_FOUND\",\"PRESENT\"]");
    }

    @Test
    void every_row_is_answered_duplicates_included() {
        Answer answer = project.read(
                "{\"features\": [\"weather:wind_direction\"], \"entities\": {\"airport\": [\"LGA\", \"JFK\", \"LGA\"]}}");

        assertThat(answer.values("wind_direction")).isEqualTo("[30,270,30]");
    }

    @Test
    void a_request_of_no_rows_gets_an_answer_of_no_rows() {
        Answer answer = project.read("{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": []}}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.values("temperature")).isEqualTo("[]");
    }

    @Test
    void what_nothing_needs_is_ignored_in_the_body_and_among_the_entities() {
        Answer answer = project.read("""
                {"a": {"b": [1, {}]}, "features": ["weather:temperature"], "feature_service": null,
                 "entities": {"carrier": [{"x": 1}], "airport": ["JFK"]}, "z": null}
                """);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("metadata").path("feature_names").toString())
                .isEqualTo("[\"airport\",\"temperature\"]");
    }

    @Test
    void composite_keys_large_integers_decimals_and_times_come_through() {
        project.write(
                "seats",
                List.of(9007199254740993L, LocalDate.of(2013, 12, 31)),
                "2013-12-31T23:00:00Z",
                List.of(9007199254740995L, new BigDecimal("199.90"), Instant.parse("2013-12-31T22:59:59.999999Z")));
        String request =
                "{\"entities\": {\"flight\": [9007199254740993, \"9007199254740993\"], \"day\": [\"2013-12-31\", \"2013-12-31\"]}";

        Answer feast = project.read(request + ", \"feature_service\": \"seat_price\"}");
        Answer whole = project.post("/api/v1/services/seat_price/features", request + "}");

        assertThat(feast.values("flight")).isEqualTo("[9007199254740993,9007199254740993]");
        assertThat(feast.values("day")).isEqualTo("[\"2013-12-31\",\"2013-12-31\"]");
        assertThat(feast.values("sold")).isEqualTo("[9007199254740995,9007199254740995]");
        assertThat(feast.values("price")).isEqualTo("[\"199.90\",\"199.90\"]");
        assertThat(feast.values("last_sale")).isEqualTo("[1388530799,1388530799]");
        assertThat(whole.values("last_sale"))
                .isEqualTo("[\"2013-12-31T22:59:59.999999Z\",\"2013-12-31T22:59:59.999999Z\"]");
    }

    @Test
    void our_own_shape_gives_types_and_the_state_and_leaves_the_keys_out() {
        Answer answer = project.post(
                "/api/v1/services/arrival_delay/features",
                "{\"entities\": {\"origin\": [\"JFK\", \"EWR\"], \"dest\": [\"LAX\", null]}}");

        assertThat(answer.body().path("metadata").toString())
                .isEqualTo("{\"service\":\"arrival_delay\",\"state\":1,"
                        + "\"feature_names\":[\"temperature\",\"wind_direction\",\"dest_temperature\"],"
                        + "\"types\":[\"FLOAT64\",\"INT32\",\"FLOAT64\"]}");
        assertThat(answer.values("temperature")).isEqualTo("[33.08,null]");
        assertThat(answer.statuses("temperature")).isEqualTo("[\"PRESENT\",\"OUTSIDE_MAX_AGE\"]");
        assertThat(answer.times("dest_temperature")).isEqualTo("[null,null]");
    }

    @Test
    void single_features_can_be_read_in_our_own_shape_too() {
        Answer answer = project.post(
                "/api/v1/features", "{\"features\": [\"weather\"], \"entities\": {\"airport\": [\"JFK\"]}}");

        assertThat(answer.body().path("metadata").toString())
                .isEqualTo("{\"state\":1,\"feature_names\":[\"temperature\",\"wind_direction\"],"
                        + "\"types\":[\"FLOAT64\",\"INT32\"]}");
    }

    @Test
    void non_finite_numbers_and_the_negative_zero_come_through() {
        List<Double> values = Arrays.asList(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0);
        for (int i = 0; i < values.size(); i++) {
            project.write("weather", List.of("X" + i), "2013-12-31T23:00:00Z", List.of(values.get(i), 0));
        }

        Answer answer = project.read(
                "{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [\"X0\", \"X1\", \"X2\", \"X3\"]}}");

        assertThat(answer.values("temperature")).isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\",-0.0]");
    }

    private static Answer temperatureAt(String airport) {
        return project.read(
                "{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [\"%s\"]}}".formatted(airport));
    }
}
