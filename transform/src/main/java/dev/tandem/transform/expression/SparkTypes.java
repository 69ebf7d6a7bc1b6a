package dev.tandem.transform.expression;

import dev.tandem.definition.ValueType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/** The one Spark type in which each value type of Tandem is held. */
public final class SparkTypes {
    private static final List<ValueType> SIMPLE = List.of(
            ValueType.BOOL,
            ValueType.INT32,
            ValueType.INT64,
            ValueType.FLOAT32,
            ValueType.FLOAT64,
            ValueType.STRING,
            ValueType.BYTES,
            ValueType.DATE,
            ValueType.TIMESTAMP);

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

    /** The type whose values a Spark type holds, if there is one. */
    public static Optional<ValueType> find(DataType type) {
        if (type instanceof DecimalType decimal && decimal.scale() >= 0) {
            return Optional.of(ValueType.decimal(decimal.precision(), decimal.scale()));
        }
        if (type instanceof ArrayType array) {
            return find(array.elementType())
                    .filter(element -> element.kind() != ValueType.Kind.ARRAY)
                    .map(ValueType::array);
        }
        return SIMPLE.stream().filter(simple -> of(simple).equals(type)).findFirst();
    }

    /** The type of the elements of an ARRAY. */
    public static ValueType elementOf(ValueType array) {
        return Objects.requireNonNull(array.element(), "only an ARRAY has elements");
    }
}
