package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.registry.MaterializationRun.Mode;
import dev.tandem.server.TestProject.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTest {
    private static LocalRedis redis;
    private static TestProject project;
    private static FeatureServer server;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("flights", folder, redis.uri());
        project.apply("entities:\n  airport: {keys: {airport: STRING}}\n");
        long generation = project.apply(Flights.DEFINITIONS).stored("weather").generation();
        MaterializationRun run = project.registry.startRun(
                "flights", "weather", generation, Mode.INCREMENTAL, Optional.empty(), TestProject.NOW);
        project.registry.succeed("flights", run, new MaterializationRun.Done(3, 1, 0, Optional.empty(), ""));
        project.registry.fail(
                "flights",
                project.registry.startRun(
                        "flights", "weather", generation, Mode.INTERVAL, Optional.of(Instant.EPOCH), TestProject.NOW),
                "Redis was away");
        server = project.serve();
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    @Test
    void openapi_describes_the_routes_that_there_are_and_no_others() {
        assertThat(OpenApi.DOCUMENT.operations())
                .containsExactlyInAnyOrderElementsOf(server.routes().stream()
                        .map(route -> route.method().name() + " " + route.path())
                        .toList());
    }

    @Test
    void openapi_says_which_routes_are_open_to_anyone() {
        assertThat(server.routes())
                .allMatch(route -> OpenApi.DOCUMENT.isOpen(route.method().name(), route.path())
                        == (route.access() == Route.Access.OPEN));
    }

    @Test
    void every_route_for_reading_answers_as_described() {
        for (String path : List.of(
                "/api/v1/project",
                "/api/v1/entities",
                "/api/v1/entities/seat",
                "/api/v1/sources",
                "/api/v1/sources/busy_airports",
                "/api/v1/views",
                "/api/v1/views/weather",
                "/api/v1/on_demand",
                "/api/v1/on_demand/wind",
                "/api/v1/services",
                "/api/v1/services/arrival_delay",
                "/api/v1/services/arrival_delay/schema",
                "/api/v1/states",
                "/api/v1/states/1",
                "/api/v1/status",
                "/api/v1/runs",
                "/health",
                "/ready",
                "/metrics",
                "/openapi.json",
                "/docs",
                "/docs/start.js",
                "/docs/swagger-ui.css",
                "/docs/swagger-ui-bundle.js")) {
            // TestProject holds every answer against openapi.json.
            assertThat(project.get(path).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void an_answer_that_is_not_as_described_would_be_noticed() throws IOException {
        assertThat(OpenApi.DOCUMENT.problems(
                        "GET", "/health", 200, "application/json", TestProject.JSON.readTree("{\"status\": 1}")))
                .isNotEmpty();
        assertThat(OpenApi.DOCUMENT.problems("GET", "/health", 418, "application/json", TestProject.JSON.nullNode()))
                .isNotEmpty();
    }

    @Test
    void a_definition_is_shown_as_it_was_applied() {
        assertThat(project.get("/api/v1/views/weather").body().toString())
                .isEqualTo("{\"name\":\"weather\",\"entities\":[\"airport\"],\"source\":\"weather_reports\","
                        + "\"keys\":[{\"key\":\"airport\",\"column\":\"origin\"}],\"ttl\":\"3h\",\"online\":true,"
                        + "\"features\":[{\"name\":\"temperature\",\"type\":\"FLOAT64\",\"from\":\"temp\","
                        + "\"description\":\"Degrees Fahrenheit\"},"
                        + "{\"name\":\"wind_direction\",\"type\":\"INT32\",\"from\":\"wind_dir\"}]}");
    }

    @Test
    void the_schema_of_a_service_says_what_it_asks_for_and_gives_in_order() {
        assertThat(project.get("/api/v1/services/arrival_delay/schema").body().toString())
                .isEqualTo("{\"service\":\"arrival_delay\",\"state\":2,"
                        + "\"limits\":{\"rows\":1000,\"body_bytes\":1048576},"
                        + "\"keys\":[{\"name\":\"origin\",\"type\":\"STRING\"},{\"name\":\"dest\",\"type\":\"STRING\"}],"
                        + "\"request\":[],\"features\":["
                        + "{\"name\":\"temperature\",\"type\":\"FLOAT64\",\"view\":\"weather\",\"feature\":\"temperature\","
                        + "\"description\":\"Degrees Fahrenheit\"},"
                        + "{\"name\":\"wind_direction\",\"type\":\"INT32\",\"view\":\"weather\","
                        + "\"feature\":\"wind_direction\",\"description\":\"\"},"
                        + "{\"name\":\"dest_temperature\",\"type\":\"FLOAT64\",\"view\":\"weather\","
                        + "\"feature\":\"temperature\",\"description\":\"Degrees Fahrenheit\"}]}");
    }

    @Test
    void no_credential_of_a_source_is_shown_whichever_way_it_is_asked_for() {
        for (String path : List.of("/api/v1/sources/seats_sold", "/api/v1/sources", "/api/v1/states/2")) {
            Answer answer = project.get(path);
            assertThat(answer.http().body()).as(path).doesNotContain("hunter2").contains("${DB_USER}");
        }
        assertThat(project.get("/api/v1/sources/seats_sold")
                        .body()
                        .path("options")
                        .toString())
                .isEqualTo("{\"password\":\"***\","
                        + "\"url\":\"jdbc:postgresql://db/air?user=a&password=***\",\"user\":\"${DB_USER}\"}");
    }

    @Test
    void what_does_not_exist_is_not_found_with_the_nearest_name() {
        Answer answer = project.get("/api/v1/views/wether");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.message()).isEqualTo("There is no feature view 'wether'. Did you mean 'weather'?");
        assertThat(project.get("/api/v1/states/99").status()).isEqualTo(404);
        assertThat(project.get("/api/v1/services/nothing/schema").status()).isEqualTo(404);
        assertThat(project.get("/docs/other.js").status()).isEqualTo(404);
    }

    @Test
    void numbers_in_a_path_or_query_are_checked() {
        assertThat(project.get("/api/v1/states/first").status()).isEqualTo(422);
        assertThat(project.get("/api/v1/runs?limit=0").status()).isEqualTo(422);
        assertThat(project.get("/api/v1/runs?limit=1").body().path("runs")).hasSize(1);
    }

    @Test
    void history_and_runs_come_newest_first() {
        JsonNode states = project.get("/api/v1/states").body().path("states");
        JsonNode runs = project.get("/api/v1/runs").body().path("runs");

        assertThat(states.findValuesAsText("number")).containsExactly("2", "1");
        assertThat(states.findValuesAsText("author")).containsOnly("tester");
        assertThat(runs.findValuesAsText("outcome")).containsExactly("failed", "succeeded");
        assertThat(runs.findValuesAsText("message")).containsExactly("Redis was away", "");
    }

    @Test
    void the_status_tells_how_far_each_online_view_is_materialised() {
        JsonNode views = project.get("/api/v1/status").body().path("views");

        assertThat(views.findValuesAsText("view")).containsExactly("busyness", "seats", "weather");
        assertThat(views.findValuesAsText("materialized_to")).containsExactly("2013-12-31T23:59:59.500Z");
    }

    @Test
    void the_page_to_try_it_fetches_nothing_from_elsewhere() {
        assertThat(project.get("/docs").http().body())
                .contains("/docs/swagger-ui-bundle.js")
                .doesNotContain("http://")
                .doesNotContain("https://");
    }

    @Test
    void metrics_count_reads_by_service_and_status_and_name_nothing_that_a_caller_made_up() {
        project.post(
                "/api/v1/services/arrival_delay/features",
                "{\"entities\": {\"origin\": [\"JFK\", \"LGA\"], \"dest\": [\"EWR\", null]}}");
        project.post("/api/v1/services/made-up-by-a-caller/features", "{\"entities\": {}}");
        project.get("/made-up-by-a-caller");
        project.post(
                "/push",
                "{\"push_source_name\": \"weather_reports\", \"df\": {\"origin\": [null], \"time_hour\": [0], \"temp\": [1],"
                        + " \"wind_dir\": [1]}}");

        String metrics = project.get("/metrics").http().body();

        assertThat(metrics)
                .contains("tandem_read_seconds_bucket{batch=\"2-10\",service=\"arrival_delay\",le=\"0.001\"}")
                .contains("tandem_read_rows_total{service=\"arrival_delay\"} 2.0")
                .contains(
                        "tandem_read_values_total{feature=\"dest_temperature\",service=\"arrival_delay\",status=\"NOT_FOUND\"}")
                .contains("tandem_online_read_seconds_bucket")
                .contains("tandem_registry_state 2.0")
                .contains("tandem_push_rows_total{outcome=\"rejected\",view=\"weather\"} 1.0")
                .contains(
                        "tandem_http_requests_seconds_count{method=\"POST\",route=\"/api/v1/services/{name}/features\",status=\"404\"}")
                .contains("jvm_memory_used_bytes")
                .doesNotContain("made-up");
    }
}
