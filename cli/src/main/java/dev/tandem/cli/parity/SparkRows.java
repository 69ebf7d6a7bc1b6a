package dev.tandem.cli.parity;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.jspecify.annotations.Nullable;

/** Rows of Spark's as values in the Java forms of their types. */
final class SparkRows {
    private SparkRows() {}

    /** All values of a row. */
    static List<@Nullable Object> values(Row row) {
        List<@Nullable Object> values = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) {
            values.add(value(row, i));
        }
        return values;
    }

    /** One value of a row: what Spark hands out is the Java form already, save that arrays are Scala's. */
    static @Nullable Object value(Row row, int index) {
        boolean array = row.schema().apply(index).dataType() instanceof ArrayType;
        return array && !row.isNullAt(index) ? row.getList(index) : row.get(index);
    }
}
