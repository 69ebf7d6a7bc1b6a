package dev.tandem.row;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;

/**
 * The packed row, version 1.
 *
 * <pre>
 *   offset  bytes  what
 *        0      1  format version, 1
 *        1      6  write time: milliseconds since 1970, unsigned, big-endian
 *        7      8  event time: microseconds since 1970, big-endian, sign bit flipped
 *       15      1  1 when a created time follows, else 0
 *       16  0 or 8  created time, as event time
 *        .      2  schema id, unsigned, big-endian
 *        .  (n+7)/8  null bitmap: bit i of byte i/8 is set when column i is null
 *        .      .  the values that are not null, in column order
 * </pre>
 *
 * <p><b>Order.</b> Everything that decides which row is newer stands together from offset 7 on, in a form that sorts as plain bytes do:
 * event time, created time (none before any), schema id, content. So the newer of two rows is the one whose bytes from {@link #ORDER}
 * are greater as unsigned bytes, and both the training job and the online store's script decide by that one comparison. The write time
 * stands before it and does not count: a replay is equal to what it repeats.
 *
 * <p><b>Values.</b> BOOL is one byte. INT32, INT64, DATE and TIMESTAMP are zigzag varints; so are the unscaled digits of a DECIMAL of up
 * to 18 digits. FLOAT32 and FLOAT64 are their IEEE 754 bits, big-endian, every NaN as the one canonical NaN, and -0.0 kept. STRING
 * (UTF-8), BYTES and the digits of wider DECIMALs have a varint length in front. An ARRAY is a varint count, a null bitmap and its
 * elements. Every value has one encoding only, so equal rows have equal bytes.
 */
final class RowFormat {
    static final int VERSION = 1;
    static final int WRITE_TIME = 1;
    static final int WRITE_TIME_BYTES = 6;
    /** Where the bytes begin that decide which row is newer. */
    static final int ORDER = WRITE_TIME + WRITE_TIME_BYTES;

    private static final int LONG_DECIMAL_DIGITS = 18;
    /** The bytes of the longest unscaled value of 38 digits. */
    private static final int LONGEST_DIGITS = 16;

    private static final int LARGEST_ARRAY = 1 << 28;

    private RowFormat() {}

    static int bitmapBytes(int count) {
        return (count + 7) >>> 3;
    }

    static void write(ByteWriter out, ValueType type, ValueSource values, int index) {
        switch (type.kind()) {
            case BOOL -> out.writeByte(values.booleanAt(index) ? 1 : 0);
            case INT32, DATE -> out.writeZigzag(values.intAt(index));
            case INT64, TIMESTAMP -> out.writeZigzag(values.longAt(index));
            case FLOAT32 -> out.writeBigEndian(Float.floatToIntBits(values.floatAt(index)), Float.BYTES);
            case FLOAT64 -> out.writeBigEndian(Double.doubleToLongBits(values.doubleAt(index)), Double.BYTES);
            case DECIMAL -> writeDecimal(out, type, values.decimalAt(index), index);
            case STRING, BYTES -> out.writeSized(values.bytesAt(index));
            case ARRAY -> writeArray(out, elementOf(type), values.arrayAt(index), index);
        }
    }

    private static void writeDecimal(ByteWriter out, ValueType type, BigDecimal value, int index) {
        BigInteger digits = digits(type, value, index);
        if (type.precision() <= LONG_DECIMAL_DIGITS) {
            out.writeZigzag(digits.longValueExact());
        } else {
            out.writeSized(digits.toByteArray());
        }
    }

    /** The unscaled value in the type's scale. Digits are counted before they are written out: 1e999999999 is short as text only. */
    private static BigInteger digits(ValueType type, BigDecimal value, int index) {
        if (value.scale() == type.scale() && value.precision() <= type.precision()) {
            return value.unscaledValue();
        }
        if (value.signum() == 0) {
            return BigInteger.ZERO;
        }
        BigDecimal shortest = value.stripTrailingZeros();
        if (shortest.scale() > type.scale()) {
            throw new UnfitValueException("it has " + shortest.scale() + " digits after the point", index);
        }
        long whole = (long) shortest.precision() - shortest.scale();
        if (whole > type.precision() - type.scale()) {
            throw new UnfitValueException("it has " + whole + " digits before the point", index);
        }
        return shortest.setScale(type.scale()).unscaledValue();
    }

