package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.server.TestProject.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features that are computed when they are asked for. */
class OnDemandTest {
    private static LocalRedis redis;
    private static TestProject project;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("on_demand", folder, redis.uri());
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
    void request_inputs_come_beside_the_keys_and_the_answer_leaves_them_out() {
        Answer answer = project.read("""
                {"feature_service": "headwind", "entities": {"origin": ["JFK", "LGA", "EWR"], "route_bearing": [270, 90, 0]}}
                """);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("metadata").path("feature_names").toString())
                .isEqualTo("[\"origin\",\"headwind\",\"wind_gain\"]");
        assertThat(answer.values("headwind")).isEqualTo("[1.0,0.5,null]");
        assertThat(answer.statuses("headwind")).isEqualTo("[\"PRESENT\",\"PRESENT\",\"NULL_VALUE\"]");
        assertThat(answer.times("headwind"))
                .isEqualTo("[\"2013-12-31T23:59:59.500Z\",\"2013-12-31T23:59:59.500Z\",\"2013-12-31T23:59:59.500Z\"]");
    }

    @Test
    void a_feature_is_read_by_its_name_too() {
        Answer answer = project.post("/api/v1/features", """
                {"features": ["wind:headwind"], "full_feature_names": true, "entities": {"airport": ["JFK"], "bearing": [90]}}
                """);

        assertThat(answer.values("wind__headwind")).isEqualTo("[-1.0]");
    }

    @Test
    void a_request_input_that_is_missing_or_of_another_type_is_named() {
        Answer missing = project.read("""
                {"feature_service": "headwind", "entities": {"origin": ["JFK"]}}
                """);
        Answer wrong = project.read("""
                {"feature_service": "headwind", "entities": {"origin": ["JFK"], "route_bearing": ["north"]}}
                """);

        assertThat(missing.status()).isEqualTo(422);
        assertThat(missing.message()).contains("route_bearing");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.location()).contains("route_bearing");
    }

    @Test
    void a_value_that_cannot_be_computed_is_null_and_counted() {
        Answer answer = project.read("""
                {"feature_service": "headwind", "entities": {"origin": ["JFK", "LGA"], "route_bearing": [270, 40]}}
                """);

        assertThat(answer.values("wind_gain")).isEqualTo("[null,10.0]");
        assertThat(answer.statuses("wind_gain")).isEqualTo("[\"NULL_VALUE\",\"PRESENT\"]");
        assertThat(project.get("/metrics").http().body())
                .contains("tandem_on_demand_failures_total{feature=\"wind_gain\",view=\"wind\"} 1.0");
    }

    @Test
    void the_schema_of_a_service_tells_what_it_asks_for_besides_keys() {
        assertThat(project.get("/api/v1/services/headwind/schema")
                        .body()
                        .path("request")
                        .toString())
                .isEqualTo("[{\"name\":\"route_bearing\",\"type\":\"FLOAT64\"}]");
        assertThat(project.get("/api/v1/services/headwind/schema")
                        .body()
                        .path("features")
                        .path(0)
                        .path("description")
                        .textValue())
                .isEqualTo("1: right ahead");
    }
}
