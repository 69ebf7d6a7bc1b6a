package dev.tandem.online;

import static dev.tandem.online.TestRows.address;
import static dev.tandem.online.TestRows.row;
import static dev.tandem.online.TestRows.write;
import static dev.tandem.online.embedded.LocalCluster.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.online.embedded.LocalCluster;
import dev.tandem.online.embedded.LocalRedis;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a cluster of three masters. */
class ClusterStoreIT extends OnlineStoreContract {
    private static LocalCluster cluster;

    @BeforeAll
    static void start(@TempDir Path folder) {
        cluster = LocalCluster.start(folder);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    String uri() {
        return cluster.uri();
    }

    @Override
    void pause() {
        cluster.masters().forEach(LocalRedis::pause);
    }

    @Override
    void resume() {
        cluster.masters().forEach(LocalRedis::resume);
    }

    @Test
    void rows_are_spread_over_all_nodes() {
        OnlineStore store = store("spread");
        store.write(
                IntStream.range(0, 300).mapToObj(n -> write(n, row(n, "row"))).toList());

        assertThat(cluster.masters()).allMatch(node -> on(node, RedisCommands::dbsize) > 0);
    }

    @Test
    void one_node_that_is_known_is_enough_to_find_the_others() {
        OnlineStore store = store("found");
        store.write(
                IntStream.range(0, 100).mapToObj(n -> write(n, row(n, "row"))).toList());

        try (OnlineStore other = OnlineStore.connect(
                "redis-cluster://127.0.0.1:" + cluster.masters().get(1).port(), "found", OnlineSettings.DEFAULT)) {
            RowAddress[] all =
                    IntStream.range(0, 100).mapToObj(TestRows::address).toArray(RowAddress[]::new);
            assertThat(texts(other, all)).containsOnly("row");
        }
    }

    @Test
    void a_slot_that_moves_to_another_node_is_followed() {
        OnlineStore store = store("moving");
        store.write(List.of(write(1, row(10, "before"))));
        byte[] key = new RowKeys("moving").key(address(1));
        int slot = SlotHash.getSlot(key);
        LocalRedis from = cluster.masters().get(LocalCluster.ownerOf(slot));
        LocalRedis to = cluster.masters().get((cluster.masters().indexOf(from) + 1) % LocalCluster.MASTERS);

        move(slot, from, to);
        assertThat(store.write(List.of(write(1, row(5, "older"))))).isEqualTo(new WriteOutcome(0, 1));
        assertThat(store.write(List.of(write(1, row(20, "after"))))).isEqualTo(new WriteOutcome(1, 0));
        assertThat(texts(store, address(1))).containsExactly("after");

        move(slot, to, from);
        assertThat(texts(store, address(1))).containsExactly("after");
    }

    private void move(int slot, LocalRedis from, LocalRedis to) {
        String fromId = on(from, RedisCommands::clusterMyId);
        String toId = on(to, RedisCommands::clusterMyId);
        on(to, commands -> commands.clusterSetSlotImporting(slot, fromId));
        on(from, commands -> commands.clusterSetSlotMigrating(slot, toId));
        on(from, commands -> {
            for (String key : commands.clusterGetKeysInSlot(slot, 100)) {
                commands.migrate("127.0.0.1", to.port(), key, 0, 5_000);
            }
            return null;
        });
        cluster.masters().forEach(node -> on(node, commands -> commands.clusterSetSlotNode(slot, toId)));
    }

    @Test
    void while_one_node_is_away_the_rows_of_the_others_can_be_had() {
        OnlineStore store = store("partly");
        List<RowWrite> rows =
                IntStream.range(0, 60).mapToObj(n -> write(n, row(n, "row"))).toList();
        store.write(rows);
        LocalRedis away = cluster.masters().get(2);
        away.pause();
        try {
            List<RowAddress> reachable = rows.stream()
                    .map(RowWrite::address)
                    .filter(row -> LocalCluster.ownerOf(SlotHash.getSlot(new RowKeys("partly").key(row))) != 2)
                    .toList();
            assertThat(texts(store, reachable.toArray(RowAddress[]::new))).containsOnly("row");
            assertThatThrownBy(() ->
                            texts(store, rows.stream().map(RowWrite::address).toArray(RowAddress[]::new)))
                    .hasCauseInstanceOf(OnlineStoreException.class);
        } finally {
            away.resume();
        }
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .until(() -> store.write(rows).equals(new WriteOutcome(0, 60)));
    }
}
