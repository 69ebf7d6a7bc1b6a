package dev.tandem.online;

import static dev.tandem.online.TestRows.address;
import static dev.tandem.online.TestRows.row;
import static dev.tandem.online.TestRows.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.online.embedded.LocalRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store on a master that a Sentinel watches, with a replica to take over. */
@Timeout(120)
class SentinelStoreIT {
    private static final OnlineSettings SETTINGS = new OnlineSettings(Duration.ofSeconds(2), Duration.ofMillis(500));
    private static final Duration FAILOVER = Duration.ofSeconds(40);

    private static final String PASSWORD = "s3ntinel";

    private LocalRedis master;
    private LocalRedis replica;
    private LocalRedis sentinel;
    private OnlineStore store;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        master = LocalRedis.start(Files.createDirectory(folder.resolve("master")), "--repl-diskless-sync-delay", "0");
        replica = LocalRedis.start(
                Files.createDirectory(folder.resolve("replica")),
                "--repl-diskless-sync-delay",
                "0",
                "--replicaof",
                "127.0.0.1",
                "" + master.port());
        sentinel = LocalRedis.startSentinel(
                Files.createDirectory(folder.resolve("sentinel")), "main", master.port(), PASSWORD);
        await().atMost(FAILOVER).until(() -> sentinelKnowsTheReplica());
        store = OnlineStore.connect(
                "redis-sentinel://127.0.0.1:" + sentinel.port() + "?sentinelPassword=" + PASSWORD + "#main",
                "test",
                SETTINGS);
    }

    private boolean sentinelKnowsTheReplica() {
        try (RedisClient client = RedisClient.create()) {
            return client
                    .connectSentinel(RedisURI.create(sentinel.uri().replace("//", "//:" + PASSWORD + "@")))
                    .sync()
                    .replicas("main")
                    .stream()
                    .anyMatch(found -> "ok".equals(found.get("master-link-status")));
        }
    }

    @AfterEach
    void stop() {
        store.close();
        sentinel.close();
        replica.close();
        master.close();
    }

    @Test
    void the_master_is_found_and_kept() {
        assertThat(store.write(List.of(write(1, row(1, "one"))))).isEqualTo(new WriteOutcome(1, 0));
        assertThat(OnlineStoreContract.texts(store, address(1))).containsExactly("one");
    }

    @Test
    void when_the_master_is_killed_the_store_goes_on_with_the_one_that_takes_over() {
        store.write(List.of(write(1, row(1, "before"))));
        untilReplicated();

        master.kill();

        goesOnWithTheReplica();
    }

    @Test
    void when_the_master_stops_answering_the_store_goes_on_with_the_one_that_takes_over() {
        store.write(List.of(write(1, row(1, "before"))));
        untilReplicated();

        master.pause();

        goesOnWithTheReplica();
    }

    private void untilReplicated() {
        try (RedisClient client = RedisClient.create(replica.uri())) {
            var commands = client.connect().sync();
            await().atMost(FAILOVER).until(() -> commands.dbsize() == 1);
        }
    }

    private void goesOnWithTheReplica() {
        await().ignoreExceptions()
                .atMost(FAILOVER)
                .until(() -> store.write(List.of(write(2, row(1, "after")))).written() == 1);
        assertThat(OnlineStoreContract.texts(store, address(1), address(2))).containsExactly("before", "after");
        try (RedisClient client = RedisClient.create(replica.uri())) {
            assertThat(client.connect().sync().dbsize()).isEqualTo(2);
        }
    }
}
