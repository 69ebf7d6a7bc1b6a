package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.TandemException;
import dev.tandem.online.OnlineSettings;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.Registry;
import dev.tandem.server.ServerSettings.Limits;
import dev.tandem.server.TestProject.Answer;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLifeTest {
    private static final Limits LIMITS =
            new Limits(1 << 20, 1_000, 16, Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(5));
    private static final OnlineSettings PATIENCE = new OnlineSettings(Duration.ofSeconds(1), Duration.ofSeconds(1));

    @TempDir
    static Path folder;

    private static LocalRedis redis;

    @BeforeAll
    static void start() {
        redis = LocalRedis.start(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void a_new_state_is_served_without_a_restart() {
        try (TestProject project = Flights.project("newstate", folder, redis)) {
            project.serve();
            assertThat(project.read(Flights.READ_JFK.replace("weather:temperature", "weather:warmth"))
                            .status())
                    .isEqualTo(422);

            project.apply(Flights.DEFINITIONS.replace(
                    "wind_direction: {type: INT32, from: wind_dir}",
                    "wind_direction: {type: INT32, from: wind_dir}\n      warmth: {type: FLOAT64, from: temp}"));

            await().until(() -> project.read(Flights.READ_JFK.replace("weather:temperature", "weather:warmth"))
                            .status()
                    == 200);
        }
    }

    @Test
    void metrics_of_a_service_that_was_removed_go_with_it() {
        try (TestProject project = Flights.project("gone", folder, redis)) {
            project.serve();
            assertThat(metrics(project)).contains("service=\"arrival_delay\"").contains("service=\"(features)\"");

            project.apply(Flights.DEFINITIONS.replace("  arrival_delay:", "  arrival:"));

            await().until(() -> metrics(project).contains("service=\"arrival\""));
            await().until(() -> !metrics(project).contains("service=\"arrival_delay\""));
            assertThat(metrics(project)).contains("service=\"(features)\"");
        }
    }

    private static String metrics(TestProject project) {
        return project.get("/metrics").http().body();
    }

    @Test
    void a_swap_of_states_fails_no_request_and_mixes_no_states() throws InterruptedException {
        try (TestProject project = TestProject.open("swap", folder, redis.uri())) {
            project.apply(serviceOf("temperature"));
            Flights.report(project);
            project.serve();
            ConcurrentMap<String, Boolean> seen = new ConcurrentHashMap<>();
            AtomicBoolean goOn = new AtomicBoolean(true);
            ExecutorService callers = Executors.newFixedThreadPool(4);
            for (int i = 0; i < 4; i++) {
                callers.execute(() -> {
                    while (goOn.get()) {
                        Answer answer = project.post(
                                "/api/v1/services/swapped/features", "{\"entities\": {\"airport\": [\"JFK\"]}}");
                        seen.put(answer.status() + " " + answer.body(), true);
                    }
                });
            }
            for (int i = 0; i < 6; i++) {
                long applied = project.apply(serviceOf(i % 2 == 0 ? "wind_direction" : "temperature"))
                        .number();
                await().until(() -> project.get("/api/v1/services/swapped/schema")
                                .body()
                                .path("state")
                                .asLong()
                        == applied);
            }
            goOn.set(false);
            callers.shutdown();
            assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

            assertThat(seen.keySet())
                    .allMatch(
                            answer -> answer.contains("\"state\":")
                                    && (answer.contains(
                                                    "[\"temperature\"],\"types\":[\"FLOAT64\"]},\"results\":[{\"values\":[33.08]")
                                            || answer.contains(
                                                    "[\"wind_direction\"],\"types\":[\"INT32\"]},\"results\":[{\"values\":[270]")));
        }
    }

    private static String serviceOf(String feature) {
        return Flights.DEFINITIONS + "  swapped:\n    features:\n      - weather: {features: [" + feature + "]}\n";
    }

    @Test
    void nothing_applied_yet_is_not_ready_and_answers_503_until_something_is() {
        try (TestProject project = TestProject.open("empty", folder, redis.uri())) {
            project.serve();

            assertThat(project.get("/health").status()).isEqualTo(200);
            assertThat(project.get("/ready").status()).isEqualTo(503);
            assertThat(project.get("/ready").body().path("reason").asText()).contains("Nothing was applied");
            Answer read = project.read(Flights.READ_JFK);
            assertThat(read.status()).isEqualTo(503);
            assertThat(read.message()).contains("tandem apply");

            project.apply(Flights.DEFINITIONS);

            await().until(() -> project.get("/ready").status() == 200);
            assertThat(project.read(Flights.READ_JFK).status()).isEqualTo(200);
        }
    }

    @Test
    void with_redis_away_reads_answer_503_in_time_and_recover_by_themselves() {
        LocalRedis fragile = LocalRedis.start(folder);
        try (TestProject project = Flights.project("away", folder, fragile, PATIENCE)) {
            project.serve(settings -> settings.withLimits(LIMITS));
            assertThat(project.read(Flights.READ_JFK).status()).isEqualTo(200);

            fragile.kill();

            Answer away = project.read(Flights.READ_JFK);
            assertThat(away.status()).isEqualTo(503);
            assertThat(away.http().headers().firstValue("Retry-After")).contains("1");
            assertThat(away.message()).contains("online store");
            assertThat(project.get("/health").status()).isEqualTo(200);
            assertThat(project.get("/ready").status()).isEqualTo(503);
            assertThat(project.get("/ready").body().path("reason").asText()).contains("online store does not answer");

            fragile.restart();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> project.read(Flights.READ_JFK).status() == 200);
            await().until(() -> project.get("/ready").status() == 200);
        } finally {
            fragile.close();
        }
    }

    @Test
    void redis_may_go_and_come_back_under_load_and_each_request_is_answered_or_told_to_come_again()
            throws InterruptedException {
        LocalRedis fragile = LocalRedis.start(folder);
        try (TestProject project = Flights.project("load", folder, fragile, PATIENCE)) {
            project.serve(settings -> settings.withLimits(LIMITS));
            ConcurrentMap<Integer, Boolean> seen = new ConcurrentHashMap<>();
            AtomicBoolean goOn = new AtomicBoolean(true);
            ExecutorService callers = Executors.newFixedThreadPool(8);
            for (int i = 0; i < 8; i++) {
                callers.execute(() -> {
                    while (goOn.get()) {
                        seen.put(project.read(Flights.READ_JFK).status(), true);
                    }
                });
            }
            await().until(() -> seen.containsKey(200));
            for (int i = 0; i < 2; i++) {
                seen.clear();
                fragile.kill();
                await().until(() -> seen.containsKey(503));
                seen.clear();
                fragile.restart();
                await().atMost(Duration.ofSeconds(20)).until(() -> seen.containsKey(200));
            }
            goOn.set(false);
            callers.shutdown();
            assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

            assertThat(seen.keySet()).isSubsetOf(200, 503);
            assertThat(project.read(Flights.READ_JFK).status()).isEqualTo(200);
        } finally {
            fragile.close();
        }
    }

    @Test
    void a_row_of_a_state_that_the_server_has_not_seen_yet_makes_it_look() {
        try (TestProject project = TestProject.open("stale", folder, redis.uri())) {
            project.apply(Flights.DEFINITIONS);
            project.serve(settings -> settings.withRegistryPoll(Duration.ofHours(1)));
            project.apply(Flights.DEFINITIONS.replace(
                    "temperature: {type: FLOAT64, from: temp, description: Degrees Fahrenheit}",
                    "humid: {type: FLOAT64, from: humid}\n      temperature: {type: FLOAT64, from: temp}"));
            project.write("weather", List.of("JFK"), "2013-12-31T23:00:00Z", List.of(59.37, 33.08, 270));

            assertThat(project.read(Flights.READ_JFK).values("temperature")).isEqualTo("[33.08]");
        }
    }

    @Test
    void a_registry_that_cannot_be_read_leaves_the_state_in_force(@TempDir Path ownFolder) throws IOException {
        try (TestProject project = Flights.project("unreadable", ownFolder, redis)) {
            project.serve();

            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(ownFolder.resolve("registry.db" + suffix));
            }
            Files.writeString(ownFolder.resolve("registry.db"), "no database");

            await().until(() -> project.get("/metrics")
                    .http()
                    .body()
                    .lines()
                    .anyMatch(line -> line.matches("tandem_registry_poll_failures_total [1-9].*")));
            assertThat(project.read(Flights.READ_JFK).status()).isEqualTo(200);
            assertThat(project.get("/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void a_closed_server_looks_at_the_registry_no_more() {
        AtomicInteger looking = new AtomicInteger();
        try (TestProject project = Flights.project("looks", folder, redis)) {
            ServerSettings settings = ServerSettings.LOCAL.withPort(0).withRegistryPoll(Duration.ofMillis(1));
            for (int i = 0; i < 3; i++) {
                FeatureServer server = FeatureServer.start(
                        settings, slow(project.registry, looking), project.store, project.name, () -> project.now);
                await().until(() -> looking.get() > 0);

                server.close();

                assertThat(looking).hasValue(0);
            }
        }
    }

    /** A registry that takes fifty milliseconds longer for all that it is asked, and of which it is known how much that is right now. */
    private static Registry slow(Registry registry, AtomicInteger asked) {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    asked.incrementAndGet();
                    try {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                        return method.invoke(registry, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        asked.decrementAndGet();
                    }
                });
    }

    @Test
    void a_redis_that_hangs_keeps_no_thread_from_saying_that_the_server_lives() {
        LocalRedis hanging = LocalRedis.start(folder);
        try (TestProject project = Flights.project("hanging", folder, hanging, PATIENCE)) {
            project.serve(settings -> settings.withLimits(LIMITS));
            hanging.pause();
            List<CompletableFuture<Answer>> reads = new ArrayList<>();
            ExecutorService callers = Executors.newFixedThreadPool(40);
            for (int i = 0; i < 200; i++) {
                reads.add(CompletableFuture.supplyAsync(() -> project.read(Flights.READ_JFK), callers));
            }

            assertThat(project.get("/health").status()).isEqualTo(200);
            assertThat(reads).allMatch(read -> read.join().status() == 503);

            hanging.resume();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> project.read(Flights.READ_JFK).status() == 200);
            callers.shutdown();
        } finally {
            hanging.close();
        }
    }

    @Test
    void a_port_in_use_is_told_plainly() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestProject project = TestProject.open("taken", folder, redis.uri())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> project.serve(settings -> settings.withPort(port)))
                    .isInstanceOf(TandemException.class)
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void beyond_loopback_nothing_is_served_without_a_token() {
        assertThatThrownBy(() -> ServerSettings.LOCAL.withHost("0.0.0.0"))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("without asking for an access token")
                .hasMessageContaining("Set a token");
        assertThat(ServerSettings.LOCAL.withTokens(Set.of("0123456789abcdef")).withHost("0.0.0.0"))
                .asString()
                .doesNotContain("0123456789abcdef");
    }
}
