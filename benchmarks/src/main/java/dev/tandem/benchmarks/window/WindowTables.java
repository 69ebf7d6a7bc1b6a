package dev.tandem.benchmarks.window;

import dev.tandem.benchmarks.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Events and labels, as Parquet files.
 *
 * @param folder where both lie
 */
record WindowTables(Path folder) {
    private static final long DAYS = 60;
    private static final long START = 1_767_225_600_000_000L;
    private static final long DAY = 86_400_000_000L;
    private static final long GRID = 300_000_000L;

    Path events() {
        return folder.resolve("events");
    }

    Path labels() {
        return folder.resolve("labels");
    }

    void makeIfMissing(SparkSession spark, long events, long labels, String customer, Setting setting) {
        if (Files.exists(folder)) {
            return;
        }
        setting.progress().accept("making " + folder);
        spark.range(0, events, 1, 8)
                .selectExpr(
                        "id",
                        customer + " as customer",
                        "timestamp_micros(%d + pmod(xxhash64(id, 1), %d)) as happened_at".formatted(START, DAYS * DAY),
                        "cast(pmod(xxhash64(id, 2), 1000) as double) as amount")
                .write()
                .parquet(events().toString());
        spark.range(0, labels, 1, 8)
                .selectExpr(
                        "id as label",
                        customer + " as customer",
                        "timestamp_micros(%d + pmod(xxhash64(id, 4), %d) * %d) as event_timestamp"
                                .formatted(START, DAYS * DAY / GRID, GRID))
                .write()
                .parquet(labels().toString());
    }
}
