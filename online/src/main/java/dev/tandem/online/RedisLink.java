package dev.tandem.online;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.models.role.RedisInstance;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A connection of a store: to a server, to the master that Sentinels name, or to every node of a cluster. It is made anew by
 * itself when it breaks; meanwhile commands are rejected rather than queued. Thread-safe.
 */
final class RedisLink implements AutoCloseable {
    private static final Duration SOONEST_RECONNECT = Duration.ofMillis(10);
    private static final Duration LATEST_RECONNECT = Duration.ofSeconds(1);
    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);
    private static final int MOST_ATTEMPTS = 3;

    /** Commands of callers who come at the same time leave in one packet, so many at most. */
    private static final int MOST_COMMANDS_AT_ONCE = 64;

    /** The most commands that may wait for answers on one connection; more are rejected. */
    private static final int LARGEST_QUEUE = 1 << 16;

    private final AbstractRedisClient client;
    private final RedisClusterAsyncCommands<byte[], byte[]> commands;
    private final Supplier<List<RedisClusterAsyncCommands<byte[], byte[]>>> masters;

    private RedisLink(
            AbstractRedisClient client,
            RedisClusterAsyncCommands<byte[], byte[]> commands,
            Supplier<List<RedisClusterAsyncCommands<byte[], byte[]>>> masters) {
        this.client = client;
        this.commands = commands;
        this.masters = masters;
    }

    /** What a link is made with: how it reconnects, flushes and finds out that the other side is gone. */
    static ClientResources resources(OnlineSettings settings, OneLoop loop) {
        return ClientResources.builder()
                .eventLoopGroupProvider(loop)
                .reconnectDelay(Delay.fullJitter(SOONEST_RECONNECT, LATEST_RECONNECT, 2, TimeUnit.MILLISECONDS))
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        channel.pipeline()
                                .addFirst(
                                        new FlushConsolidationHandler(MOST_COMMANDS_AT_ONCE, true),
                                        new SilentPeerHandler(patience(settings)));
                    }
                })
                .build();
    }

    /**
     * Connects. Throws what the client library throws.
     *
     * @param resources stay the caller's, to be shut down behind the link
     */
    static RedisLink open(RedisAddress address, OnlineSettings settings, ClientResources resources) {
        AbstractRedisClient client = address.cluster()
                ? RedisClusterClient.create(resources, address.nodes())
                : RedisClient.create(resources, address.nodes().get(0));
        try {
            return client instanceof RedisClusterClient cluster
                    ? connected(cluster, settings)
                    : connected((RedisClient) client, settings);
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, SHUTDOWN);
            throw e;
        }
    }

    /** How long a silent connection is trusted: a command that was only late has failed by then. */
    private static Duration patience(OnlineSettings settings) {
        return settings.commandTimeout().multipliedBy(2);
    }

    private static RedisLink connected(RedisClient client, OnlineSettings settings) {
        client.setOptions(options(ClientOptions.builder(), settings).build());
        StatefulRedisConnection<byte[], byte[]> connection = connect(client, settings.connectTimeout());
        return new RedisLink(client, connection.async(), () -> List.of(connection.async()));
    }

    /**
     * Connects, and again when that fails at once: Lettuce may ask a Sentinel a moment before the connection to it lets commands through, and
     * then rejects its own question.
     */
    private static StatefulRedisConnection<byte[], byte[]> connect(RedisClient client, Duration timeout) {
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                return client.connect(ByteArrayCodec.INSTANCE);
            } catch (RedisConnectionException e) {
                if (attempt == MOST_ATTEMPTS || System.nanoTime() - start >= timeout.toNanos()) {
                    throw e;
                }
            }
        }
    }

    private static RedisLink connected(RedisClusterClient client, OnlineSettings settings) {
        ClusterClientOptions.Builder options = ClusterClientOptions.builder()
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .adaptiveRefreshTriggersTimeout(settings.commandTimeout())
                        .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                        .build());
        options(options, settings);
        client.setOptions(options.build());
        StatefulRedisClusterConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
        connectAll(connection);
        return new RedisLink(
                client,
                connection.async(),
                () -> masters(connection)
                        .<RedisClusterAsyncCommands<byte[], byte[]>>map(node ->
                                connection.getConnection(node.getNodeId()).async())
                        .toList());
    }

    /**
     * Connects to every node, for a command to a node without connection would be rejected. A node that is away now is connected in the
     * background when a command first asks for it.
     */
    private static void connectAll(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        masters(connection)
                .map(RedisClusterNode::getUri)
                .map(node -> connection
                        .getConnectionAsync(node.getHost(), node.getPort())
                        .handle((connected, failure) -> connected))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private static Stream<RedisClusterNode> masters(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        return connection.getPartitions().stream().filter(node -> node.getRole() == RedisInstance.Role.UPSTREAM);
    }

    private static <B extends ClientOptions.Builder> B options(B options, OnlineSettings settings) {
        options.autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(LARGEST_QUEUE)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout())
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()));
        return options;
    }

    /** Commands that go wherever their keys are kept. */
    RedisClusterAsyncCommands<byte[], byte[]> commands() {
        return commands;
    }

    /** Commands for each node that owns keys, to go through all that it owns. */
    List<RedisClusterAsyncCommands<byte[], byte[]>> masters() {
        return masters.get();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, SHUTDOWN);
    }
}
