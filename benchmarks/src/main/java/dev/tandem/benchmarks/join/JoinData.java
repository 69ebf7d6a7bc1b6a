package dev.tandem.benchmarks.join;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Labels and the histories of views, made up by arithmetic, so that they are the same on every machine.
 *
 * <p>Each entity has the same number of rows, spread over a year; the files are in the order of time, as those of a source that grows. Each
 * label asks shortly after a row of its entity, and carries the time of that row as {@value #SEEN_AT}: a plain join on equal keys and times
 * then reads the same rows and gives the same rows as a point-in-time join. A few labels ask before anything is known.
 *
 * @param rows how many each view has
 * @param labels how many there are
 * @param entities how many the rows and labels tell of
 * @param hotTenths how many tenths of the rows, and of the labels, are those of one entity alone
 * @param views how many there are, over the same keys and times and with values of their own
 */
record JoinData(long rows, long labels, long entities, int hotTenths, int views) {
    static final String ENTITY = "entity";
    static final String TIME = "event_timestamp";
    static final String SEEN_AT = "seen_at";
    static final String EVENT_TIME = "event_time";

    private static final int FEATURES = 10;
    private static final long BEGIN = 1_356_998_400_000_000L; // 2013-01-01
    private static final long YEAR = 365L * 24 * 3600 * 1_000_000;
    private static final int TENTHS = 10;
    private static final long ROWS_IN_ONE_FILE = 1_250_000;
    /** Shuffles the entities within each round of theirs; a prime, and no divisor of a usual number of entities. */
    private static final long STRIDE = 7919;

    /** The columns that the labels bring. */
    static List<String> labelColumns() {
        return List.of("label_id", ENTITY, TIME, SEEN_AT, "outcome");
    }

    /** The feature columns of one view. */
    static List<String> features(int view) {
        return IntStream.range(0, FEATURES)
                .mapToObj(feature -> "v%d_f%d".formatted(view, feature))
                .toList();
    }

    /** The folder of its labels. */
    Path labels(Path folder) {
        return own(folder).resolve("labels");
    }

    /** The folder of a view's rows. */
    Path view(Path folder, int view) {
        return own(folder).resolve("view" + view);
    }

    private Path own(Path folder) {
        return folder.resolve(
                "rows%d-labels%d-entities%d-hot%d-views%d".formatted(rows, labels, entities, hotTenths, views));
    }

    /** Writes it as Parquet, unless it is there. */
    void write(SparkSession spark, Path folder) {
        Path done = own(folder).resolve("complete");
        if (Files.exists(done)) {
            return;
        }
        save(labelRows(spark), labels(folder));
        for (int view = 0; view < views; view++) {
            save(viewRows(spark, view), view(folder, view));
        }
        done.toFile().mkdir();
    }

    private static void save(Dataset<Row> rows, Path folder) {
        rows.write().mode(SaveMode.Overwrite).option("compression", "snappy").parquet(folder.toString());
    }

    /** Row i: entities take turns, the hot one (number 0) has the first of every ten rows, or as many as it should. */
    private Dataset<Row> viewRows(SparkSession spark, int view) {
        List<String> columns = new ArrayList<>(List.of(ENTITY, time() + " AS " + EVENT_TIME));
        for (int feature = 0; feature < FEATURES; feature++) {
            columns.add(value(feature).formatted("xxhash64(id, %dL)".formatted(view * FEATURES + feature)) + " AS "
                    + features(view).get(feature));
        }
        return spark.range(0, rows, 1, files(rows))
                .toDF()
                .selectExpr("id", hot("id") + " AS hot", cold("id") + " AS cold")
                .selectExpr(
                        "id",
                        "if(hot, 0L, 1L + cold %% %1$dL * %2$dL %% %1$dL) AS entity".formatted(entities, STRIDE),
                        "if(hot, id div %1$d * %2$d + id %% %1$d, cold div %3$dL) AS n"
                                .formatted(TENTHS, hotTenths, entities),
                        step("hot") + " AS step")
                .selectExpr(columns.toArray(String[]::new));
    }

    /** Label i asks about the n-th row of its entity, or about the time before the first (n = -1). */
    private Dataset<Row> labelRows(SparkSession spark) {
        return spark.range(0, labels, 1, files(labels * 2))
                .toDF()
                .selectExpr("id AS label_id", hot("id") + " AS hot", "xxhash64(id, -1L) AS random")
                .selectExpr(
                        "label_id",
                        "if(hot, 0L, 1L + pmod(xxhash64(random, 1L), %dL)) AS entity".formatted(entities),
                        "pmod(xxhash64(random, 2L), if(hot, %dL, %dL) + 1) - 1 AS n"
                                .formatted(hotRows(), coldRowsOfOne()),
                        step("hot") + " AS step",
                        "random")
                .selectExpr(
                        "label_id",
                        ENTITY,
                        "timestamp_micros(%s + pmod(xxhash64(random, 3L), step div 2)) AS %s".formatted(micros(), TIME),
                        "if(n < 0, NULL, %s) AS %s".formatted(time(), SEEN_AT),
                        value(0).formatted("xxhash64(random, 4L)") + " AS outcome");
    }

    private String hot(String id) {
        return "%s %% %d < %d".formatted(id, TENTHS, hotTenths);
    }

    /** The number of a row among those of all other entities. */
    private String cold(String id) {
        return "%1$s div %2$d * %3$d + %1$s %% %2$d - %4$d".formatted(id, TENTHS, TENTHS - hotTenths, hotTenths);
    }

    private long hotRows() {
        return rows / TENTHS * hotTenths;
    }

    /** How many rows each entity but the hot one has for certain. */
    private long coldRowsOfOne() {
        return Math.max(1, rows / TENTHS * (TENTHS - hotTenths) / entities);
    }

    /** The microseconds between two rows of an entity. */
    private String step(String hot) {
        return "if(%s, %dL, %dL)".formatted(hot, YEAR / (hotRows() + 1), YEAR / (coldRowsOfOne() + 1));
    }

    private static String time() {
        return "timestamp_micros(%s)".formatted(micros());
    }

    /** Row n is somewhere in the first half of the n-th step of its entity. */
    private static String micros() {
        return "%dL + n * step + pmod(xxhash64(entity, n), step div 2)".formatted(BEGIN);
    }

    /** Four measurements, two prices, two counts, a category, a yes or no. */
    private static String value(int feature) {
        return switch (feature) {
            case 0, 1, 2, 3 -> "shiftrightunsigned(%s, 11) * 1.1102230246251565E-16D";
            case 4, 5 -> "CAST(pmod(%s, 100000L) AS DOUBLE) / 100D";
            case 6, 7 -> "pmod(%s, 1000L)";
            case 8 -> "concat('category-', pmod(%s, 50L))";
            default -> "pmod(%s, 2L) = 0";
        };
    }

    private static int files(long rows) {
        return Math.toIntExact(rows / ROWS_IN_ONE_FILE + 1);
    }
}
