package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.online.OnlineSettings;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.server.TestProject.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of docs/semantics.md, "Writing online", as callers of the server meet them. */
class PushTest {
    @TempDir
    private static Path folder;

    private static LocalRedis redis;
    private static TestProject project;

    @BeforeAll
    static void serve() {
        redis = LocalRedis.start(folder);
        project = TestProject.open("push", folder, redis.uri());
        project.apply(Flights.DEFINITIONS);
        project.serve(settings -> settings.withLanding(folder.resolve("landing")));
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    @BeforeEach
    void forget() throws IOException {
        for (String airport : List.of("JFK", "LGA", "EWR")) {
            project.erase("weather", List.of(airport));
        }
        for (String source : List.of("weather_reports", "seats_sold")) {
            for (Path file : landedFiles(source)) {
                Files.delete(file);
            }
        }
    }

    @Test
    void a_pushed_row_is_served_at_once() {
        Answer pushed = push(
                "online",
                "\"origin\": [\"JFK\"], \"time_hour\": [\"2013-12-31T23:00:00Z\"], \"temp\": [33.08], \"wind_dir\": [270]");

        assertThat(pushed.status()).isEqualTo(200);
        assertThat(pushed.body().toString())
                .isEqualTo("{\"rows\":1,\"landed\":0,\"written\":1,\"older\":0,\"rejected\":[]}");
        assertThat(temperature("JFK")).isEqualTo("[33.08]");
    }

    @Test
    void every_row_is_written_older_or_rejected_with_a_reason() {
        push(
                "online",
                "\"origin\": [\"JFK\"], \"time_hour\": [\"2013-12-31T23:00:00Z\"], \"temp\": [1], \"wind_dir\": [1]");

        Answer pushed = push("online", """
                "origin":    ["JFK", "JFK", null, "LGA", "EWR", "EWR"],
                "time_hour": ["2013-12-31T23:30:00Z", "2013-12-31T22:00:00Z", "2013-12-31T23:00:00Z", "2014-01-01T00:00:00Z",
                              "2013-12-31T23:00:00Z", "2013-12-20T23:00:00Z"],
                "temp":      [2, 3, 4, 5, null, 7],
                "wind_dir":  [2, 3, 4, 5, 6, 7]
                """);

        assertThat(pushed.body().path("written").asInt()).isEqualTo(2);
        assertThat(pushed.body().path("older").asInt()).isEqualTo(1);
        assertThat(pushed.body().path("rejected").findValuesAsText("row")).containsExactly("2", "3", "5");
        assertThat(pushed.body().path("rejected").path(0).path("view").asText()).isEqualTo("weather");
        assertThat(pushed.body().path("rejected").findValuesAsText("reason"))
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("key is null"),
                        reason -> assertThat(reason).contains("lies in the future"),
                        reason -> assertThat(reason).contains("so old"));
        assertThat(temperature("JFK")).isEqualTo("[2.0]");
        assertThat(temperature("EWR")).isEqualTo("[null]");
    }

    @Test
    void pushing_the_same_rows_again_changes_nothing() {
        String rows =
                "\"origin\": [\"JFK\"], \"time_hour\": [\"2013-12-31T23:00:00Z\"], \"temp\": [1], \"wind_dir\": [1]";
        push("online", rows);

        assertThat(push("online", rows).body().path("older").asInt()).isEqualTo(1);
    }

    @Test
    void rows_for_the_offline_side_are_lines_of_json_in_the_columns_of_the_source() throws IOException {
        Answer pushed = push(
                "online_and_offline",
                "\"origin\": [\"JFK\", null], \"time_hour\": [\"2013-12-31T23:00:00.5Z\", \"2013-12-31T22:00:00+01:00\"],"
                        + " \"temp\": [\"NaN\", -0.0], \"wind_dir\": [270, null]");

        assertThat(pushed.body().path("landed").asInt()).isEqualTo(2);
        assertThat(landed("weather_reports"))
                .containsExactly(
                        "{\"time_hour\":\"2013-12-31T23:00:00.500Z\",\"origin\":\"JFK\",\"temp\":\"NaN\",\"wind_dir\":270}",
                        "{\"time_hour\":\"2013-12-31T21:00:00Z\",\"origin\":null,\"temp\":-0.0,\"wind_dir\":null}");
        assertThat(landedFiles("weather_reports"))
                .singleElement()
                .asString()
                .matches(".*/2013-12-31-[0-9a-f]{8}\\.jsonl");
    }

    @Test
    void later_pushes_of_the_day_go_on_in_the_same_file() throws IOException {
        for (int i = 0; i < 3; i++) {
            push(
                    "offline",
                    "\"origin\": [\"JFK\"], \"time_hour\": [0], \"temp\": [%d], \"wind_dir\": [0]".formatted(i));
        }

        assertThat(landed("weather_reports")).hasSize(3);
        assertThat(landedFiles("weather_reports")).hasSize(1);
    }

