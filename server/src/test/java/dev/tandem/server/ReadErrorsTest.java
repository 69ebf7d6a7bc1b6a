package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.ValueType;
import dev.tandem.online.RowAddress;
import dev.tandem.online.RowWrite;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import dev.tandem.server.ServerSettings.Limits;
import dev.tandem.server.TestProject.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadErrorsTest {
    private static final Limits LIMITS =
            new Limits(10_000, 100, 16, Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(5));

    private static LocalRedis redis;
    private static TestProject project;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("flights", folder, redis.uri());
        project.apply(Flights.DEFINITIONS.replace("source: busy_airports", "source: busy_airports\n    online: false")
                + "  unservable:\n    features: [busyness]\n");
        project.serve(settings -> settings.withLimits(LIMITS));
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"feature_service": "arrival_delay", "entities": {"origin": ["JFK"], "dst": ["LAX"]}} | ["body","entities","dest"]     | Column 'dest' (STRING) is missing. The request has 'dst'.
                    {"feature_service": "arrival_delay", "entities": {"origin": ["JFK"], "dest": []}}     | ["body","entities","dest"]     | Column 'dest' has 0 values, where 'origin' has 1.
                    {"feature_service": "arrival_delay", "entities": {"origin": "JFK", "dest": ["LAX"]}}  | ["body","entities","origin"]   | Column 'origin' is not a JSON array.
                    {"feature_service": "arrival_delay", "entities": {"origin": [7], "dest": ["LAX"]}}    | ["body","entities","origin",0] | 7 in 'origin' is not STRING. Write it in quotes.
                    {"feature_service": "seat_price", "entities": {"flight": [1.5], "day": ["2013-1-1"]}} | ["body","entities","flight",0] | 1.5 in 'flight' is not INT64.
                    {"feature_service": "arrival_delay", "entities": ["JFK"]}                             | ["body","entities"]            | 'entities' is not a JSON object.
                    {"feature_service": "arrival_delay"}                                                  | ["body","entities"]            | names no entities
                    {"entities": {"airport": ["JFK"]}}                                                    | ["body","features"]            | does not say what to read
                    {"features": [], "entities": {"airport": ["JFK"]}}                                    | ["body","features"]            | does not say what to read
                    {"features": ["weather:temperature"], "feature_service": "x", "entities": {}}         | ["body","features"]            | names both
                    {"features": "weather:temperature", "entities": {}}                                   | ["body","features"]            | is not a list
                    {"features": [1], "entities": {}}                                                     | ["body","features",0]          | is not text
                    {"features": ["weather:temprature"], "entities": {"airport": ["JFK"]}}                | ["body","features",0]          | no feature 'weather:temprature'. Did you mean 'weather:temperature'?
                    {"features": ["weather:temperature", "weather:temperature"], "entities": {"airport": ["JFK"]}} | ["body","features"]   | Ask for each feature once
                    {"features": ["busyness:busy"], "entities": {"airport": ["JFK"]}}                     | []                             | is declared 'online: false'
                    {"feature_service": "unservable", "entities": {"airport": ["JFK"]}}                   | []                             | is declared 'online: false'
                    {"feature_service": 7, "entities": {}}                                                | ["body","feature_service"]     | is not text
                    {"full_feature_names": "yes", "feature_service": "arrival_delay", "entities": {}}     | ["body","full_feature_names"]  | neither true nor false
                    {"feature_service": "arrival_delay", "entities": {}} {}                               | ["body"]                       | Something follows
                    [1]                                                                                   | ["body"]                       | not a JSON object
                    {"entities": {"origin": [NaN]}}                                                       | ["body"]                       | at line 1, column
                    {"entities": {"origin": ["JFK"                                                        | ["body"]                       | not JSON
                    """)
    void a_mistake_of_the_caller_is_named_by_its_place(String body, String location, String message) {
        Answer answer = project.read(body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.location()).isEqualTo(location);
        assertThat(answer.message()).contains(message);
        assertThat(answer.body().path("detail").path(0).path("type").asText()).isNotEmpty();
    }

    @Test
    void every_mistake_among_the_columns_is_told_at_once() {
        Answer answer = project.read(
                "{\"feature_service\": \"seat_price\", \"entities\": {\"flight\": [\"x\"], \"day\": [\"yesterday\"]}}");

        assertThat(answer.body().path("detail")).hasSize(2);
    }

    @Test
    void an_unknown_service_is_not_found_in_the_words_of_feast() throws IOException {
        Answer answer = project.read("{\"feature_service\": \"arival_delay\", \"entities\": {\"origin\": [\"JFK\"]}}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(TestProject.JSON.readTree(answer.body().textValue()).toString())
                .isEqualTo("{\"module\":\"feast.errors\",\"class\":\"FeatureServiceNotFoundException\","
                        + "\"message\":\"There is no feature service 'arival_delay'. Did you mean 'arrival_delay'?\"}");
    }

    @Test
    void an_unknown_view_is_not_found_in_the_words_of_feast() throws IOException {
        Answer answer =
                project.read("{\"features\": [\"wether:temperature\"], \"entities\": {\"airport\": [\"JFK\"]}}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(TestProject.JSON
                        .readTree(answer.body().textValue())
                        .path("class")
                        .asText())
                .isEqualTo("FeatureViewNotFoundException");
    }

    @Test
    void our_own_routes_say_not_found_plainly() {
        Answer answer = project.post("/api/v1/services/arival_delay/features", "{\"entities\": {}}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.message()).contains("Did you mean 'arrival_delay'?");
    }

    @Test
    void a_request_of_too_many_rows_is_too_large() {
        String airports = IntStream.range(0, 101).mapToObj(i -> "\"JFK\"").collect(Collectors.joining(","));

        Answer answer = project.read(
                "{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [" + airports + "]}}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.message()).contains("101 rows").contains("takes 100");
    }

    @Test
    void a_body_that_is_too_large_is_refused_whether_it_says_so_or_not() throws IOException {
        String large = "{\"x\": \"" + "y".repeat(10_000) + "\"}";

        assertThat(project.read(large).status()).isEqualTo(413);
        assertThat(raw("POST /get-online-features HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void a_body_that_is_encoded_is_refused() {
        Answer answer = project.post("/get-online-features", "{}", "Content-Encoding", "gzip");

        assertThat(answer.status()).isEqualTo(415);
    }

    @Test
    void a_client_that_does_not_send_what_it_promised_is_not_waited_for() throws IOException {
        assertThat(raw("POST /get-online-features HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"))
                .startsWith("HTTP/1.1 408");
    }

    @Test
    void a_client_that_sends_one_byte_at_a_time_is_not_waited_for_either() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), project.uri("/").getPort())) {
            socket.setSoTimeout(1);
            OutputStream out = socket.getOutputStream();
            out.write("POST /get-online-features HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[1_024];
            int size = 0;
            for (int i = 0; i < 500 && size == 0; i++) {
                out.write(' ');
                out.flush();
                try {
                    size = socket.getInputStream().read(answer);
                } catch (SocketTimeoutException notYet) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }

            assertThat(new String(answer, 0, size, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void a_stored_row_that_was_damaged_is_told_with_a_request_id_and_without_a_trace() {
        RegistryState state = project.registry.findLatest("flights").orElseThrow();
        byte[] key = EntityKey.pack(List.of(ValueType.STRING), ValueSource.of(List.of("BAD")))
                .orElseThrow();
        project.write("weather", List.of("BAD"), "2013-12-31T23:00:00Z", List.of(1.0, 2));
        RowAddress address = new RowAddress(state.stored("weather").generation(), key);
        byte[] damaged = new RowWriter(new RowSchema(0, List.of(new RowSchema.Column("x", ValueType.BOOL))))
                .write(Micros.of(TestProject.NOW), RowWriter.NO_CREATED_TIME, 0, ValueSource.of(List.of(true)));
        project.store.write(List.of(new RowWrite(address, damaged, RowWrite.FOR_EVER)));

        Answer answer =
                project.read("{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [\"BAD\"]}}");

        assertThat(answer.status()).isEqualTo(500);
        String id = answer.http().headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(answer.message()).contains(id).contains("It was damaged");
        assertThat(answer.http().body()).doesNotContain("Exception").doesNotContain("at dev.tandem");
    }

    @Test
    void headers_that_are_too_large_are_refused() throws IOException {
        assertThat(raw("GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(10_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void a_path_that_is_not_there_and_a_method_that_does_not_fit_are_told_apart() {
        assertThat(project.get("/nowhere").status()).isEqualTo(404);
        Answer wrongMethod = project.get("/get-online-features");
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.body().path("detail")).hasSize(1);
    }

    /** Says something to the server as it stands, and takes what it says until it hangs up or falls silent. */
    private static String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), project.uri("/").getPort())) {
            socket.setSoTimeout(3_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] answer = new byte[4_096];
            int size = in.read(answer);
            return size < 0 ? "" : new String(answer, 0, size, StandardCharsets.UTF_8);
        }
    }
}
