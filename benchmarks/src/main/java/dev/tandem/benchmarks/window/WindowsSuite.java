package dev.tandem.benchmarks.window;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.MadeProject;
import dev.tandem.benchmarks.Measure;
import dev.tandem.benchmarks.Race;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Suite;
import dev.tandem.benchmarks.Target;
import dev.tandem.definition.FeatureService;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.Manifest;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.offline.training.WhenPresent;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How fast windows over events are aggregated beside labels, Parquet to Parquet: five functions over four windows, beside Spark's own range
 * windows and a join with aggregation, over entities of even activity; and with one entity that has 30 % of events and labels.
 *
 * <p>Labels ask at multiples of five minutes and the view's resolution is five minutes, so that the edges of Tandem's windows, which are rounded
 * down to it, are those of the windows that the others compute. Amounts are whole numbers, so that sums in any order agree to the bit.
 */
public final class WindowsSuite implements Suite {
    private static final String TANDEM = "Tandem's windows";
    private static final String TRAIN = "tandem train, without the search for leaks";
    private static final String RANGE_WINDOWS = "Spark's range windows";
    private static final String RANGE_JOIN = "Spark's join by range, aggregated";
    private static final String WITH_SEARCH = "tandem train";
    private static final String HOT = "Tandem's windows, 30 % of all in one entity";
    private static final String TANDEM_BUSY = "Tandem's windows, busy entities";
    private static final String RANGE_WINDOWS_BUSY = "Spark's range windows, busy entities";

    private static final long EVENTS = 10_000_000;
    private static final long LABELS = 500_000;
    private static final long EVENTS_OF_ENTITY = 100;
    /** Busy entities have ten times as many, in a tenth of the amount of data, or Spark's windows would never end. */
    private static final long BUSY = 10;

    private static final long DAY = 86_400_000_000L;

    private static final String DEFINITIONS = """
            entities:
              customer: {keys: {customer: INT64}}
            sources:
              even: {format: parquet, path: '%s', event_time: happened_at, event_id: id, columns: {id: INT64, amount: FLOAT64}}
              hot: {format: parquet, path: '%s', event_time: happened_at, event_id: id, columns: {id: INT64, amount: FLOAT64}}
              busy: {format: parquet, path: '%s', event_time: happened_at, event_id: id, columns: {id: INT64, amount: FLOAT64}}
            views:
              even:
                entities: [customer]
                source: even
                resolution: 5m
                aggregations: &aggregations
                  - {function: sum, column: amount, windows: [1h, 1d, 7d, 30d]}
                  - {function: avg, column: amount, windows: [1h, 1d, 7d, 30d]}
                  - {function: count, column: amount, windows: [1h, 1d, 7d, 30d]}
                  - {function: min, column: amount, windows: [1h, 1d, 7d, 30d]}
                  - {function: max, column: amount, windows: [1h, 1d, 7d, 30d]}
              hot:
                entities: [customer]
                source: hot
                resolution: 5m
                aggregations: *aggregations
              busy:
                entities: [customer]
                source: busy
                resolution: 5m
                aggregations: *aggregations
            services:
              even: {features: [even]}
              hot: {features: [hot]}
              busy: {features: [busy]}
            """;

    /** Lengths of the windows by the ends of their features' names, in microseconds. */
    private static final Map<String, Long> WINDOWS =
            new TreeMap<>(Map.of("1h", DAY / 24, "1d", DAY, "7d", 7 * DAY, "30d", 30 * DAY));

    private static final List<String> FUNCTIONS = List.of("sum", "avg", "count", "min", "max");

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public String description() {
        return "five functions over four windows of ten million events, beside half a million labels";
    }

    @Override
    public void run(Setting setting, Findings findings) throws Exception {
        findings.add(name(), lines(setting));
    }

