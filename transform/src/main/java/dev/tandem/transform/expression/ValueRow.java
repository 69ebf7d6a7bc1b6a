package dev.tandem.transform.expression;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A source of values in the form in which Catalyst reads rows. Only what an expression asks for is read. Not thread-safe. */
public final class ValueRow extends GenericInternalRow {
    private static final long serialVersionUID = 1L;

    private final transient List<ValueType> types;
    private transient @Nullable ValueSource source;

    /** A row of values of these types. */
    public ValueRow(List<ValueType> types) {
        super(new Object[types.size()]);
        this.types = List.copyOf(types);
    }

    /** Reads from these values from now on. Returns this. */
    public ValueRow pointTo(ValueSource values) {
        this.source = values;
        return this;
    }

    /** Lets go of the values. */
    void forget() {
        this.source = null;
    }

    private ValueSource source() {
        return Objects.requireNonNull(source, "no row yet: call pointTo first");
    }

    @Override
    public boolean isNullAt(int ordinal) {
        return source().isNull(ordinal);
    }

    @Override
    public @Nullable Object genericGet(int ordinal) {
        return value(source(), ordinal, types.get(ordinal));
    }

    private static @Nullable Object value(ValueSource source, int index, ValueType type) {
        if (source.isNull(index)) {
            return null;
        }
        return switch (type.kind()) {
            case BOOL -> source.booleanAt(index);
            case INT32, DATE -> source.intAt(index);
            case INT64, TIMESTAMP -> source.longAt(index);
            case FLOAT32 -> source.floatAt(index);
            case FLOAT64 -> source.doubleAt(index);
            case DECIMAL -> Decimal.apply(source.decimalAt(index), type.precision(), type.scale());
            case STRING -> UTF8String.fromBytes(source.bytesAt(index));
            case BYTES -> source.bytesAt(index);
            case ARRAY -> elements(source.arrayAt(index), SparkTypes.elementOf(type));
        };
    }

    private static GenericArrayData elements(ValueSource array, ValueType element) {
        @Nullable Object[] elements = new Object[array.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = value(array, i, element);
        }
        return new GenericArrayData(elements);
    }

    /** The values of now, for an expression that keeps a row. */
    @Override
    public GenericInternalRow copy() {
        @Nullable Object[] copy = new Object[types.size()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = genericGet(i);
        }
        return new GenericInternalRow(copy);
    }
}
