package dev.tandem.offline.source;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Chooses the version of a Delta table before it is read. Otherwise each of several jobs would read the version that is newest when it
 * starts, and nobody could say afterwards which one that was. Delta itself is no dependency: it is found by Spark, and asked in SQL.
 */
final class DeltaTable {
    private static final String BY_NUMBER = "versionAsOf";
    private static final String BY_TIME = "timestampAsOf";

    private DeltaTable() {}

    /**
     * Adds to the options which version to read, unless they say so.
     *
     * @param name how SQL calls the table: {@code delta.`path`} or the name in a catalog
     * @return the version, or the time that chooses it
     */
    static Optional<String> choose(SparkSession session, String name, Map<String, String> options) {
        if (!options.containsKey(BY_NUMBER) && !options.containsKey(BY_TIME)) {
            long newest = session.sql("DESCRIBE HISTORY %s LIMIT 1".formatted(name))
                    .select("version")
                    .first()
                    .getLong(0);
            options.put(BY_NUMBER, Long.toString(newest));
        }
        return Optional.ofNullable(options.get(BY_NUMBER)).or(() -> Optional.ofNullable(options.get(BY_TIME)));
    }
}
