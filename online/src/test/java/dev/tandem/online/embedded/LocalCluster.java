package dev.tandem.online.embedded;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Redis Cluster of three masters, each with a third of the slots. Not thread-safe. */
public final class LocalCluster implements AutoCloseable {
    /** How many masters there are. */
    public static final int MASTERS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final List<LocalRedis> nodes = new ArrayList<>();

    private LocalCluster(Path folder) {
        this.folder = folder;
    }

    /** Starts one, and waits until it is whole. */
    public static LocalCluster start(Path folder) {
        LocalCluster cluster = new LocalCluster(folder);
        for (int i = 0; i < MASTERS; i++) {
            LocalRedis node = cluster.join();
            on(
                    node,
                    commands -> commands.clusterAddSlots(IntStream.range(0, SlotHash.SLOT_COUNT)
                            .filter(slot -> ownerOf(slot) == cluster.nodes.size() - 1)
                            .toArray()));
        }
        cluster.awaitInfo("cluster_state:ok", "cluster_size:" + MASTERS);
        return cluster;
    }

    /** Which master, counted from 0, owns a slot from the start. */
    public static int ownerOf(int slot) {
        return (int) ((long) slot * MASTERS / SlotHash.SLOT_COUNT);
    }

    private LocalRedis join() {
        try {
            Path ofNode = Files.createDirectory(folder.resolve("node" + nodes.size()));
            LocalRedis node = LocalRedis.start(
                    ofNode,
                    "--cluster-enabled",
                    "yes",
                    "--cluster-node-timeout",
                    "2000",
                    "--repl-diskless-sync-delay",
                    "0");
            nodes.add(node);
            on(node, commands -> commands.clusterMeet("127.0.0.1", nodes.get(0).port()));
            awaitInfo("cluster_known_nodes:" + nodes.size());
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a node that repeats what a master does. */
    public void addReplicaOf(LocalRedis master) {
        String id = on(master, RedisCommands::clusterMyId);
        on(join(), commands -> commands.clusterReplicate(id));
    }

    /** Waits until the last node, a replica, has everything. */
    public void awaitReplication() {
        LocalRedis replica = nodes.get(nodes.size() - 1);
        await().atMost(PATIENCE)
                .until(() ->
                        on(replica, commands -> commands.info("replication")).contains("master_link_status:up"));
        await().atMost(PATIENCE)
                .until(() -> on(replica, RedisCommands::dbsize).equals(on(nodes.get(0), RedisCommands::dbsize)));
    }

    private void awaitInfo(String... parts) {
        await().atMost(PATIENCE)
                .until(() -> nodes.stream()
                        .allMatch(node ->
                                List.of(parts).stream().allMatch(on(node, RedisCommands::clusterInfo)::contains)));
    }

    /** The masters, in the order of their slots. */
    public List<LocalRedis> masters() {
        return nodes.subList(0, MASTERS);
    }

    /** The URL of the masters. */
    public String uri() {
        return "redis-cluster://"
                + masters().stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    /** Asks one node alone. */
    public static <T> T on(LocalRedis node, Function<RedisCommands<String, String>, T> question) {
        try (RedisClient client = RedisClient.create(node.uri());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        }
    }

    @Override
    public void close() {
        nodes.forEach(LocalRedis::close);
    }
}
