package dev.tandem.benchmarks.join;

import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.Measure;
import dev.tandem.benchmarks.Race;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Suite;
import dev.tandem.benchmarks.Target;
import dev.tandem.offline.SparkSessions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * The point-in-time join, Parquet to Parquet, on two cores: 20 million rows of history, 10 features each, beside 2 million labels of 100
 * thousand entities, at scale 1.
 */
public final class JoinSuite implements Suite {
    private static final int CORES = 2;
    private static final long ROWS = 20_000_000;
    private static final long LABELS = 2_000_000;
    private static final long ENTITIES = 100_000;
    private static final long FEW_LABELS = 100_000;
    private static final int HOT_TENTHS = 3;
    private static final int MANY_VIEWS = 20;
    private static final int SOME_VIEWS = 5;
    /** The ways that take long join this part of the data, with as many rows to an entity, and run less often. */
    private static final int SLOW_PART = 4;

    private static final int SLOW_ROUNDS = 3;

    private static final Map<String, Part> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("history", JoinSuite::wholeHistory);
        PARTS.put("slow", JoinSuite::slowWays);
        PARTS.put("few", JoinSuite::fewLabels);
        PARTS.put("views", JoinSuite::manyViews);
    }

    private static final String TANDEM = "Tandem's join";
    private static final String TRAIN = "tandem train";
    private static final String EQUAL = "Spark's join on equal keys and times";
    private static final String DUCKDB = "DuckDB's ASOF join";
    private static final String RANGE = "range join and row_number";
    private static final String UNION = "union and window";

    @Override
    public String name() {
        return "join";
    }

    @Override
    public String description() {
        return "point-in-time join of 20M rows and 2M labels, beside Spark's ways and DuckDB's";
    }

    @Override
    public void run(Setting setting, Findings findings) throws Exception {
        try (SparkSession spark = spark()) {
            Rivals rivals = new Rivals(spark, setting);
            for (Map.Entry<String, Part> part : PARTS.entrySet()) {
                if (setting.includes(part.getKey())) {
                    findings.add(part.getKey(), part.getValue().lines(rivals));
                }
            }
        }
    }

    @Override
    public List<String> parts() {
        return List.copyOf(PARTS.keySet());
    }

    static SparkSession spark() {
        return SparkSessions.start("local[" + CORES + "]", Map.of("spark.sql.parquet.compression.codec", "snappy"));
    }

    /** Some lines, from data of their own. */
    private interface Part {
        List<Line> lines(Rivals rivals) throws Exception;
    }

    /** The contestants of one run of the suite. */
    private record Rivals(SparkSession spark, Setting setting) {

        Ways over(JoinData data) {
            setting.progress().accept("data: " + data);
            data.write(spark, setting.data());
            return new Ways(spark, data, setting.data());
        }

        Joining joining(String name, Ways ways, int views, Joining.Way way) {
            Path output = setting.data().resolve("out").resolve(name.replaceAll("[^A-Za-z0-9]+", "-"));
            return new Joining(name, way, ways.data(), views, output);
        }

        /** Races those that give the same rows; that they do is seen after the warming up. */
        Race race(int rounds, List<Joining> alike) throws Exception {
            return Race.run(alike, () -> Answer.requireEqual(alike, spark), rounds, setting.progress());
        }

        /** Runs one that shows what is right and takes no part in the race. */
        Joining witness(Joining joining) throws Exception {
            setting.progress().accept("for comparison, once: " + joining.name());
            joining.run();
            return joining;
        }
    }

    private static List<Line> wholeHistory(Rivals rivals) throws Exception {
        Setting setting = rivals.setting();
        Ways even =
                rivals.over(new JoinData(setting.scaled(ROWS), setting.scaled(LABELS), setting.scaled(ENTITIES), 0, 1));
        Ways skewed = rivals.over(
                new JoinData(setting.scaled(ROWS), setting.scaled(LABELS), setting.scaled(ENTITIES), HOT_TENTHS, 1));
        Joining tandem = rivals.joining(TANDEM, even, 1, output -> even.pointInTime(1, output));
        Joining hot = rivals.joining(TANDEM + ", a hot key", skewed, 1, output -> skewed.pointInTime(1, output));
        List<Joining> alike = List.of(
                tandem,
                rivals.joining(EQUAL, even, 1, output -> even.equalTimes(output)),
                rivals.joining(DUCKDB, even, 1, output -> even.duckDb(CORES, output)));
        Joining hotWitness =
                rivals.witness(rivals.joining(EQUAL + ", a hot key", skewed, 1, output -> skewed.equalTimes(output)));
        Race race = Race.run(
                Stream.concat(alike.stream(), Stream.of(hot)).toList(),
                () -> {
                    Answer.requireEqual(alike, rivals.spark());
                    Answer.requireEqual(List.of(hotWitness, hot), rivals.spark());
                },
                setting.rounds(),
                setting.progress());
        List<Line> lines = new ArrayList<>();
        String text = "point-in-time join, time";
        lines.add(Line.compared(text, race, Measure.SECONDS, TANDEM, EQUAL, Target.atMost(0.7)));
        lines.add(Line.compared("the same, processor time", race, Measure.CPU_SECONDS, TANDEM, EQUAL, null));
        lines.add(Line.compared(text, race, Measure.SECONDS, TANDEM, DUCKDB, Target.atMost(2)));
        lines.add(Line.compared("the same, processor time", race, Measure.CPU_SECONDS, TANDEM, DUCKDB, null));
        lines.add(Line.compared(
                "one entity with 30% of rows and labels, time",
                race, Measure.SECONDS, hot.name(), TANDEM, Target.atMost(1.2)));
        lines.add(Line.compared("the same, processor time", race, Measure.CPU_SECONDS, hot.name(), TANDEM, null));
        lines.addAll(JoinInLittleMemory.lines("point-in-time join", tandem, setting, rivals.spark()));
        lines.addAll(JoinInLittleMemory.lines("one entity with 30% of rows and labels", hot, setting, rivals.spark()));
        return lines;
    }

    private static List<Line> slowWays(Rivals rivals) throws Exception {
        Setting setting = rivals.setting();
        Ways ways = rivals.over(new JoinData(
                setting.scaled(ROWS / SLOW_PART),
                setting.scaled(LABELS / SLOW_PART),
                setting.scaled(ENTITIES / SLOW_PART),
                0,
                1));
        Race race = rivals.race(
                Math.min(setting.rounds(), SLOW_ROUNDS),
                List.of(
                        rivals.joining(TANDEM, ways, 1, output -> ways.pointInTime(1, output)),
                        rivals.joining(TRAIN, ways, 1, ways::train),
                        rivals.joining(UNION, ways, 1, ways::unionAndWindow),
                        rivals.joining(RANGE, ways, 1, ways::rangeAndRowNumber)));
        return List.of(
                Line.compared(
                        "point-in-time join of a quarter of the data, labels a second",
                        race,
                        Measure.PER_SECOND,
                        TANDEM,
                        RANGE,
                        Target.atLeast(5)),
                Line.compared(
                        "point-in-time join of a quarter of the data, labels a second",
                        race,
                        Measure.PER_SECOND,
                        TANDEM,
                        UNION,
                        Target.atLeast(2.3)),
                Line.compared(
                        "`tandem train` of a quarter of the data, statistics and checks included, time",
                        race,
                        Measure.SECONDS,
                        TRAIN,
                        TANDEM,
                        null));
    }

    private static List<Line> fewLabels(Rivals rivals) throws Exception {
        Setting setting = rivals.setting();
        Ways ways = rivals.over(
                new JoinData(setting.scaled(ROWS), setting.scaled(FEW_LABELS), setting.scaled(ENTITIES), 0, 1));
        Race race = rivals.race(
                setting.rounds(),
                List.of(
                        rivals.joining(TANDEM, ways, 1, output -> ways.pointInTime(1, output)),
                        rivals.joining(EQUAL, ways, 1, output -> ways.equalTimes(output)),
                        rivals.joining(DUCKDB, ways, 1, output -> ways.duckDb(CORES, output))));
        return List.of(
                Line.compared(
                        "point-in-time join of 100,000 labels, time",
                        race,
                        Measure.SECONDS,
                        TANDEM,
                        EQUAL,
                        Target.atMost(0.35)),
                Line.compared("the same, processor time", race, Measure.CPU_SECONDS, TANDEM, EQUAL, null),
                Line.compared(
                        "point-in-time join of 100,000 labels, time", race, Measure.SECONDS, TANDEM, DUCKDB, null));
    }

    private static List<Line> manyViews(Rivals rivals) throws Exception {
        Setting setting = rivals.setting();
        Ways ways = rivals.over(new JoinData(
                setting.scaled(ROWS / MANY_VIEWS), setting.scaled(LABELS), setting.scaled(ENTITIES), 0, MANY_VIEWS));
        List<Joining> contestants = Stream.of(1, SOME_VIEWS, MANY_VIEWS)
                .map(views ->
                        rivals.joining(views(TANDEM, views), ways, views, output -> ways.pointInTime(views, output)))
                .toList();
        String plain = EQUAL + ", view by view";
        setting.progress().accept("for comparison, once: " + plain);
        Answer answer = ways.answer();
        Race race = Race.run(
                contestants,
                () -> contestants.forEach(contestant -> answer.requireOf(contestant, plain, rivals.spark())),
                Math.min(setting.rounds(), SLOW_ROUNDS),
                setting.progress());
        return Stream.of(SOME_VIEWS, MANY_VIEWS)
                .map(views -> Line.compared(
                        "%d views on one key, a twentieth of the rows each, time per view".formatted(views),
                        race,
                        Joining.PER_VIEW,
                        views(TANDEM, views),
                        views(TANDEM, 1),
                        views == MANY_VIEWS ? Target.atMost(0.5) : null))
                .toList();
    }

    private static String views(String name, int views) {
        return views == 1 ? name + ", one view" : "%s, %d views".formatted(name, views);
    }
}
