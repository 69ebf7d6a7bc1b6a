package dev.tandem.benchmarks.materialize;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.MadeProject;
import dev.tandem.benchmarks.Measure;
import dev.tandem.benchmarks.ProcessCost;
import dev.tandem.benchmarks.Race;
import dev.tandem.benchmarks.RedisProcess;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Spread;
import dev.tandem.benchmarks.Suite;
import dev.tandem.benchmarks.Target;
import dev.tandem.cli.Materializing;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.offline.materialize.Materialized;
import dev.tandem.offline.materialize.Materializer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * How fast the newest row of every entity comes from Parquet into Redis, beside {@code redis-cli --pipe} sending the same rows, packed
 * beforehand, as plain SET commands. Rows are counted as they are written: one an entity, though the source has two.
 */
public final class MaterializeSuite implements Suite {
    private static final Measure ROWS = new Measure("rows written", "rows/s");
    private static final Measure REDIS = new Measure("processor time of Redis", "s");
    private static final Measure CLIENT = new Measure("processor time of what writes", "s");

    private static final String TANDEM = "Tandem, first time";
    private static final String PIPE = "redis-cli --pipe";
    private static final String TANDEM_OVER_OLDER = "Tandem, over older rows";
    private static final String PIPE_OVER_OLDER = "redis-cli --pipe, over older rows";

    private static final long ENTITIES = 1_000_000;
    private static final int ROWS_OF_ENTITY = 2;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-01T00:00:00Z"));

    private static final String DEFINITIONS = """
            entities:
              customer: {keys: {customer: INT64}}
            sources:
              orders: {format: parquet, path: '%s', event_time: ordered_at}
            views:
              orders:
                entities: [customer]
                source: orders
                features: {amount: FLOAT64, discount: FLOAT64, tax: FLOAT64, weight: FLOAT64, distance: FLOAT64,
                  items: INT64, points: INT64, returns: INT64, city: STRING, first_order: BOOL}
            """;

    @Override
    public String name() {
        return "materialize";
    }

    @Override
    public String description() {
        return "the newest rows of a million entities, from Parquet into Redis";
    }

    @Override
    public void run(Setting setting, Findings findings) throws Exception {
        findings.add(name(), lines(setting));
    }

    private static List<Line> lines(Setting setting) throws Exception {
        long entities = setting.scaled(ENTITIES);
        Path source = setting.data().resolve("orders-%d-x%d.parquet".formatted(entities, ROWS_OF_ENTITY));
        try (MadeProject project = MadeProject.open(setting.data(), DEFINITIONS.formatted(source));
                RedisProcess redis = RedisProcess.start(setting.data().resolve("redis"))) {
            if (!Files.exists(source)) {
                setting.progress().accept("making " + source);
                generate(project.spark(), entities, source);
            }
            setting.progress().accept("packing the rows that redis-cli sends");
            RowCommands commands = RowCommands.make(project, "orders", source, setting.data());
            Materializer materializer =
                    Materializing.into(project.history(), project.registry(), redis.uri(), MadeProject.name(), CLOCK);
            Contestant.Work tandem = () -> materialize(materializer, entities);
            Contestant.Work pipe = () -> redis.pipe(commands.newest());
            for (Contestant.Work writing : List.of(pipe, tandem)) {
                redis.flush();
                writing.run();
                commands.check(redis, entities);
            }
            setting.progress().accept("both ways write the same %,d rows".formatted(entities));
            return lines(race(setting, redis, commands, tandem, pipe, entities), redis, commands, entities);
        }
    }

    private static void generate(SparkSession spark, long entities, Path file) {
        long rows = entities * ROWS_OF_ENTITY;
        spark.range(0, rows, 1, 8)
                .selectExpr(
                        "pmod(id * 1000003, %d) as customer".formatted(entities),
                        "timestamp_micros(1767225600000000 + pmod(id * 7919, %d) * %d) as ordered_at"
                                .formatted(rows, 30L * 86_400_000_000L / rows),
                        "pmod(xxhash64(id, 1), 1000000) / 100D as amount",
                        "pmod(xxhash64(id, 2), 100) / 100D as discount",
                        "pmod(xxhash64(id, 3), 100000) / 1000D as tax",
                        "pmod(xxhash64(id, 4), 100000) / 7D as weight",
                        "pmod(xxhash64(id, 5), 100000) / 3D as distance",
                        "pmod(xxhash64(id, 6), 20) as items",
                        "pmod(xxhash64(id, 7), 100000) as points",
                        "if(pmod(id, 10) = 0, null, pmod(xxhash64(id, 8), 5)) as returns",
                        "concat('city ', pmod(xxhash64(id, 9), 5000)) as city",
                        "pmod(xxhash64(id, 10), 2) = 0 as first_order")
                .write()
                .parquet(file.toString());
    }

