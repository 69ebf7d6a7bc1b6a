package dev.tandem.sdk;

import static dev.tandem.sdk.Documents.error;
import static dev.tandem.sdk.Documents.schema;
import static dev.tandem.sdk.ScriptedServer.json;
import static dev.tandem.sdk.ScriptedServer.stall;
import static dev.tandem.sdk.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long calls take, and how they end before their answer. */
class GivingUpTest extends ScriptedServerCase {
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
                                    frame -> assertThat(frame.getClassName()).isEqualTo(GivingUpTest.class.getName())));
        }
    }
}