    @Test
    void pushes_at_the_same_time_leave_whole_lines() throws IOException {
        List<CompletableFuture<Answer>> pushes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String rows =
                    "\"origin\": [\"A%d\", \"B%d\"], \"time_hour\": [0, 0], \"temp\": [1, 2], \"wind_dir\": [1, 2]"
                            .formatted(i, i);
            pushes.add(CompletableFuture.supplyAsync(() -> push("offline", rows)));
        }
        assertThat(pushes).allMatch(push -> push.join().status() == 200);

        assertThat(landed("weather_reports")).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void offline_alone_writes_nothing_online() {
        Answer pushed = push(
                "offline",
                "\"origin\": [\"JFK\"], \"time_hour\": [\"2013-12-31T23:00:00Z\"], \"temp\": [1], \"wind_dir\": [1]");

        assertThat(pushed.body().toString())
                .isEqualTo("{\"rows\":1,\"landed\":1,\"written\":0,\"older\":0,\"rejected\":[]}");
        assertThat(temperature("JFK")).isEqualTo("[null]");
    }

    @Test
    void a_created_time_that_is_left_out_is_now_and_times_without_a_zone_are_in_that_of_the_source()
            throws IOException {
        Answer pushed = project.post("/push", """
                {"push_source_name": "seats_sold", "to": "online_and_offline", "df": {
                  "flight": [1], "day": ["2013-12-31"], "sold_at": ["2013-12-31T17:00:00"], "sold": ["9007199254740993"],
                  "price": ["10.5"], "last_sale": [null]}}
                """);

        assertThat(pushed.body().path("written").asInt()).isEqualTo(1);
        assertThat(landed("seats_sold"))
                .containsExactly("{\"sold_at\":\"2013-12-31T22:00:00Z\",\"flight\":1,\"day\":\"2013-12-31\","
                        + "\"sold\":9007199254740993,\"price\":\"10.50\",\"last_sale\":null,"
                        + "\"loaded_at\":\"2013-12-31T23:59:59.500Z\"}");
    }

