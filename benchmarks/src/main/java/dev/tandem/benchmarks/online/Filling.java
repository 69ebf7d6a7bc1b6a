package dev.tandem.benchmarks.online;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.Program;
import dev.tandem.benchmarks.RedisProcess;
import dev.tandem.online.FeatureRow;
import dev.tandem.online.OnlineSettings;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.ViewTarget;
import dev.tandem.online.ViewWriter;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Puts the same customers into both stores, unless they are there already. */
final class Filling {
    private static final int ROWS_AT_ONCE = 2_000;
    private static final long PATIENCE_SECONDS = 60;

    private Filling() {}

    /** Writes and applies the project, as its users do. Returns what was applied. */
    static RegistryState project(Path home, Path project) throws IOException, InterruptedException {
        Path registryFile = project.resolve(".tandem/registry.db");
        if (!Files.exists(registryFile)) {
            Files.createDirectories(project.resolve("features"));
            Files.writeString(project.resolve("tandem.yaml"), "project: %s\n".formatted(Customers.PROJECT));
            Files.writeString(project.resolve("features/customers.yaml"), Customers.definitions());
            Program.run(project, project.resolve("apply.log"), Program.tandem(home, "apply"));
        }
        try (Registry registry = Registry.open("jdbc:sqlite:" + registryFile, InstantSource.system())) {
            return registry.findLatest(Customers.PROJECT).orElseThrow();
        }
    }

    /** Through the writer that materialising and pushes use. */
    static void fillTandem(RedisProcess redis, RegistryState state, long customers) {
        if (redis.keys() == customers * Customers.VIEWS.size()) {
            return;
        }
        redis.flush();
        try (OnlineStore store = OnlineStore.connect(redis.uri(), Customers.PROJECT, OnlineSettings.DEFAULT)) {
            for (int view = 0; view < Customers.VIEWS.size(); view++) {
                int number = view;
                ViewTarget target = ViewTarget.of(state.definitions(), state.stored(Customers.VIEWS.get(view)));
                ViewWriter writer = ViewWriter.of(store, target, InstantSource.system());
                batches(customers).parallel().forEach(first -> {
                    long written = writer.push(rows(number, first, customers)).written();
                    if (written != Math.min(ROWS_AT_ONCE, customers - first)) {
                        throw new TandemException("Of customers from %d on only %d rows were written to view %s"
                                .formatted(first, written, target.view()));
                    }
                });
            }
        }
        redis.keep();
    }

    private static LongStream batches(long customers) {
        return LongStream.iterate(0, first -> first < customers, first -> first + ROWS_AT_ONCE);
    }

    private static List<FeatureRow> rows(int view, long first, long customers) {
        List<FeatureRow> rows = new ArrayList<>(ROWS_AT_ONCE);
        for (long customer = first; customer < Math.min(customers, first + ROWS_AT_ONCE); customer++) {
            byte[] key = Customers.key(customer).getBytes(StandardCharsets.UTF_8);
            rows.add(new FeatureRow(
                    ValueSource.of(List.of(key)),
                    Customers.eventTime(customer, view),
                    RowWriter.NO_CREATED_TIME,
                    Customers.source(Customers.values(customer, view))));
        }
        return rows;
    }

    /** A hash for each customer, sent without waiting for each answer. */
    static void fillPlain(RedisProcess redis, long customers) {
        if (redis.keys() == customers) {
            return;
        }
        redis.flush();
        RedisClient client = RedisClient.create(redis.uri());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            batches(customers).parallel().forEach(first -> {
                List<RedisFuture<Long>> written = new ArrayList<>(ROWS_AT_ONCE);
                for (long customer = first; customer < Math.min(customers, first + ROWS_AT_ONCE); customer++) {
                    Map<String, String> hash = Plain.hash(customer);
                    written.add(connection.async().hset(Plain.key(Customers.key(customer)), hash));
                }
                if (!LettuceFutures.awaitAll(PATIENCE_SECONDS, TimeUnit.SECONDS, written.toArray(RedisFuture[]::new))) {
                    throw new TandemException("Redis does not take hashes any more");
                }
            });
        } finally {
            client.shutdown();
        }
        redis.keep();
    }
}