    private static List<Line> lines(Setting setting) throws Exception {
        long events = setting.scaled(EVENTS);
        long labels = setting.scaled(LABELS);
        WindowTables even = new WindowTables(setting.data().resolve("even-%d-%d".formatted(events, labels)));
        WindowTables hot = new WindowTables(setting.data().resolve("hot-%d-%d".formatted(events, labels)));
        WindowTables busy =
                new WindowTables(setting.data().resolve("busy-%d-%d".formatted(events / BUSY, labels / BUSY)));
        Path output = setting.data().resolve("output");
        try (MadeProject project = MadeProject.open(setting.data(), definitions(even, hot, busy))) {
            SparkSession spark = project.spark();
            even.makeIfMissing(spark, events, labels, "pmod(xxhash64(id), %d)".formatted(entities(events)), setting);
            hot.makeIfMissing(
                    spark,
                    events,
                    labels,
                    "if(pmod(xxhash64(id, 3), 10) < 3, 0, pmod(xxhash64(id), %d))".formatted(entities(events)),
                    setting);
            busy.makeIfMissing(
                    spark,
                    events / BUSY,
                    labels / BUSY,
                    "pmod(xxhash64(id), %d)".formatted(entities(events / BUSY / BUSY)),
                    setting);
            List<Contestant> contestants = List.of(
                    Contestant.timed(TANDEM, () -> windows(project.history(), "even", even, output)),
                    Contestant.timed(RANGE_WINDOWS, () -> write(rangeWindows(spark, even), output)),
                    Contestant.timed(RANGE_JOIN, () -> write(rangeJoin(spark, even), output)),
                    Contestant.timed(TRAIN, () -> train(project.history(), "even", even, output)),
                    Contestant.timed(WITH_SEARCH, () -> write(training(project.history(), "even", even), output)),
                    Contestant.timed(HOT, () -> windows(project.history(), "hot", hot, output)),
                    Contestant.timed(TANDEM_BUSY, () -> windows(project.history(), "busy", busy, output)),
                    Contestant.timed(RANGE_WINDOWS_BUSY, () -> write(rangeWindows(spark, busy), output)));
            check(setting, project, "even", even, output);
            check(setting, project, "busy", busy, output);
            Race race = Race.run(contestants, setting.rounds(), setting.progress());
            List<Line> lines = new ArrayList<>(lines(race, events, labels));
            lines.addAll(WindowsInLittleMemory.lines(setting, project, events / BUSY, labels / BUSY));
            return lines;
        }
    }

    static String definitions(WindowTables even, WindowTables hot, WindowTables busy) {
        return DEFINITIONS.formatted(even.events(), hot.events(), busy.events());
    }

    private static long entities(long events) {
        return Math.max(1, events / EVENTS_OF_ENTITY);
    }

    /** The windows beside the labels, and nothing else of a training set, as the yardsticks do. */
    private static void windows(History history, String service, WindowTables tables, Path output) {
        write(training(history, service, tables).rows(), output);
    }

    /** Without the search for leaks, which asks everything twice more. */
    static void train(History history, String service, WindowTables tables, Path output) {
        write(training(history, service, tables).withoutLeakageCheck(), output);
    }

    private static TrainingSet training(History history, String service, WindowTables tables) {
        FeatureService features = history.definitions().service(service);
        return TrainingSet.plan(history, features, Labels.file(tables.labels().toString()));
    }

    private static void write(TrainingSet training, Path output) {
        Manifest manifest =
                training.write(output.toString(), WhenPresent.OVERWRITE, InstantSource.system(), Progress.UNWATCHED);
        if (manifest.rows() == 0) {
            throw new TandemException("Nothing was written");
        }
    }

    private static void write(Dataset<Row> rows, Path output) {
        rows.write().mode("overwrite").parquet(output.resolve(Manifest.DATA).toString());
    }

