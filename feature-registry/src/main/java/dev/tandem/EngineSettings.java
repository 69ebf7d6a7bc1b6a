package dev.tandem;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings that change the value of an expression or the meaning of a time, pinned once for training and serving alike. They are
 * part of every view's hash, so a later version of Tandem that had to change one of them would show the change in {@code tandem plan}.
 */
public final class EngineSettings {
    /** Setting names are those of Spark SQL, whose rules Tandem follows on both sides. Sorted, so that its text form is stable. */
    public static final Map<String, String> PINNED = Collections.unmodifiableMap(new TreeMap<>(Map.of(
            "spark.sql.session.timeZone", "UTC",
            "spark.sql.ansi.enabled", "true",
            "spark.sql.caseSensitive", "true",
            "spark.sql.decimalOperations.allowPrecisionLoss", "true",
            "spark.sql.datetime.java8API.enabled", "true",
            "spark.sql.legacy.timeParserPolicy", "CORRECTED",
            "spark.sql.parquet.int96RebaseModeInRead", "CORRECTED",
            "spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED",
            "spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED",
            "spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")));

    private EngineSettings() {}
}
