package dev.tandem.offline.training;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** What one column holds, in numbers. Not thread-safe. */
final class ColumnStatistics implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ValueHash hash;
    private final @Nullable ValueRange<?> range;
    private long nulls;
    private long digest;

    ColumnStatistics(DataType type) {
        this.hash = ValueHash.of(type);
        this.range = ValueRange.of(type).orElse(null);
    }

    void add(SpecializedGetters row, int ordinal) {
        if (row.isNullAt(ordinal)) {
            nulls++;
            return;
        }
        digest += hash.of(row, ordinal, TableStatistics.SEED);
        if (range != null) {
            range.add(row, ordinal);
        }
    }

    void merge(ColumnStatistics other) {
        nulls += other.nulls;
        digest += other.digest;
        if (range != null && other.range != null) {
            range.merge(other.range);
        }
    }

    long nulls() {
        return nulls;
    }

    /** The sum of the hashes of all values. */
    long digest() {
        return digest;
    }

    Optional<String> min() {
        return Optional.ofNullable(range).flatMap(ValueRange::min);
    }

    Optional<String> max() {
        return Optional.ofNullable(range).flatMap(ValueRange::max);
    }
}
