package dev.tandem.offline.profile;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
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

/** Hands the values of one type, none of them null, to the profile of their column. */
@FunctionalInterface
interface ValueReader {
    void read(SpecializedGetters row, int ordinal, ColumnProfiling into);

    /** The reader for a type; one that does nothing for types that are neither numbers, times, texts nor truth values. */
    static ValueReader of(DataType type) {
        if (type instanceof BooleanType) {
            return (row, i, into) -> into.addTruth(row.getBoolean(i));
        } else if (type instanceof ByteType) {
            return (row, i, into) -> into.addInteger(row.getByte(i));
        } else if (type instanceof ShortType) {
            return (row, i, into) -> into.addInteger(row.getShort(i));
        } else if (type instanceof IntegerType) {
            return (row, i, into) -> into.addInteger(row.getInt(i));
        } else if (type instanceof LongType) {
            return (row, i, into) -> into.addInteger(row.getLong(i));
        } else if (type instanceof FloatType) {
            return (row, i, into) -> into.addNumber(row.getFloat(i));
        } else if (type instanceof DoubleType) {
            return (row, i, into) -> into.addNumber(row.getDouble(i));
        } else if (type instanceof DecimalType decimal) {
            return (row, i, into) -> into.addNumber(
                    row.getDecimal(i, decimal.precision(), decimal.scale()).toDouble());
        } else if (type instanceof DateType) {
            return (row, i, into) -> into.addNumber(row.getInt(i));
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return (row, i, into) -> into.addNumber((double) row.getLong(i));
        } else if (type instanceof StringType) {
            return (row, i, into) -> into.addText(row.getUTF8String(i));
        }
        return (row, i, into) -> {};
    }
}
