package dev.tandem.sdk;

import static dev.tandem.sdk.Documents.answer;
import static dev.tandem.sdk.Documents.cells;
import static dev.tandem.sdk.Documents.columns;
import static dev.tandem.sdk.Documents.error;
import static dev.tandem.sdk.Documents.schema;
import static dev.tandem.sdk.ScriptedServer.hangUp;
import static dev.tandem.sdk.ScriptedServer.json;
import static dev.tandem.sdk.ScriptedServer.stall;
import static dev.tandem.sdk.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.sdk.ClientSettings.Retries;
import dev.tandem.sdk.RequestRefusedException.Detail;
import dev.tandem.sdk.ServiceSchema.Column;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client does when the server or the network misbehaves, and what it sends. */
class ClientTest {
    private static final List<Column> KEYS = columns("origin STRING");
    private static final List<Column> TEMPERATURE = columns("temperature FLOAT64");
    private static final Key JFK = Key.of("origin", "JFK");
    private static final ScriptedServer.Reply ANSWER = json(answer(7, TEMPERATURE, 1, "36.5"));
    private static final ClientSettings SETTINGS = ClientSettings.DEFAULT
            .withTimeout(Duration.ofSeconds(30))
            .withRetries(new Retries(3, Duration.ofMillis(1), Duration.ofMillis(4)));
    private static final ClientSettings IMPATIENT = SETTINGS.withTimeout(Duration.ofMillis(500));

    record Inputs(Double temperature) {}

    record Place(String origin) {}

    private final ScriptedServer server = ScriptedServer.start();

