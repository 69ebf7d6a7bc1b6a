package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.config.ConfigurationLoader;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.offline.materialize.Materialized;
import dev.tandem.offline.materialize.Materializer;
import dev.tandem.online.ViewTarget;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A materialiser that ends between any two batches and is run again leaves in Redis what one clean run leaves: the same keys, the same
 * bytes. The write time does not differ either, since all runs have the same clock.
 */
class KilledMaterializerIT {
    static final int KILLED = 137;

    private static final int ENTITIES = 2_000;
    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir
    Path folder;

    @BeforeEach
    void nothing_was_written() {
        StoppingSink.reset();
    }

    @Test
    void a_run_that_fails_between_any_two_batches_is_completed_by_the_next() throws IOException {
        Path clean = project("clean");
        materialize(clean, NEVER, StoppingSink.End.FAIL);
        Map<String, String> expected = content(clean);
        int batches = StoppingSink.written();
        assertThat(expected).hasSize(ENTITIES);
        assertThat(batches).isGreaterThan(3);

        for (int after = 0; after < batches; after++) {
            Path stopped = project("stopped-" + after);
            StoppingSink.reset();
            assertThat(materialize(stopped, after, StoppingSink.End.FAIL)).allMatch(run -> !run.succeeded());
            assertThat(content(stopped).size()).isLessThan(ENTITIES);

            assertThat(materialize(stopped, NEVER, StoppingSink.End.FAIL)).allMatch(Materialized::succeeded);
            assertThat(content(stopped))
                    .as("stopped after %d of %d batches", after, batches)
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_process_that_is_killed_between_two_batches_is_completed_by_the_next()
            throws IOException, InterruptedException {
        Path clean = project("clean");
        materialize(clean, NEVER, StoppingSink.End.FAIL);

        Path killed = project("killed");
        assertThat(killedAfter(killed, 3)).isEqualTo(KILLED);
        assertThat(killedAfter(killed, 1)).isEqualTo(KILLED);
        try (Deployment deployment = deployment(killed)) {
            assertThat(deployment.registry().findCursor("killed", generation(deployment)))
                    .isEmpty();
        }
        materialize(killed, NEVER, StoppingSink.End.FAIL);
        assertThat(content(killed)).isEqualTo(content(clean));
    }

    /** Many entities with several rows each, unsorted, so that a run writes several batches from several tasks. */
    private Path project(String name) throws IOException {
        Path project = folder.resolve(name);
        Files.createDirectories(project.resolve("features"));
        Files.writeString(project.resolve("tandem.yaml"), """
                project: killed
                as_of: 2026-03-02T12:00:00Z
                offline: {master: "local[2]", conf: {spark.sql.shuffle.partitions: 2}}
                """);
        Files.writeString(project.resolve("features/all.yaml"), """
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
        Files.write(project.resolve("counts.csv"), lines, StandardCharsets.UTF_8);
        try (Deployment deployment = deployment(project)) {
            deployment.registry().apply(deployment.registry().plan(deployment.writtenDefinitions()), "test");
        }
        return project;
    }

    private static Deployment deployment(Path project) {
        return new Deployment(new ConfigurationLoader(Map.of())
                .load(project.resolve(ConfigurationLoader.FILE_NAME), Map.of(), Map.of()));
    }

    private static long generation(Deployment deployment) {
        return deployment.state().stored("orders").generation();
    }

    static List<Materialized> materialize(Path project, int batches, StoppingSink.End end) {
        try (Deployment deployment = deployment(project)) {
            Materializer materializer = Materializer.of(
                    deployment.history(),
                    deployment.registry(),
                    target -> new StoppingSink(
                            new OnlineRowSink(
                                    deployment.onlineUrl(),
                                    deployment.project(),
                                    ViewTarget.of(deployment.state().definitions(), target),
                                    deployment.clock().instant()),
                            batches,
                            end),
                    deployment.clock());
            return materializer.run(materializer.plan(MaterializationRequest.incremental()));
        }
    }

    private static int killedAfter(Path project, int batches) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Djdk."))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                MaterializeUntilKilled.class.getName(),
                project.toString(),
                Integer.toString(batches)));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Every key and value, and whether it expires. */
    private static Map<String, String> content(Path project) {
        try (Deployment deployment = deployment(project)) {
            RedisClient client = RedisClient.create(deployment.onlineUrl());
            try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
                RedisCommands<byte[], byte[]> redis = connection.sync();
                Map<String, String> content = new TreeMap<>();
                for (byte[] key : redis.keys("*")) {
                    String value = HexFormat.of().formatHex(Objects.requireNonNull(redis.get(key)));
                    content.put(HexFormat.of().formatHex(key), value + (redis.pttl(key) > 0 ? " expires" : ""));
                }
                return content;
            } finally {
                client.shutdown();
            }
        }
    }
}