    private static void materialize(Materializer materializer, long entities) {
        Materialized materialized = materializer
                .run(materializer.plan(MaterializationRequest.full()))
                .get(0);
        materialized.failure().ifPresent(failure -> {
            throw failure;
        });
        if (materialized.rows().written() != entities) {
            throw new TandemException("%,d rows were written, not %,d"
                    .formatted(materialized.rows().written(), entities));
        }
    }

    private static Race race(
            Setting setting,
            RedisProcess redis,
            RowCommands commands,
            Contestant.Work tandem,
            Contestant.Work pipe,
            long entities)
            throws Exception {
        Contestant.Work empty = redis::flush;
        Contestant.Work older = () -> {
            redis.flush();
            redis.pipe(commands.older());
        };
        return Race.run(
                List.of(
                        new Writing(PIPE, empty, pipe, redis, entities),
                        new Writing(TANDEM, empty, tandem, redis, entities),
                        new Writing(PIPE_OVER_OLDER, older, pipe, redis, entities),
                        new Writing(TANDEM_OVER_OLDER, older, tandem, redis, entities)),
                setting.rounds(),
                setting.progress());
    }

    private static List<Line> lines(Race race, RedisProcess redis, RowCommands commands, long entities)
            throws Exception {
        redis.flush();
        double none = redis.dataBytes();
        redis.pipe(commands.newest());
        double packed = (redis.dataBytes() - none) / entities;
        return List.of(
                Line.compared(
                        "materialise %,d entities x 10 features into an empty store".formatted(entities),
                        race,
                        ROWS,
                        TANDEM,
                        PIPE,
                        Target.atLeast(0.6)),
                Line.compared(
                        "the same over older rows of all entities",
                        race,
                        ROWS,
                        TANDEM_OVER_OLDER,
                        PIPE_OVER_OLDER,
                        null),
                Line.compared("processor time of Redis, empty store", race, REDIS, TANDEM, PIPE, null),
                Line.compared(
                        "processor time of Redis, over older rows",
                        race,
                        REDIS,
                        TANDEM_OVER_OLDER,
                        PIPE_OVER_OLDER,
                        null),
                Line.alone(
                        "processor time of Spark, %,d rows to %,d".formatted(entities * ROWS_OF_ENTITY, entities),
                        race.of(TANDEM, CLIENT),
                        "s",
                        null),
                Line.alone(
                        "memory of Redis for an entity, key and all",
                        new Spread(packed, packed, packed),
                        "bytes",
                        null),
                Line.alone(
                        "bytes of an entity on the way to Redis",
                        Spread.of(List.of((double) Files.size(commands.newest()) / entities)),
                        "bytes",
                        null));
    }

    /** One way of writing all rows. */
    private record Writing(String name, Contestant.Work before, Contestant.Work work, RedisProcess redis, long entities)
            implements Contestant {
        @Override
        public Map<Measure, Double> run() throws Exception {
            before.run();
            double redisBefore = redis.cost().cpuSeconds();
            double ended = ProcessCost.ofEndedChildren();
            ProcessCost own = ProcessCost.ofThisProcess();
            long start = System.nanoTime();
            work.run();
            double seconds = (System.nanoTime() - start) / 1e9;
            double client = ProcessCost.ofThisProcess().since(own).cpuSeconds() + ProcessCost.ofEndedChildren() - ended;
            return Map.of(
                    Measure.SECONDS,
                    seconds,
                    ROWS,
                    entities / seconds,
                    REDIS,
                    redis.cost().cpuSeconds() - redisBefore,
                    CLIENT,
                    client);
        }
    }
}
