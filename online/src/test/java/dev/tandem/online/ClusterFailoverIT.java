package dev.tandem.online;

import static dev.tandem.online.TestRows.row;
import static dev.tandem.online.TestRows.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.online.embedded.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store on a cluster that loses a master and has a replica of it. */
@Timeout(180)
class ClusterFailoverIT {
    private static final OnlineSettings SETTINGS = new OnlineSettings(Duration.ofSeconds(2), Duration.ofSeconds(1));

    @Test
    void when_a_replica_takes_over_the_store_goes_on_with_it(@TempDir Path folder) {
        try (LocalCluster cluster = LocalCluster.start(folder);
                OnlineStore store = OnlineStore.connect(cluster.uri(), "test", SETTINGS)) {
            cluster.addReplicaOf(cluster.masters().get(0));
            List<RowWrite> rows = IntStream.range(0, 100)
                    .mapToObj(n -> write(n, row(1, "before")))
                    .toList();
            List<RowWrite> newer = IntStream.range(0, 100)
                    .mapToObj(n -> write(n, row(2, "after")))
                    .toList();
            store.write(rows);
            cluster.awaitReplication();

            cluster.masters().get(0).kill();

            await().ignoreExceptions()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> store.write(newer).older() >= 0);
            assertThat(OnlineStoreContract.texts(
                            store, rows.stream().map(RowWrite::address).toArray(RowAddress[]::new)))
                    .containsOnly("after");
        }
    }
}
