package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Values of scalar types as whole numbers, or else as bytes, whose order is that of the values: false before true; numbers, dates and instants
 * ascending; for FLOAT32 and FLOAT64 the total order of {@link Double#compare}, in which -0.0 comes before 0.0 and NaN last; STRING by its
 * UTF-8 bytes, and BYTES, as unsigned bytes.
 */
final class Sortable {
    private static final int LONG_DECIMAL_DIGITS = 18;
    private static final int DECIMAL_BYTES = 16;

    private Sortable() {}

    /** Whether values of a type are held as numbers; otherwise as bytes. */
    static boolean isNumber(ValueType type) {
        return switch (type.kind()) {
            case BOOL, INT32, INT64, FLOAT32, FLOAT64, DATE, TIMESTAMP -> true;
            case DECIMAL -> type.precision() <= LONG_DECIMAL_DIGITS;
            case STRING, BYTES -> false;
            case ARRAY -> throw new IllegalArgumentException(type + " is not scalar");
        };
    }

    static long numberAt(ValueType type, ValueSource values, int column) {
        return switch (type.kind()) {
            case BOOL -> values.booleanAt(column) ? 1 : 0;
            case INT32, DATE -> values.intAt(column);
            case INT64, TIMESTAMP -> values.longAt(column);
            case FLOAT32 -> flipped(Float.floatToIntBits(values.floatAt(column)));
            case FLOAT64 -> flipped(Double.doubleToLongBits(values.doubleAt(column)));
            case DECIMAL -> digits(type, values, column).longValueExact();
            case STRING, BYTES, ARRAY -> throw new IllegalArgumentException(type + " is held as bytes");
        };
    }

    /** The bits of a float, or the float, as a number of the same order; its own inverse. */
    private static int flipped(int bits) {
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    /** The bits of a double, or the double, as a number of the same order; its own inverse. */
    private static long flipped(long bits) {
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /** The Java form of a value that is held as a number. */
    static Object ofNumber(ValueType type, long number) {
        return switch (type.kind()) {
            case BOOL -> number != 0;
            case INT32 -> (int) number;
            case INT64 -> number;
            case FLOAT32 -> Float.intBitsToFloat(flipped((int) number));
            case FLOAT64 -> Double.longBitsToDouble(flipped(number));
            case DECIMAL -> BigDecimal.valueOf(number, type.scale());
            case DATE -> LocalDate.ofEpochDay(number);
            case TIMESTAMP -> Micros.instant(number);
            case STRING, BYTES, ARRAY -> throw new IllegalArgumentException(type + " is held as bytes");
        };
    }

    /** Writes a number in as many bytes as suit its type. */
    static void writeNumber(ByteWriter out, ValueType type, long number) {
        switch (type.kind()) {
            case FLOAT32 -> out.writeBigEndian(number, Float.BYTES);
            case FLOAT64 -> out.writeBigEndian(number, Double.BYTES);
            default -> out.writeZigzag(number);
        }
    }

    /** @throws CorruptRowException when it is no number of a value of that type */
    static long readNumber(ByteReader in, ValueType type) {
        long number = switch (type.kind()) {
            case FLOAT32 -> (int) in.readBigEndian(Float.BYTES);
            case FLOAT64 -> in.readBigEndian(Double.BYTES);
            default -> in.readZigzag();
        };
        boolean fits = switch (type.kind()) {
            case BOOL -> number == 0 || number == 1;
            case INT32, DATE -> number == (int) number;
            case DECIMAL -> BigDecimal.valueOf(number).precision() <= type.precision();
            default -> true;
        };
        if (!fits) {
            throw new CorruptRowException(number + " is no " + type);
        }
        return number;
    }

    static byte[] bytesAt(ValueType type, ValueSource values, int column) {
        if (type.kind() != ValueType.Kind.DECIMAL) {
            return values.bytesAt(column);
        }
        byte[] digits = digits(type, values, column).toByteArray();
        byte[] sortable = new byte[DECIMAL_BYTES];
        Arrays.fill(sortable, 0, DECIMAL_BYTES - digits.length, (byte) (digits[0] < 0 ? -1 : 0));
        System.arraycopy(digits, 0, sortable, DECIMAL_BYTES - digits.length, digits.length);
        sortable[0] ^= Byte.MIN_VALUE;
        return sortable;
    }

    /** The Java form of a value that is held as bytes. */
    static Object ofBytes(ValueType type, byte[] bytes) {
        return switch (type.kind()) {
            case STRING -> new String(bytes, StandardCharsets.UTF_8);
            case BYTES -> bytes.clone();
            case DECIMAL -> {
                byte[] digits = bytes.clone();
                digits[0] ^= Byte.MIN_VALUE;
                yield new BigDecimal(new BigInteger(digits), type.scale());
            }
            default -> throw new IllegalArgumentException(type + " is held as a number");
        };
    }

    /** @throws CorruptRowException when they are no bytes of a value of that type */
    static byte[] readBytes(ByteReader in, ValueType type) {
        byte[] bytes = in.readSized();
        if (type.kind() == ValueType.Kind.DECIMAL
                && (bytes.length != DECIMAL_BYTES
                        || ((BigDecimal) ofBytes(type, bytes)).precision() > type.precision())) {
            throw new CorruptRowException(bytes.length + " bytes are no " + type);
        }
        return bytes;
    }

    private static BigInteger digits(ValueType type, ValueSource values, int column) {
        BigDecimal value = values.decimalAt(column);
        return value.scale() == type.scale()
                ? value.unscaledValue()
                : value.setScale(type.scale()).unscaledValue();
    }
}