    /** Events and labels in one table, a window function for each feature, and then the labels alone. */
    private static Dataset<Row> rangeWindows(SparkSession spark, WindowTables tables) {
        List<String> features = new ArrayList<>();
        List<String> frames = new ArrayList<>();
        WINDOWS.forEach((window, length) -> {
            frames.add("w%s as (partition by customer order by at range between %d preceding and current row)"
                    .formatted(window, length - 1));
            FUNCTIONS.forEach(function ->
                    features.add("%s(amount) over w%s as %s".formatted(function, window, feature(function, window))));
        });
        return spark.sql("""
                select label, customer, event_timestamp, %s from (
                  select label, customer, event_timestamp, %s from (
                    select null as label, customer, null as event_timestamp, unix_micros(happened_at) as at, amount from parquet.`%s`
                    union all
                    select label, customer, event_timestamp, unix_micros(event_timestamp) as at, null as amount from parquet.`%s`)
                  window %s)
                where label is not null
                """.formatted(
                names(), String.join(", ", features), tables.events(), tables.labels(), String.join(", ", frames)));
    }

    /** Each label beside the events of the longest window, aggregated for those of each. */
    private static Dataset<Row> rangeJoin(SparkSession spark, WindowTables tables) {
        List<String> features = new ArrayList<>();
        WINDOWS.forEach((window, length) -> FUNCTIONS.forEach(function -> features.add(
                "%s(case when e.happened_at > l.event_timestamp - interval '%d' second then amount end) as %s"
                        .formatted(function, length / 1_000_000, feature(function, window)))));
        return spark.sql("""
                select %s from (
                  select l.label, first(l.customer) as customer, first(l.event_timestamp) as event_timestamp, %s
                  from parquet.`%s` l left join parquet.`%s` e
                  on e.customer = l.customer and e.happened_at <= l.event_timestamp
                    and e.happened_at > l.event_timestamp - interval '30' day
                  group by l.label)
                """.formatted(
                        "label, customer, event_timestamp, " + names(),
                        String.join(", ", features),
                        tables.labels(),
                        tables.events()));
    }

    private static String feature(String function, String window) {
        return function + "_amount_" + window;
    }

    /** The features, in the order of the service. */
    private static String names() {
        List<String> names = new ArrayList<>();
        for (String function : FUNCTIONS) {
            for (String window : List.of("1h", "1d", "7d", "30d")) {
                names.add(feature(function, window));
            }
        }
        return String.join(", ", names);
    }

    private static void check(Setting setting, MadeProject project, String service, WindowTables tables, Path output) {
        SparkSession spark = project.spark();
        train(project.history(), service, tables, output);
        Dataset<Row> tandem = spark.read().parquet(output.resolve(Manifest.DATA).toString());
        compare(tandem, rangeWindows(spark, tables), RANGE_WINDOWS);
        compare(tandem, rangeJoin(spark, tables), RANGE_JOIN);
        setting.progress().accept("all ways give the same %,d rows".formatted(tandem.count()));
    }

    private static void compare(Dataset<Row> tandem, Dataset<Row> other, String name) {
        long differing =
                tandem.exceptAll(other).count() + other.exceptAll(tandem).count();
        if (differing > 0) {
            throw new TandemException("Tandem and %s differ in %,d rows".formatted(name, differing));
        }
    }

    private static List<Line> lines(Race race, long events, long labels) {
        String text = "4 windows x 5 functions beside %,d labels, of %,d events, ".formatted(labels, events);
        String few = text + EVENTS_OF_ENTITY + " an entity";
        String many = "the same, of %,d events, %,d an entity".formatted(events / BUSY, EVENTS_OF_ENTITY * BUSY);
        return List.of(
                Line.compared(few, race, Measure.SECONDS, TANDEM, RANGE_WINDOWS, Target.atMost(0.2)),
                Line.compared(few + ", processor time", race, Measure.CPU_SECONDS, TANDEM, RANGE_WINDOWS, null),
                Line.compared(few, race, Measure.SECONDS, TANDEM, RANGE_JOIN, null),
                Line.compared(many, race, Measure.SECONDS, TANDEM_BUSY, RANGE_WINDOWS_BUSY, Target.atMost(0.1)),
                Line.compared("a whole training set of these windows", race, Measure.SECONDS, TRAIN, TANDEM, null),
                Line.compared("the same with the search for leaks", race, Measure.SECONDS, WITH_SEARCH, TRAIN, null),
                Line.compared("30 % of events and labels in one entity", race, Measure.SECONDS, HOT, TANDEM, null));
    }
}
