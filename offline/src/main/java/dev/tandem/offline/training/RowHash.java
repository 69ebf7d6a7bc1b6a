package dev.tandem.offline.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The 64-bit hash of the first columns of a row, in order, nulls included. */
record RowHash(List<ValueHash> columns) implements Serializable {

    /** The hash of the first {@code count} columns of rows of a schema. */
    static RowHash of(StructType schema, int count) {
        return new RowHash(Arrays.stream(schema.fields())
                .limit(count)
                .map(StructField::dataType)
                .map(ValueHash::of)
                .toList());
    }

    long of(SpecializedGetters row, long seed) {
        long hash = seed;
        for (int i = 0; i < columns.size(); i++) {
            hash = columns.get(i).ofNullable(row, i, hash);
        }
        return hash;
    }
}
