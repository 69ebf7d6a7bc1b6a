package dev.tandem.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Some days of the flights example, where a test is about all kinds of rows and not about all days of a year. */
final class FlightsPart {
    private static final Map<String, String> TIMES =
            Map.of("flights", "sched_dep_time", "weather", "time_hour", "labels", "event_timestamp");

    private FlightsPart() {}

    /** Leaves in a copy of the example what is not before one date and before another. Its tables are folders from now on, to which files can be added. */
    static void keep(SparkSession spark, Path home, String from, String before) throws IOException {
        for (Map.Entry<String, String> table : TIMES.entrySet()) {
            Path file = home.resolve("data/" + table.getKey() + ".parquet");
            Path whole = Files.move(file, home.resolve(table.getKey() + ".whole.parquet"));
            spark.read()
                    .parquet(whole.toString())
                    .where("%1$s >= '%2$s' AND %1$s < '%3$s'".formatted(table.getValue(), from, before))
                    .coalesce(1)
                    .write()
                    .parquet(file.toString());
        }
    }
}
