package dev.tandem.offline.source;

import dev.tandem.definition.ValueType;
import dev.tandem.transform.expression.SparkTypes;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The type that a column was found to have, and which declared types it fits: its own, and wider ones that hold every one of its values
 * exactly.
 */
record FoundType(DataType type) {
    private static final int DIGITS_OF_BYTE = 3;
    private static final int DIGITS_OF_SHORT = 5;
    private static final int DIGITS_OF_INT = 10;
    private static final int DIGITS_OF_LONG = 19;

    /** Whether every value of this type is a value of the declared one. */
    boolean fits(ValueType declared) {
        return switch (declared.kind()) {
            case BOOL -> type instanceof BooleanType;
            case INT32 -> isInteger(Integer.BYTES);
            case INT64 -> isInteger(Long.BYTES);
            case FLOAT32 -> type instanceof FloatType || isInteger(Short.BYTES);
            case FLOAT64 -> type instanceof DoubleType || type instanceof FloatType || isInteger(Integer.BYTES);
            case DECIMAL -> fitsDecimal(declared);
            case STRING -> type instanceof StringType;
            case BYTES -> type instanceof BinaryType;
            case DATE -> type instanceof DateType;
            case TIMESTAMP -> type instanceof TimestampType || type instanceof TimestampNTZType;
            case ARRAY -> type instanceof ArrayType array && elementFits(array, SparkTypes.elementOf(declared));
        };
    }

    /** Elements are cast as they stand, which would not do for local times: these are read in the source's zone. */
    private static boolean elementFits(ArrayType array, ValueType declared) {
        return !(array.elementType() instanceof TimestampNTZType) && new FoundType(array.elementType()).fits(declared);
    }

    private boolean isInteger(int bytes) {
        return type instanceof ByteType
                || (type instanceof ShortType && bytes >= Short.BYTES)
                || (type instanceof IntegerType && bytes >= Integer.BYTES)
                || (type instanceof LongType && bytes >= Long.BYTES);
    }

    private boolean fitsDecimal(ValueType declared) {
        int whole = declared.precision() - declared.scale();
        if (type instanceof DecimalType decimal) {
            return decimal.scale() <= declared.scale() && decimal.precision() - decimal.scale() <= whole;
        }
        return (type instanceof ByteType && whole >= DIGITS_OF_BYTE)
                || (type instanceof ShortType && whole >= DIGITS_OF_SHORT)
                || (type instanceof IntegerType && whole >= DIGITS_OF_INT)
                || (type instanceof LongType && whole >= DIGITS_OF_LONG);
    }

    /** The narrowest value type that this type fits, if there is one. */
    Optional<ValueType> valueType() {
        if (type instanceof DecimalType decimal) {
            return decimal.scale() < 0 || decimal.scale() > decimal.precision()
                    ? Optional.empty()
                    : Optional.of(ValueType.decimal(decimal.precision(), decimal.scale()));
        }
        if (type instanceof ArrayType array) {
            return new FoundType(array.elementType())
                    .valueType()
                    .filter(element -> element.kind() != ValueType.Kind.ARRAY && elementFits(array, element))
                    .map(ValueType::array);
        }
        return Stream.of(
                        ValueType.BOOL,
                        ValueType.INT32,
                        ValueType.INT64,
                        ValueType.FLOAT32,
                        ValueType.FLOAT64,
                        ValueType.STRING,
                        ValueType.BYTES,
                        ValueType.DATE,
                        ValueType.TIMESTAMP)
                .filter(this::fits)
                .findFirst();
    }

    /** The type as Spark SQL writes it. */
    @Override
    public String toString() {
        return type.sql().toUpperCase(Locale.ROOT);
    }
}
