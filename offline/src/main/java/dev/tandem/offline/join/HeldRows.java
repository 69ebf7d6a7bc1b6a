package dev.tandem.offline.join;

import org.apache.spark.sql.execution.ExternalAppendOnlyUnsafeRowArray;

/** Rows that wait where Spark can move them to disk. */
final class HeldRows {
    /** How many are held as objects before Spark's own memory takes them. */
    private static final int ROWS_HELD_AS_OBJECTS = 4096;

    private HeldRows() {}

    static ExternalAppendOnlyUnsafeRowArray empty() {
        return new ExternalAppendOnlyUnsafeRowArray(
                ROWS_HELD_AS_OBJECTS, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
    }
}
