package dev.tandem.row;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Objects in their types' Java forms, read as a source of values. */
record ObjectValues(List<? extends @Nullable Object> values) implements ValueSource {

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public boolean isNull(int index) {
        return values.get(index) == null;
    }

    @Override
    public boolean booleanAt(int index) {
        return (Boolean) present(index);
    }

    @Override
    public int intAt(int index) {
        Object value = present(index);
        return value instanceof LocalDate date ? Math.toIntExact(date.toEpochDay()) : (Integer) value;
    }

    @Override
    public long longAt(int index) {
        Object value = present(index);
        return value instanceof Instant instant ? micros(instant, index) : (Long) value;
    }

    @Override
    public float floatAt(int index) {
        return (Float) present(index);
    }

    @Override
    public double doubleAt(int index) {
        return (Double) present(index);
    }

    @Override
    public BigDecimal decimalAt(int index) {
        return (BigDecimal) present(index);
    }

    @Override
    public byte[] bytesAt(int index) {
        Object value = present(index);
        return value instanceof String text ? utf8(text, index) : (byte[]) value;
    }

    @Override
    @SuppressWarnings("unchecked") // the Java form of an ARRAY is a List
    public ValueSource arrayAt(int index) {
        return new ObjectValues((List<? extends @Nullable Object>) present(index));
    }

    private static long micros(Instant instant, int index) {
        try {
            return Micros.of(instant);
        } catch (ArithmeticException tooFar) {
            throw new UnfitValueException(instant + " is more microseconds from 1970 than a TIMESTAMP holds", index);
        }
    }

    /** The text in UTF-8. Half a surrogate pair, which {@code getBytes} would make a question mark, is refused: two keys would become one. */
    private static byte[] utf8(String text, int index) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                    throw new UnfitValueException("its character " + i + " is half of a surrogate pair", index);
                }
                i++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Object present(int index) {
        return Objects.requireNonNull(values.get(index), "the value is null: ask isNull first");
    }
}