    private static void writeArray(ByteWriter out, ValueType element, ValueSource elements, int index) {
        if (elements.size() > LARGEST_ARRAY) {
            throw new UnfitValueException("it has " + elements.size() + " elements", index);
        }
        out.writeVarint(elements.size());
        try {
            writeAll(out, i -> element, elements);
        } catch (UnfitValueException e) {
            throw e.inArrayAt(index);
        }
    }

    /** A null bitmap and the values that are not null. */
    static void writeAll(ByteWriter out, Types types, ValueSource values) {
        int bitmap = out.reserve(bitmapBytes(values.size()));
        for (int i = 0; i < values.size(); i++) {
            if (values.isNull(i)) {
                out.setBit(bitmap, i);
            } else {
                write(out, types.at(i), values, i);
            }
        }
    }

    /** The type at each position. */
    @FunctionalInterface
    interface Types {
        ValueType at(int index);
    }

    /** Walks over one value, checking everything that reading it relies on. */
    static void skip(ByteReader in, ValueType type) {
        switch (type.kind()) {
            case BOOL -> {
                if (in.readByte() > 1) {
                    throw new CorruptRowException("a BOOL is neither 0 nor 1");
                }
            }
            case INT32, DATE -> {
                if (in.readVarint() >>> Integer.SIZE != 0) {
                    throw new CorruptRowException("an " + type + " has more than 32 bits");
                }
            }
            case INT64, TIMESTAMP -> in.readVarint();
            case FLOAT32 -> in.skip(Float.BYTES);
            case FLOAT64 -> in.skip(Double.BYTES);
            case DECIMAL -> {
                if (type.precision() <= LONG_DECIMAL_DIGITS) {
                    in.readVarint();
                } else {
                    skipDigits(in);
                }
            }
            case STRING, BYTES -> in.skip(in.readLength());
            case ARRAY -> {
                ValueType element = elementOf(type);
                walk(in, i -> element, arrayCount(in), (i, offset) -> {});
            }
        }
    }

    private static void skipDigits(ByteReader in) {
        int length = in.readLength();
        if (length < 1 || length > LONGEST_DIGITS) {
            throw new CorruptRowException("a DECIMAL of " + length + " bytes");
        }
        in.skip(length);
    }

    /** Walks over a null bitmap and the values behind it: where each value starts, or -1 for a null. */
    static int[] offsets(ByteReader in, Types types, int count) {
        int[] offsets = new int[count];
        walk(in, types, count, (i, offset) -> offsets[i] = offset);
        return offsets;
    }

    /** Told of each value that a walk comes by. */
    @FunctionalInterface
    private interface Visitor {
        void visit(int index, int offset);
    }

    private static void walk(ByteReader in, Types types, int count, Visitor visitor) {
        int bitmap = in.position();
        in.skip(bitmapBytes(count));
        for (int i = count; i < bitmapBytes(count) * Byte.SIZE; i++) {
            if (in.bit(bitmap, i)) {
                throw new CorruptRowException("its null bitmap marks more than " + count + " values");
            }
        }
        for (int i = 0; i < count; i++) {
            if (in.bit(bitmap, i)) {
                visitor.visit(i, -1);
            } else {
                visitor.visit(i, in.position());
                skip(in, types.at(i));
            }
        }
    }

    /** Reads a decimal that {@link #skip} has walked over. */
    static BigDecimal readDecimal(ByteReader in, ValueType type) {
        BigInteger digits = type.precision() <= LONG_DECIMAL_DIGITS
                ? BigInteger.valueOf(in.readZigzag())
                : new BigInteger(in.readSized());
        BigDecimal value = new BigDecimal(digits, type.scale());
        if (value.precision() > type.precision()) {
            throw new CorruptRowException(value + " has more digits than a " + type);
        }
        return value;
    }

    /** Reads the number of elements of an array, which is bounded by the bytes that are left: each takes a bit of the null bitmap at least. */
    static int arrayCount(ByteReader in) {
        long count = in.readVarint();
        if (count < 0 || count > Math.min(in.remaining() * (long) Byte.SIZE, LARGEST_ARRAY)) {
            throw new CorruptRowException(
                    "an array of " + Long.toUnsignedString(count) + " elements in " + in.remaining() + " bytes");
        }
        return (int) count;
    }

    static ValueType elementOf(ValueType array) {
        return Objects.requireNonNull(array.element());
    }

    static int compareOrder(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, ORDER, a.length, b, ORDER, b.length);
    }
}
