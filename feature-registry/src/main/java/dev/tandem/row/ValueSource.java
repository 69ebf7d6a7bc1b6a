package dev.tandem.row;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values by position, read without boxing: a row of an engine, a packed row, or a list of objects. The caller knows each position's
 * type and asks with the method that fits it; asking a null or another type is the caller's defect and its outcome is not defined.
 */
public interface ValueSource {

    /** How many positions there are. */
    int size();

    /** Whether the value at {@code index} is null. */
    boolean isNull(int index);

    /** A BOOL. */
    boolean booleanAt(int index);

    /** An INT32, or a DATE as days since 1970-01-01. */
    int intAt(int index);

    /** An INT64, or a TIMESTAMP as microseconds since 1970-01-01T00:00:00Z. */
    long longAt(int index);

    /** A FLOAT32. */
    float floatAt(int index);

    /** A FLOAT64. */
    double doubleAt(int index);

    /** A DECIMAL, in the scale of its type. */
    BigDecimal decimalAt(int index);

    /** BYTES, or a STRING as UTF-8. The array belongs to the caller's eyes only: it must not be changed. */
    byte[] bytesAt(int index);

    /** The elements of an ARRAY. */
    ValueSource arrayAt(int index);

    /** Views a list of objects, each in its type's Java form (see {@link ValueType}), as a source of values. */
    static ValueSource of(List<? extends @Nullable Object> values) {
        return new ObjectValues(values);
    }

    /**
     * A view of some of the values.
     *
     * @param positions where each of them stands here, in the order wanted; not copied
     */
    default ValueSource picked(int... positions) {
        return new PickedValues(this, positions);
    }

    /** The value at {@code index} in its type's Java form, or null. */
    default @Nullable Object objectAt(int index, ValueType type) {
        if (isNull(index)) {
            return null;
        }
        return switch (type.kind()) {
            case BOOL -> booleanAt(index);
            case INT32 -> intAt(index);
            case INT64 -> longAt(index);
            case FLOAT32 -> floatAt(index);
            case FLOAT64 -> doubleAt(index);
            case DECIMAL -> decimalAt(index);
            case STRING -> new String(bytesAt(index), StandardCharsets.UTF_8);
            case BYTES -> bytesAt(index).clone();
            case DATE -> LocalDate.ofEpochDay(intAt(index));
            case TIMESTAMP -> Micros.instant(longAt(index));
            case ARRAY -> arrayAt(index).toObjects(elementOf(type));
        };
    }

    /** All values in the Java form of one type, as elements of an array are read. */
    default List<@Nullable Object> toObjects(ValueType type) {
        List<@Nullable Object> objects = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            objects.add(objectAt(i, type));
        }
        return objects;
    }

    private static ValueType elementOf(ValueType type) {
        ValueType element = type.element();
        if (element == null) {
            throw new IllegalArgumentException(type + " has no elements");
        }
        return element;
    }
}