    @BeforeEach
    void describe() {
        server.on("/schema", json(schema(1_000, KEYS, TEMPERATURE)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    // What is sent

    @Test
    void keys_go_as_columns_with_the_token_below_the_address() {
        server.on("/features", json(answer(7, TEMPERATURE, 2, "1.0")));
        URI below = server.address().resolve("/gateway/tandem");
        try (FeatureStoreClient client =
                FeatureStoreClient.connect(below, SETTINGS.withToken("a-token-of-some-length"))) {
            client.readAll("delays", List.of(JFK, Key.of("origin", null)));
        }

        ScriptedServer.Received request = server.received("/features").get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/gateway/tandem/api/v1/services/delays/features");
        assertThat(request.body()).isEqualTo("{\"entities\":{\"origin\":[\"JFK\",null]}}");
        assertThat(request.headers()).containsEntry("Authorization", "Bearer a-token-of-some-length");
    }

    @Test
    void a_name_cannot_break_out_of_its_place_in_the_path() {
        try (FeatureStoreClient client = client(SETTINGS)) {
            client.schema("../a b/é?");
        }

        assertThat(server.received().get(0).path()).isEqualTo("/api/v1/services/..%2Fa%20b%2F%C3%A9%3F/schema");
    }

    @Test
    void a_batch_is_split_into_what_the_server_takes_and_comes_back_in_order() {
        server.on("/schema", json(schema(2, KEYS, TEMPERATURE)));
        server.on("/features", echo());
        try (FeatureStoreClient client = client(SETTINGS)) {
            FeatureService<Place, Inputs> service = client.service("delays", Place.class, Inputs.class);
            List<Place> places = IntStream.range(0, 7)
                    .mapToObj(i -> new Place(Integer.toString(i % 5)))
                    .toList();

            assertThat(service.readAll(places))
                    .extracting(each -> each.values().temperature())
                    .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 0.0, 1.0);
        }
        assertThat(server.received("/features")).hasSize(4);
    }

    @Test
    void a_batch_that_is_too_large_after_all_is_halved_until_it_is_not() {
        server.on("/features", (exchange, request) -> {
            if (origins(request).size() > 2) {
                status(413, error("\"body\"", "too_large", "The body is larger than 9 bytes."))
                        .to(exchange, request);
            } else {
                echo().to(exchange, request);
            }
        });
        try (FeatureStoreClient client = client(SETTINGS)) {
            List<Key> keys = IntStream.range(0, 7)
                    .mapToObj(i -> Key.of("origin", Integer.toString(i)))
                    .toList();

            assertThat(client.readAll("delays", keys))
                    .extracting(row -> row.value("temperature"))
                    .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        }
    }

    @Test
    void a_single_key_that_is_too_large_is_refused() {
        server.on("/features", status(413, error("\"body\"", "too_large", "The body is larger than 9 bytes.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.readAll("delays", List.of(JFK, JFK)))
                    .isInstanceOf(RequestRefusedException.class)
                    .hasMessage("Reading 1 key of service 'delays' was refused. The body is larger than 9 bytes.");
        }
    }

    @Test
    void nothing_is_asked_for_nothing() {
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThat(client.readAll("delays", List.of())).isEmpty();
        }
        assertThat(server.received("/features")).isEmpty();
    }

    @Test
    void keys_with_different_columns_are_refused_before_anything_is_sent() {
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.readAll("delays", List.of(JFK, Key.of("dest", "LAX"))))
                    .isInstanceOf(BindingException.class)
                    .hasMessageContaining("The columns of key 1 are [dest] and those of key 0 are [origin].");
        }
        assertThat(server.received("/features")).isEmpty();
    }

    @Test
    void a_key_of_a_class_that_is_none_of_a_value_is_refused_before_anything_is_sent() {
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.read("delays", Key.of("origin", java.util.UUID.randomUUID())))
                    .isInstanceOf(BindingException.class)
                    .hasMessageContaining("The value of 'origin' in key 0 cannot be sent. It is a java.util.UUID");
        }
    }

    // What is sent again

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void a_read_is_repeated_when_the_server_cannot_answer_now(int status) {
        server.on("/features", status(status, "busy"), status(status, "busy"), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThat(client.read("delays", JFK).value("temperature")).isEqualTo(36.5);
        }
        assertThat(server.received("/features")).hasSize(3);
    }

    @Test
    void a_read_is_repeated_when_the_connection_breaks() {
        server.on("/features", hangUp(), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThat(client.read("delays", JFK).value("temperature")).isEqualTo(36.5);
        }
    }

    @Test
    void after_the_last_attempt_it_is_the_last_failure_that_is_told() {
        server.on("/features", status(503, error("", "unavailable", "The online store does not answer.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.read("delays", JFK))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage(
                            "Reading 1 key of service 'delays' failed: %s/ cannot answer now (503). The online store does not answer."
                                    .formatted(server.address()));
        }
        assertThat(server.received("/features")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 408, 413, 422, 429})
    void what_the_server_refuses_is_never_repeated(int status) {
        server.on(
                "/features",
                status(status, error("\"body\", \"entities\", 3", "missing", "Column 'dest' is missing.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            RequestRefusedException refused =
                    catchThrowableOfType(RequestRefusedException.class, () -> client.read("delays", JFK));

            assertThat(refused).hasMessage("Reading 1 key of service 'delays' was refused. Column 'dest' is missing.");
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.details())
                    .containsExactly(new Detail("body.entities.3", "missing", "Column 'dest' is missing."));
        }
        assertThat(server.received("/features")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void who_is_not_let_in_is_told_so_at_once(int status) {
        server.on("/schema", status(status, error("", "unauthorized", "This server asks for an access token.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.service("delays", Inputs.class))
                    .isInstanceOf(UnauthorizedException.class)
                    .hasMessageContaining("This server asks for an access token.");
        }
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void a_defect_of_the_server_is_not_repeated() {
        server.on("/features", status(500, error("", "internal", "Its log says more under request id 7.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.read("delays", JFK))
                    .isExactlyInstanceOf(FeatureStoreException.class)
                    .hasMessageContaining("a defect of the server")
                    .hasMessageContaining("request id 7");
        }
        assertThat(server.received("/features")).hasSize(1);
    }

    @Test
    void whoever_answers_and_is_no_server_of_ours_is_told_apart() {
        server.on("/schema", status(404, "<html>nginx</html>"), status(302, ""), json("[]"), json("{}"));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.schema("delays"))
                    .hasMessageContaining("status 404 and not as a Tandem server");
            assertThatThrownBy(() -> client.schema("delays"))
                    .hasMessageContaining("status 302 and not as a Tandem server");
            assertThatThrownBy(() -> client.schema("delays")).hasMessageContaining("the answer is not understood");
            assertThatThrownBy(() -> client.schema("delays")).hasMessageContaining("it describes no feature service");
        }
    }

    @Test
    void a_server_that_is_not_there_is_tried_again_and_then_named() throws IOException {
        URI nowhere;
        try (ServerSocket free = new ServerSocket(0)) {
            nowhere = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        try (FeatureStoreClient client = FeatureStoreClient.connect(nowhere, SETTINGS)) {
            assertThatThrownBy(() -> client.schema("delays"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(nowhere + "/ cannot be reached")
                    .hasMessageContaining("Check the address");
        }
    }

    // How long it takes

    @Test
    void an_answer_that_does_not_come_to_an_end_is_given_up_at_the_deadline() {
        server.on("/features", stall());
        try (FeatureStoreClient client = client(IMPATIENT)) {
            assertThatThrownBy(() -> client.read("delays", JFK))
                    .isInstanceOf(RequestTimeoutException.class)
                    .hasMessageContaining("no answer from " + server.address() + "/ within 500 ms");
        }
    }

    @Test
    void retry_after_is_heeded_and_a_pause_that_outlasts_the_deadline_is_not_begun() {
        server.on("/features", status(503, "", "Retry-After", "1"), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            long start = System.nanoTime();
            client.read("delays", JFK);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
        server.on("/features", status(503, "", "Retry-After", "60"), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.read("delays", JFK)).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void no_more_requests_are_under_way_than_allowed() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.on("/features", (exchange, request) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(2);
            now.decrementAndGet();
            ANSWER.to(exchange, request);
        });
        try (FeatureStoreClient client = client(SETTINGS.withConcurrentRequests(3))) {
            List<CompletableFuture<FeatureRow>> rows = IntStream.range(0, 60)
                    .mapToObj(i -> client.readAsync("delays", JFK))
                    .toList();
            rows.forEach(row -> assertThat(row.join().value("temperature")).isEqualTo(36.5));
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void waiting_for_a_turn_counts_as_waiting_for_the_answer() {
        server.on("/features", stall());
        try (FeatureStoreClient client = client(IMPATIENT.withConcurrentRequests(1))) {
            FeatureService<Key, Inputs> service = client.service("delays", Inputs.class);
            CompletableFuture<Features<Inputs>> first = service.readAsync(JFK);
            CompletableFuture<Features<Inputs>> second = service.readAsync(JFK);

            assertThat(first).failsWithin(Duration.ofMinutes(1));
            assertThat(second)
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(RequestTimeoutException.class);
            server.on("/features", ANSWER);
            assertThat(service.read(JFK).values().temperature()).isEqualTo(36.5);
        }
    }

    // Giving up

    @Test
    void an_interrupted_thread_stops_waiting_and_stays_interrupted() throws Exception {
        server.on("/features", stall());
        try (FeatureStoreClient client = client(SETTINGS)) {
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                assertThatThrownBy(() -> client.read("delays", JFK))
                        .isInstanceOf(FeatureStoreException.class)
                        .hasMessageContaining("interrupted")
                        .hasCauseInstanceOf(InterruptedException.class);
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            awaitRequests(1);
            caller.interrupt();

            assertThat(interrupted.get(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_cancelled_read_gives_its_turn_to_the_next() throws Exception {
        server.on("/features", stall(), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS.withConcurrentRequests(1))) {
            FeatureService<Key, Inputs> service = client.service("delays", Inputs.class);
            CompletableFuture<Features<Inputs>> stalled = service.readAsync(JFK);
            awaitRequests(1);
            CompletableFuture<Features<Inputs>> next = service.readAsync(JFK);

            stalled.cancel(true);

            assertThat(next.get(1, TimeUnit.MINUTES).values().temperature()).isEqualTo(36.5);
        }
    }

    @Test
    void no_turn_is_lost_however_many_give_up() {
        server.on("/features", ANSWER);
        try (FeatureStoreClient client = client(SETTINGS.withConcurrentRequests(2))) {
            FeatureService<Key, Inputs> service = client.service("delays", Inputs.class);
            for (int round = 0; round < 40; round++) {
                List<CompletableFuture<Features<Inputs>>> reads = IntStream.range(0, 8)
                        .mapToObj(i -> service.readAsync(JFK))
                        .toList();
                reads.get(round % 8).join();
                reads.forEach(read -> read.cancel(true));
            }

            assertThat(service.read(JFK).values().temperature()).isEqualTo(36.5);
            assertThat(service.read(JFK).values().temperature()).isEqualTo(36.5);
        }
    }

    @Test
    void one_part_that_fails_ends_the_whole_batch() {
        server.on("/schema", json(schema(1, KEYS, TEMPERATURE)));
        server.on("/features", status(422, error("", "type", "no")), stall());
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.readAll("delays", List.of(JFK, JFK, JFK)))
                    .isInstanceOf(RequestRefusedException.class);
        }
    }

    @Test
    void closing_fails_what_is_under_way_and_what_comes_after() throws Exception {
        server.on("/features", stall());
        FeatureStoreClient client = client(SETTINGS);
        CompletableFuture<FeatureRow> underWay = client.readAsync("delays", JFK);
        awaitRequests(1);

        client.close();

        assertThat(underWay)
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("the client was closed");
        assertThatThrownBy(() -> client.read("delays", JFK)).hasMessageContaining("the client was closed");
        client.close();
    }

    @Test
    void closing_lets_go_of_the_threads() throws Exception {
        server.on("/features", ANSWER);
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        FeatureStoreClient client = client(SETTINGS);
        client.read("delays", JFK);
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.getName().matches("(tandem-sdk|HttpClient)-.*"))
                .toList();
        assertThat(threads).extracting(Thread::getName).anyMatch(name -> name.endsWith("SelectorManager"));

        client.close();

        for (Thread thread : threads) {
            while (thread.isAlive()) {
                // The JDK's selector thread looks now and then whether its client was collected.
                System.gc();
                thread.join(200);
            }
        }
    }

    @Test
    void what_is_thrown_points_to_the_caller() {
        server.on("/features", status(422, error("", "type", "no")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.read("delays", JFK))
                    .satisfies(e -> assertThat(e.getStackTrace())
                            .anySatisfy(
                                    frame -> assertThat(frame.getClassName()).isEqualTo(ClientTest.class.getName())));
        }
    }

    // When a service changes

    @Test
    void a_changed_service_is_bound_again_when_the_record_still_fits() {
        List<Column> reordered = columns("wind STRING", "temperature FLOAT64");
        String changed = answer(
                8,
                reordered,
                List.of(cells(1, "\"north\"", "\"PRESENT\"", "null"), cells(1, "-1.5", "\"PRESENT\"", "null")));
        server.on("/features", ANSWER, json(changed), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            FeatureService<Key, Inputs> service = client.service("delays", Inputs.class);

            assertThat(service.read(JFK).values().temperature()).isEqualTo(36.5);
            Features<Inputs> answer = service.read(JFK);
            assertThat(answer.values().temperature()).isEqualTo(-1.5);
            assertThat(answer.row().state()).isEqualTo(8);
            assertThat(service.read(JFK).values().temperature()).isEqualTo(36.5);
        }
    }

    @Test
    void a_changed_service_that_the_record_does_not_fit_any_more_is_reported_and_never_decoded_as_it_was() {
        server.on("/features", json(answer(8, columns("temperature INT32", "wind FLOAT64"), 1, "1")), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            FeatureService<Key, Inputs> service = client.service("delays", Inputs.class);

            assertThatThrownBy(() -> service.read(JFK))
                    .isInstanceOf(BindingException.class)
                    .hasMessage(
                            "Service 'delays' has changed (it answers from registry state 8) and record Inputs does not fit it any more. Component 'temperature' is Double, and feature 'temperature' is INT32. Declare it as Integer, Optional<Integer> or OptionalInt.");
            assertThat(service.read(JFK).values().temperature()).isEqualTo(36.5);
        }
    }

    private FeatureStoreClient client(ClientSettings settings) {
        return FeatureStoreClient.connect(server.address(), settings);
    }

    private void awaitRequests(int count) throws InterruptedException {
        while (server.received("/features").size() < count) {
            Thread.sleep(5);
        }
    }

    /** Answers each key with itself as a number. */
    private static ScriptedServer.Reply echo() {
        return (exchange, request) -> {
            List<String> origins = origins(request);
            String values = origins.stream().map(origin -> origin + ".0").collect(Collectors.joining(","));
            String statuses = String.join(",", Collections.nCopies(origins.size(), "\"PRESENT\""));
            String times = String.join(",", Collections.nCopies(origins.size(), "null"));
            json(answer(
                            7,
                            TEMPERATURE,
                            List.of("{\"values\": [%s], \"statuses\": [%s], \"event_timestamps\": [%s]}"
                                    .formatted(values, statuses, times))))
                    .to(exchange, request);
        };
    }

    private static List<String> origins(ScriptedServer.Received request) {
        return Pattern.compile("\"(\\d+)\"")
                .matcher(request.body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
