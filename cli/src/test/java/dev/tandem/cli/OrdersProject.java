package dev.tandem.cli;

import dev.tandem.cli.config.ConfigurationLoader;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A project to be materialised: many entities with several rows each, unsorted, so that a run writes several batches from several
 * tasks. Its clock stands still.
 */
record OrdersProject(Path folder) {
    static final int ENTITIES = 6_500;

    /** Writes and applies it. */
    static OrdersProject create(Path folder, String online) throws IOException {
        Files.createDirectories(folder.resolve("features"));
        Files.writeString(folder.resolve("tandem.yaml"), """
                project: killed
                as_of: 2026-03-02T12:00:00Z
                online: %s
                offline: {master: "local[2]", conf: {spark.sql.shuffle.partitions: 2}}
                """.formatted(online));
        Files.writeString(folder.resolve("features/all.yaml"), """
                entities:
                  customer: {keys: {customer: INT64}}
                sources:
                  counts: {format: csv, path: counts.csv, options: {header: "true"}, event_time: counted_at}
                views:
                  orders: {entities: [customer], source: counts, ttl: 30d, features: {orders: INT32, note: STRING}}
                """);
        List<String> lines = new ArrayList<>(List.of("customer,counted_at,orders,note"));
        for (int i = 0; i < ENTITIES * 3; i++) {
            int customer = (i * 7_919) % ENTITIES;
            lines.add("%d,2026-03-0%dT0%d:00:00Z,%d,n%d".formatted(customer, 1 + i % 2, i % 9, i, i % 5));
        }
        Files.write(folder.resolve("counts.csv"), lines, StandardCharsets.UTF_8);
        OrdersProject project = new OrdersProject(folder);
        try (Deployment deployment = project.deployment()) {
            deployment.registry().apply(deployment.registry().plan(deployment.writtenDefinitions()), "test");
        }
        return project;
    }

    Deployment deployment() {
        return new Deployment(new ConfigurationLoader(Map.of())
                .load(folder.resolve(ConfigurationLoader.FILE_NAME), Map.of(), Map.of()));
    }

    Optional<Instant> findCursor() {
        try (Deployment deployment = deployment()) {
            return deployment
                    .registry()
                    .findCursor("killed", deployment.state().stored("orders").generation());
        }
    }

    /** Every key and value of the online store, and whether it expires. */
    Map<String, String> content() {
        try (Deployment deployment = deployment()) {
            return content(deployment.onlineUrl());
        }
    }

    /** Every key and value of a Redis, and whether it expires. */
    static Map<String, String> content(String url) {
        RedisClient client = RedisClient.create(url);
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            RedisAsyncCommands<byte[], byte[]> redis = connection.async();
            Map<String, RedisFuture<byte[]>> values = new TreeMap<>();
            Map<String, RedisFuture<Long>> expiries = new HashMap<>();
            for (byte[] key : connection.sync().keys("*")) {
                values.put(HexFormat.of().formatHex(key), redis.get(key));
                expiries.put(HexFormat.of().formatHex(key), redis.pttl(key));
            }
            Map<String, String> content = new TreeMap<>();
            values.forEach((key, value) -> content.put(
                    key,
                    HexFormat.of().formatHex(Objects.requireNonNull(arrived(value)))
                            + (arrived(Objects.requireNonNull(expiries.get(key))) > 0 ? " expires" : "")));
            return content;
        } finally {
            client.shutdown();
        }
    }

    private static <T> T arrived(RedisFuture<T> answer) {
        return answer.toCompletableFuture().join();
    }
}
