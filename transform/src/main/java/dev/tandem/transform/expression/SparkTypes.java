package dev.tandem.transform.expression;

import dev.tandem.definition.ValueType;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The one Spark type in which each value type of Tandem is held. */
public final class SparkTypes {
    private SparkTypes() {}

    /** The Spark type that holds values of {@code type}. */
    public static DataType of(ValueType type) {
        return switch (type.kind()) {
            case BOOL -> DataTypes.BooleanType;
            case INT32 -> DataTypes.IntegerType;
            case INT64 -> DataTypes.LongType;
            case FLOAT32 -> DataTypes.FloatType;
            case FLOAT64 -> DataTypes.DoubleType;
            case DECIMAL -> DataTypes.createDecimalType(type.precision(), type.scale());
            case STRING -> DataTypes.StringType;
            case BYTES -> DataTypes.BinaryType;
            case DATE -> DataTypes.DateType;
            case TIMESTAMP -> DataTypes.TimestampType;
            case ARRAY -> DataTypes.createArrayType(of(elementOf(type)), true);
        };
    }

    /** The type of the elements of an ARRAY. */
    public static ValueType elementOf(ValueType array) {
        return Objects.requireNonNull(array.element(), "only an ARRAY has elements");
    }
}