    @Test
    void nothing_is_kept_or_written_unless_everything_fits() throws IOException {
        Answer pushed = push(
                "online_and_offline",
                "\"origin\": [\"JFK\", \"LGA\"], \"time_hour\": [\"2013-12-31T23:00:00Z\", \"soon\"],"
                        + " \"temp\": [1, \"x\"], \"wind_dir\": [1, 2147483648]");

        assertThat(pushed.status()).isEqualTo(422);
        List<String> places = new ArrayList<>();
        pushed.body()
                .path("detail")
                .forEach(detail -> places.add(detail.path("loc").toString()));
        assertThat(places)
                .containsExactlyInAnyOrder(
                        "[\"body\",\"df\",\"time_hour\",1]",
                        "[\"body\",\"df\",\"temp\",1]",
                        "[\"body\",\"df\",\"wind_dir\",1]");
        assertThat(landedFiles("weather_reports")).isEmpty();
        assertThat(temperature("JFK")).isEqualTo("[null]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    weather_reports | "origin": ["JFK"], "time_hour": [0], "temp": [1], "wind_dir": [1], "winddir": [1] | Nothing is declared to read column 'winddir'. Did you mean 'wind_dir'?
                    weather_reports | "origin": ["JFK"], "time_hour": [0], "temp": [1]                                  | Column 'wind_dir' (INT32) is missing
                    weather_reports | "origin": ["JFK"], "temp": [1], "wind_dir": [1]                                   | Column 'time_hour' (TIMESTAMP) is missing
                    weather_reports | "origin": ["JFK"], "time_hour": [null], "temp": [1], "wind_dir": [1]              | Row 0 has no event time in 'time_hour'
                    busy_airports   | "origin": ["JFK"], "time_hour": [0], "busy": [1]                                  | is computed by SQL from [weather_reports]
                    """)
    void a_mistake_of_the_caller_is_named(String source, String rows, String message) {
        Answer pushed = project.post("/push", "{\"push_source_name\": \"%s\", \"df\": {%s}}".formatted(source, rows));

        assertThat(pushed.status()).isEqualTo(422);
        assertThat(pushed.message()).contains(message);
    }

    @Test
    void an_unknown_source_or_view_is_not_found_in_the_words_of_feast() {
        assertThat(project.post("/push", "{\"push_source_name\": \"wether_reports\", \"df\": {}}")
                        .body()
                        .textValue())
                .contains("PushSourceNotFoundException")
                .contains("Did you mean 'weather_reports'?");
        assertThat(project.post("/write-to-online-store", "{\"feature_view_name\": \"wether\", \"df\": {}}")
                        .body()
                        .textValue())
                .contains("FeatureViewNotFoundException");
    }

    @Test
    void another_destination_is_refused() {
        assertThat(push("nowhere", "\"a\": []").message()).contains("\"online_and_offline\"");
    }

    @Test
    void without_a_landing_folder_nothing_is_kept_for_the_offline_side() {
        try (TestProject other = TestProject.open("nolanding", folder, redis.uri())) {
            other.apply(Flights.DEFINITIONS);
            other.serve();

            assertThat(other.post(
                                    "/push",
                                    "{\"push_source_name\": \"weather_reports\", \"to\": \"offline\", \"df\": {}}")
                            .message())
                    .contains("no landing folder");
        }
    }

    @Test
    void a_landing_folder_that_cannot_be_written_loses_nothing_silently() throws IOException {
        Path noFolder = Files.writeString(folder.resolve("no-folder"), "a file where a folder should be");
        try (TestProject other = TestProject.open("unwritable", folder, redis.uri())) {
            other.apply(Flights.DEFINITIONS);
            other.serve(settings -> settings.withLanding(noFolder));

            Answer pushed = other.post(
                    "/push",
                    "{\"push_source_name\": \"weather_reports\", \"to\": \"online_and_offline\", \"df\": {\"origin\": [\"JFK\"],"
                            + " \"time_hour\": [\"2013-12-31T23:00:00Z\"], \"temp\": [1], \"wind_dir\": [1]}}");

            assertThat(pushed.status()).isEqualTo(500);
            assertThat(pushed.message()).contains("Nothing of them was kept");
            assertThat(other.read("{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [\"JFK\"]}}")
                            .statuses("temperature"))
                    .isEqualTo("[\"NOT_FOUND\"]");
        }
    }

    @Test
    void with_redis_away_a_push_says_what_was_kept_and_that_it_can_be_repeated() throws IOException {
        LocalRedis fragile = LocalRedis.start(folder);
        OnlineSettings patience = new OnlineSettings(Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (TestProject fragileProject = TestProject.open("fragile", folder, fragile.uri(), patience)) {
            fragileProject.apply(Flights.DEFINITIONS);
            fragileProject.serve(settings -> settings.withLanding(folder.resolve("landing")));
            fragile.kill();

            Answer pushed = fragileProject.post(
                    "/push",
                    "{\"push_source_name\": \"weather_reports\", \"to\": \"online_and_offline\", \"df\": {\"origin\": [\"JFK\"],"
                            + " \"time_hour\": [\"2013-12-31T23:00:00Z\"], \"temp\": [1], \"wind_dir\": [1]}}");

            assertThat(pushed.status()).isEqualTo(503);
            assertThat(pushed.message()).contains("kept for the offline side").contains("Push the same again");
            assertThat(landed("weather_reports")).hasSize(1);
        } finally {
            fragile.close();
        }
    }

    @Test
    void rows_of_a_view_are_written_by_the_names_of_its_keys_and_features() {
        Answer written = project.post("/write-to-online-store", """
                {"feature_view_name": "weather", "allow_registry_cache": false, "df": {
                  "airport": ["JFK", "LGA"], "event_timestamp": ["2013-12-31T23:00:00", "2013-12-31T23:00:00.000001"],
                  "created": ["2013-12-31T23:10:00", null], "temperature": [33.08, null], "wind_direction": [270, 10]}}
                """);

        assertThat(written.body().path("written").asInt()).isEqualTo(2);
        assertThat(temperature("JFK")).isEqualTo("[33.08]");
    }

    @Test
    void a_view_that_sql_computes_can_be_written_by_name() {
        Answer written = project.post(
                "/write-to-online-store",
                "{\"feature_view_name\": \"busyness\", \"df\": {\"airport\": [\"JFK\"],"
                        + " \"event_timestamp\": [\"2013-12-31T23:00:00Z\"], \"busy\": [7]}}");

        assertThat(written.body().path("written").asInt()).isEqualTo(1);
    }

    @Test
    void materialising_is_referred_to_the_command_line() {
        for (String path : List.of("/materialize", "/materialize-incremental")) {
            Answer answer = project.post(path, "{\"end_ts\": \"2014-01-01T00:00:00\"}");

            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.message()).contains("tandem materialize");
        }
    }

    private static Answer push(String destination, String rows) {
        return project.post(
                "/push",
                "{\"push_source_name\": \"weather_reports\", \"to\": \"%s\", \"df\": {%s}}"
                        .formatted(destination, rows));
    }

    private static String temperature(String airport) {
        return project.read("{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [\"%s\"]}}"
                        .formatted(airport))
                .values("temperature");
    }

    private static List<String> landed(String source) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : landedFiles(source)) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines.stream().map(PushTest::parsed).map(JsonNode::toString).toList();
    }

    private static JsonNode parsed(String line) {
        try {
            return TestProject.JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static List<Path> landedFiles(String source) throws IOException {
        Path landing = folder.resolve("landing").resolve(source);
        if (!Files.exists(landing)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(landing)) {
            return files.toList();
        }
    }
}
