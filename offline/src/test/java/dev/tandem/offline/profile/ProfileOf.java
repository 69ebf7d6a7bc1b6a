package dev.tandem.offline.profile;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Profiles of made-up columns, without Spark. */
public final class ProfileOf {
    private ProfileOf() {}

    /** The profile of a table of one column. */
    public static Profile column(String name, DataType type, List<?> values) {
        Profiling profiling = Profiling.of(new StructType().add(name, type));
        for (Object value : values) {
            Object internal = value instanceof String text ? UTF8String.fromString(text) : value;
            profiling.add(new GenericInternalRow(new Object[] {internal}));
        }
        return profiling.profile();
    }

    /** The same of DOUBLE values. */
    public static Profile numbers(List<Double> values) {
        return column("x", DataTypes.DoubleType, values);
    }

    /** The same of STRING values. */
    public static Profile texts(List<String> values) {
        return column("x", DataTypes.StringType, values);
    }
}
