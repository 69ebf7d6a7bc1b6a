package dev.tandem.online;

import static dev.tandem.online.OnlineStoreContract.texts;
import static dev.tandem.online.TestRows.address;
import static dev.tandem.online.TestRows.row;
import static dev.tandem.online.TestRows.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.online.embedded.LocalRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens when Redis is not there, does not answer, or does not let us in. */
@Timeout(120)
class RedisAwayTest {
    private static final OnlineSettings SETTINGS = new OnlineSettings(Duration.ofSeconds(5), Duration.ofMillis(500));

    @TempDir
    private Path folder;

    private LocalRedis redis;

    @BeforeEach
    void start() {
        redis = LocalRedis.start(folder);
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void requests_while_redis_is_away_fail_at_once_and_succeed_when_it_is_back() {
        try (OnlineStore store = OnlineStore.connect(redis.uri(), "test", SETTINGS)) {
            store.write(List.of(write(1, row(1, "before"))));
            redis.kill();

            assertThatThrownBy(() -> store.write(List.of(write(1, row(2, "meanwhile")))))
                    .isInstanceOf(OnlineStoreException.class)
                    .hasMessageContaining("Redis at 127.0.0.1:" + redis.port())
                    .hasMessageContaining("Check that it runs");
            assertThatThrownBy(() -> store.read(List.of(address(1))).join())
                    .hasCauseInstanceOf(OnlineStoreException.class);

            redis.restart();
            await().ignoreExceptions()
                    .until(() -> store.write(List.of(write(1, row(3, "after")))).written() == 1);
            assertThat(texts(store, address(1))).containsExactly("after");
        }
    }

    @Test
    void a_first_connection_that_breaks_at_once_is_made_again() throws Exception {
        try (ForwardingPort port = ForwardingPort.to(redis.port())) {
            port.breakNext(1);

            try (OnlineStore store = OnlineStore.connect("redis://127.0.0.1:" + port.port(), "test", SETTINGS)) {
                store.ping();
            }
        }
    }

    @Test
    void requests_while_redis_is_away_are_rejected_and_not_kept_for_later() {
        try (OnlineStore store = OnlineStore.connect(redis.uri(), "test", SETTINGS)) {
            redis.kill();
            await().untilAsserted(() -> assertThatThrownBy(store::ping).hasMessageContaining("cannot be reached"));
            for (int i = 0; i < 500; i++) {
                RowWrite late = write(i, row(1, "late"));
                assertThatThrownBy(() -> store.write(List.of(late))).isInstanceOf(OnlineStoreException.class);
            }

            redis.restart();
            await().ignoreExceptions().until(() -> {
                store.ping();
                return true;
            });
            assertThat(store.reclaim(TestRows.GENERATION)).isZero();
        }
    }

    @Test
    void a_writer_that_repeats_what_failed_ends_with_the_newest_rows_however_often_redis_goes_away() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        LocalRedis durable = LocalRedis.start(folder, "--appendonly", "yes", "--appendfsync", "always");
        try (durable;
                OnlineStore store = OnlineStore.connect(durable.uri(), "test", SETTINGS)) {
            List<RowWrite> rows = new ArrayList<>();
            for (int time = 1; time <= 30; time++) {
                for (int entity = 0; entity < 40; entity++) {
                    rows.add(write(entity, row(time, "at " + time)));
                }
            }
            Collections.shuffle(rows, random);
            AtomicInteger failures = new AtomicInteger();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int start = 0; start < rows.size(); start += 10) {
                    repeat(store, rows.subList(start, start + 10), failures);
                }
            });
            for (int i = 0; i < 5; i++) {
                Thread.sleep(random.nextInt(60));
                durable.restart();
            }
            writer.join();
            // The writer may have ended before the last restart, which the store has yet to notice.
            await().ignoreExceptions().until(() -> {
                store.ping();
                return true;
            });

            RowAddress[] all =
                    IntStream.range(0, 40).mapToObj(TestRows::address).toArray(RowAddress[]::new);
            assertThat(texts(store, all))
                    .as("seed %d, %d failures", seed, failures.get())
                    .containsOnly("at 30");
        }
    }

    private static void repeat(OnlineStore store, List<RowWrite> rows, AtomicInteger failures) {
        while (true) {
            try {
                store.write(rows);
                return;
            } catch (OnlineStoreException e) {
                failures.incrementAndGet();
                await().pollDelay(Duration.ofMillis(20)).until(() -> true);
            }
        }
    }

    @Test
    void a_connection_that_has_gone_silent_is_made_anew() throws Exception {
        try (ForwardingPort port = ForwardingPort.to(redis.port());
                OnlineStore store = OnlineStore.connect("redis://127.0.0.1:" + port.port(), "test", SETTINGS)) {
            store.write(List.of(write(1, row(1, "one"))));
            port.loseConnections();

            assertThatThrownBy(store::ping)
                    .isInstanceOf(OnlineStoreException.class)
                    .hasMessageContaining("did not answer within 500 ms");
            await().ignoreExceptions().until(() -> {
                store.ping();
                return true;
            });
            assertThat(texts(store, address(1))).containsExactly("one");
        }
    }

    @Test
    void a_connection_that_nobody_uses_is_left_alone() throws Exception {
        try (OnlineStore store = OnlineStore.connect(redis.uri(), "test", SETTINGS)) {
            store.ping();
            Thread.sleep(SETTINGS.commandTimeout().multipliedBy(3).toMillis());
            store.ping();
        }
    }

    @Test
    void connecting_to_nobody_is_an_error_that_names_the_address() {
        redis.kill();

        assertThatThrownBy(() -> OnlineStore.connect(redis.uri(), "test", SETTINGS))
                .isInstanceOf(OnlineStoreException.class)
                .hasMessageContaining("Redis at 127.0.0.1:" + redis.port() + " cannot be reached while connecting")
                .hasMessageContaining("Connection refused");
    }

    @Test
    void connecting_to_somebody_who_never_answers_ends_in_bounded_time() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> OnlineStore.connect(
                            "redis://127.0.0.1:" + silent.getLocalPort(),
                            "test",
                            new OnlineSettings(Duration.ofMillis(500), Duration.ofMillis(500))))
                    .isInstanceOf(OnlineStoreException.class)
                    .hasMessageContaining("127.0.0.1:" + silent.getLocalPort());
        }
    }

    @Test
    void a_wrong_password_is_an_error_that_does_not_tell_it() {
        LocalRedis guarded = LocalRedis.start(folder, "--requirepass", "correct");
        try (guarded) {
            String host = "127.0.0.1:" + guarded.port();
            for (String login : List.of("", ":wr0ng@", "somebody:wr0ng@")) {
                assertThatThrownBy(() -> OnlineStore.connect("redis://" + login + host, "test", SETTINGS))
                        .isInstanceOf(OnlineStoreException.class)
                        .hasMessageContaining("Redis at " + host)
                        .hasMessageContaining("Check user and password")
                        .satisfies(error -> assertThat(stackTraceOf(error)).doesNotContain("wr0ng"));
            }
            try (OnlineStore store = OnlineStore.connect("redis://:correct@" + host, "test", SETTINGS)) {
                store.ping();
                assertThat(store.toString()).doesNotContain("correct");
            }
        }
    }

    private static String stackTraceOf(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void a_full_redis_says_so_and_keeps_what_it_has() {
        LocalRedis small = LocalRedis.start(folder, "--maxmemory", "3mb");
        try (small;
                OnlineStore store = OnlineStore.connect(small.uri(), "test", SETTINGS)) {
            store.write(List.of(write(1, row(1, "first"))));

            assertThatThrownBy(() -> store.write(IntStream.range(2, 4_000)
                            .mapToObj(n -> write(n, row(1, "x".repeat(2_000))))
                            .toList()))
                    .isInstanceOf(OnlineStoreException.class)
                    .hasMessageContaining("OOM")
                    .hasMessageContaining("Give Redis more memory");
            assertThat(texts(store, address(1))).containsExactly("first");
        }
    }

    @Test
    void a_key_that_something_else_uses_is_an_error_and_not_overwritten() {
        try (OnlineStore store = OnlineStore.connect(redis.uri(), "test", SETTINGS);
                RedisClient client = RedisClient.create(redis.uri())) {
            client.connect(ByteArrayCodec.INSTANCE).sync().lpush(new RowKeys("test").key(address(1)), new byte[] {1});

            assertThatThrownBy(() -> store.write(List.of(write(1, row(1, "one")))))
                    .isInstanceOf(OnlineStoreException.class)
                    .hasMessageContaining("WRONGTYPE")
                    .hasMessageContaining("a Redis database of its own");
        }
    }

    @Test
    void a_project_whose_name_could_be_taken_for_another_is_refused() {
        assertThatThrownBy(() -> OnlineStore.connect(redis.uri(), "a/1", SETTINGS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a/1'");
    }
}
