package dev.tandem.server;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column of a request, by row, in little space: numbers, dates, times and truths as the bits of a long, everything
 * else as an object. Filled by one thread, then only read.
 */
final class Column implements ValueSource {
    private final ValueType type;
    private final boolean asObjects;
    private final BitSet nulls = new BitSet();
    private long[] bits;
    private @Nullable Object[] objects;
    private int size;

    /**
     * @param type the type of every value
     * @param expected how many values will probably be added
     */
    Column(ValueType type, int expected) {
        this.type = type;
        this.asObjects = switch (type.kind()) {
            case DECIMAL, STRING, BYTES, ARRAY -> true;
            case BOOL, INT32, INT64, FLOAT32, FLOAT64, DATE, TIMESTAMP -> false;
        };
        this.bits = new long[asObjects ? 0 : expected];
        this.objects = new Object[asObjects ? expected : 0];
    }

    /** One row of the plainest value that the type has and that is not null. */
    static Column ofZero(ValueType type) {
        Column column = new Column(type, 1);
        if (column.asObjects) {
            column.add(
                    switch (type.kind()) {
                        case DECIMAL -> BigDecimal.ZERO;
                        case ARRAY -> ValueSource.of(List.of());
                        default -> new byte[0];
                    });
        } else {
            column.add(0);
        }
        return column;
    }

    ValueType type() {
        return type;
    }

    void addNull() {
        nulls.set(size);
        if (asObjects) {
            add(null);
        } else {
            add(0);
        }
    }

    void add(long value) {
        if (size == bits.length) {
            bits = Arrays.copyOf(bits, Math.max(8, size * 2));
        }
        bits[size++] = value;
    }

    /** Adds a byte[], BigDecimal or ValueSource, as the type asks for. */
    void add(@Nullable Object value) {
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, Math.max(8, size * 2));
        }
        objects[size++] = value;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean isNull(int row) {
        return nulls.get(row);
    }

    @Override
    public boolean booleanAt(int row) {
        return bits[row] != 0;
    }

    @Override
    public int intAt(int row) {
        return (int) bits[row];
    }

    @Override
    public long longAt(int row) {
        return bits[row];
    }

    @Override
    public float floatAt(int row) {
        return Float.intBitsToFloat((int) bits[row]);
    }

    @Override
    public double doubleAt(int row) {
        return Double.longBitsToDouble(bits[row]);
    }

    @Override
    public BigDecimal decimalAt(int row) {
        return (BigDecimal) object(row);
    }

    @Override
    public byte[] bytesAt(int row) {
        return (byte[]) object(row);
    }

    @Override
    public ValueSource arrayAt(int row) {
        return (ValueSource) object(row);
    }

    private Object object(int row) {
        return Objects.requireNonNull(objects[row], "the value is null: ask isNull first");
    }
}
