package dev.tandem.transform.expression;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.jspecify.annotations.Nullable;

/**
 * Some neighbouring columns of a row of Spark, or the elements of one of its arrays, read as a source of values without boxing. Made
 * once and pointed at row after row. Not thread-safe.
 */
public final class SparkValues implements ValueSource {
    private final List<ValueType> types;
    private final int first;
    private @Nullable SpecializedGetters row;

    /**
     * Views the columns that start at {@code first}.
     *
     * @param types the type of each column, whose Spark type must be the one that {@link SparkTypes#of} names
     * @param first the ordinal of the first column
     */
    public SparkValues(List<ValueType> types, int first) {
        this.types = types;
        this.first = first;
    }

    /** Reads from this row from now on. Returns this. */
    public SparkValues pointTo(SpecializedGetters newRow) {
        this.row = newRow;
        return this;
    }

    @Override
    public int size() {
        return types.size();
    }

    @Override
    public boolean isNull(int index) {
        return row().isNullAt(first + index);
    }

    @Override
    public boolean booleanAt(int index) {
        return row().getBoolean(first + index);
    }

    @Override
    public int intAt(int index) {
        return row().getInt(first + index);
    }

    @Override
    public long longAt(int index) {
        return row().getLong(first + index);
    }

    @Override
    public float floatAt(int index) {
        return row().getFloat(first + index);
    }

    @Override
    public double doubleAt(int index) {
        return row().getDouble(first + index);
    }

    @Override
    public BigDecimal decimalAt(int index) {
        ValueType type = types.get(index);
        return row().getDecimal(first + index, type.precision(), type.scale()).toJavaBigDecimal();
    }

    @Override
    public byte[] bytesAt(int index) {
        return types.get(index).kind() == ValueType.Kind.STRING
                ? row().getUTF8String(first + index).getBytes()
                : row().getBinary(first + index);
    }

    @Override
    public ValueSource arrayAt(int index) {
        ArrayData array = row().getArray(first + index);
        ValueType element = Objects.requireNonNull(types.get(index).element());
        return new SparkValues(Collections.nCopies(array.numElements(), element), 0).pointTo(array);
    }

    private SpecializedGetters row() {
        return Objects.requireNonNull(row, "no row yet: call pointTo first");
    }
}
