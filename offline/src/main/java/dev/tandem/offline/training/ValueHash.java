package dev.tandem.offline.training;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.catalyst.util.ArrayData;
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
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;

/**
 * The 64-bit hash of a value of one type: xxHash64 of its bits. Values that differ in a bit differ here but for chance, -0.0 and 0.0
 * included; every NaN is one NaN. Spark's own hash function makes the two zeros one.
 */
@FunctionalInterface
interface ValueHash extends Serializable {
    /** What stands for a value that is null. */
    long NULL = 0x6e756c6cL;

    /** The hash of a value that is not null, going on from {@code seed}. */
    long of(SpecializedGetters row, int ordinal, long seed);

    /** The same for a value that may be null. */
    default long ofNullable(SpecializedGetters row, int ordinal, long seed) {
        return row.isNullAt(ordinal) ? XXH64.hashLong(NULL, seed) : of(row, ordinal, seed);
    }

    /** The hash for values of a type. */
    static ValueHash of(DataType type) {
        if (type instanceof BooleanType) {
            return (row, i, seed) -> XXH64.hashLong(row.getBoolean(i) ? 1 : 0, seed);
        } else if (type instanceof ByteType) {
            return (row, i, seed) -> XXH64.hashLong(row.getByte(i), seed);
        } else if (type instanceof ShortType) {
            return (row, i, seed) -> XXH64.hashLong(row.getShort(i), seed);
        } else if (type instanceof IntegerType || type instanceof DateType) {
            return (row, i, seed) -> XXH64.hashLong(row.getInt(i), seed);
        } else if (type instanceof FloatType) {
            return (row, i, seed) -> XXH64.hashLong(Float.floatToIntBits(row.getFloat(i)), seed);
        } else if (type instanceof DoubleType) {
            return (row, i, seed) -> XXH64.hashLong(Double.doubleToLongBits(row.getDouble(i)), seed);
        } else if (type instanceof DecimalType decimal) {
            return (row, i, seed) -> bytes(
                    row.getDecimal(i, decimal.precision(), decimal.scale())
                            .toJavaBigDecimal()
                            .unscaledValue()
                            .toByteArray(),
                    seed);
        } else if (type instanceof StringType) {
            return (row, i, seed) -> XXH64.hashUTF8String(row.getUTF8String(i), seed);
        } else if (type instanceof BinaryType) {
            return (row, i, seed) -> bytes(row.getBinary(i), seed);
        } else if (type instanceof ArrayType array) {
            ValueHash element = of(array.elementType());
            return (row, i, seed) -> elements(element, row.getArray(i), seed);
        } else if (type instanceof MapType map) {
            ValueHash key = of(map.keyType());
            ValueHash value = of(map.valueType());
            return (row, i, seed) -> elements(
                    value,
                    row.getMap(i).valueArray(),
                    elements(key, row.getMap(i).keyArray(), seed));
        } else if (type instanceof StructType struct) {
            RowHash fields = RowHash.of(struct, struct.size());
            return (row, i, seed) -> fields.of(row.getStruct(i, struct.size()), seed);
        }
        // Every other type that a file can hold (TIMESTAMP, TIMESTAMP_NTZ, TIME, intervals) is a long inside.
        return (row, i, seed) -> XXH64.hashLong(row.getLong(i), seed);
    }

    private static long bytes(byte[] bytes, long seed) {
        return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, seed);
    }

    private static long elements(ValueHash element, ArrayData array, long seed) {
        long hash = XXH64.hashLong(array.numElements(), seed);
        for (int i = 0; i < array.numElements(); i++) {
            hash = element.ofNullable(array, i, hash);
        }
        return hash;
    }
}
