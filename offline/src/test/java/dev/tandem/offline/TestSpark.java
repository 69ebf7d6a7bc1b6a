package dev.tandem.offline;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark of the test JVM, started by the first test that needs it and stopped by the JVM's end. */
public final class TestSpark {
    private static final SparkSession SHARED = SparkSessions.start(
            "local[2]",
            Map.of(
                    "spark.sql.shuffle.partitions", "4",
                    "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
                    "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
                    "spark.databricks.delta.snapshotPartitions", "1"));

    private TestSpark() {}

    /** A session of its own for each test that asks. */
    public static SparkSession session() {
        return SparkSessions.pinned(SHARED);
    }
}
