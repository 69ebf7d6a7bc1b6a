package dev.tandem.transform.aggregate;

import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * A sum of numbers without any rounding, so that neither the order of the numbers nor the way in which partial sums are put together can
 * change a bit of it. It is rounded once, when it is read.
 *
 * <p><b>What.</b> One fixed-point number that is wide enough for every sum of doubles, of their squares, and of integers of up to 254 bits:
 * limbs of 32 bits, each in a {@code long}, as in the small superaccumulator of R. Neal, "Fast Exact Summation Using Small and Large
 * Superaccumulators" (2015). Limb i weighs 2^(32 i - {@value #POINT}). Only the limbs from the lowest to the highest one used so
 * far are held, three or four for most data.
 *
 * <p><b>Why it is right.</b> A number of 64 bits is cut at the limbs' borders into three parts of at most 32 bits, which are added to (or
 * subtracted from) the limbs they belong to. The upper half of each {@code long} takes the carries: {@link #additions} counts how often
 * any limb may have grown by 2^32, and before it reaches 2^30 the carries are moved on. So nothing is lost, and the number that the limbs
 * stand for is exact. Its bytes are those of the number, not of the limbs: sign, magnitude without leading and trailing zero
 * bytes, and the weight of the last byte. Equal sums therefore have equal bytes, however they came about.
 *
 * <p><b>Infinities and NaN</b> follow IEEE 754, and keep following it: once there is one, finite numbers do not matter any more.
 *
 * <p><b>Cost.</b> Three additions a number. A finite sum takes 1 byte and 1 to 2 for the weight beside its significant bytes: a sum of
 * small integers 3 or 4 bytes, whatever their type, sums of arbitrary doubles of about the same size 9 to 11, and never more than
 * {@value #MOST_BYTES} and 4.
 *
 * <p>Not thread-safe.
 */
final class ExactSum {
    /** Where the point stands, counted in bits from the right: a square of a double has bits down to 2^-2148. */
    private static final int POINT = 68 * 32;
    /** The longest magnitude: squares of doubles reach 2^2048, and 2^63 numbers may be added. */
    private static final int MOST_BYTES = (POINT + 2048 + 64 + 32) / 8;

    /** The lowest byte that a sum can have, as a power of 256. */
    private static final int LOWEST_WEIGHT = -POINT / Byte.SIZE;

    private static final int LIMB_BITS = 32;
    private static final int LIMB_BYTES = 4;
    private static final long LIMB = 0xFFFF_FFFFL;
    private static final int MOST_ADDITIONS = 1 << 30;

    private static final int EXPONENT_BIAS = 1075;
    private static final long FRACTION = (1L << 52) - 1;

    /** Sums of special values, which IEEE 754 adds in any order; 0 as long as there is none. */
    private double special;

    private long[] limbs = {};
    private int lowest;
    private int additions;

    void add(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7FF;
        if (exponent == 0x7FF) {
            special += value;
            return;
        }
        long fraction = bits & FRACTION;
        if (exponent == 0) {
            add(fraction, 1 - EXPONENT_BIAS, bits < 0);
        } else {
            add(fraction | (1L << 52), exponent - EXPONENT_BIAS, bits < 0);
        }
    }

    void addSquare(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7FF;
        if (exponent == 0x7FF) {
            special += value * value;
            return;
        }
        long fraction = exponent == 0 ? bits & FRACTION : (bits & FRACTION) | (1L << 52);
        addProduct(fraction, 2 * (Math.max(exponent, 1) - EXPONENT_BIAS));
    }

    void add(long value) {
        add(Math.abs(value), 0, value < 0); // of the smallest long, the magnitude is its bits, unsigned
    }

    void addSquare(long value) {
        addProduct(value, 0);
    }

    private void addProduct(long factor, int exponent) {
        add(factor * factor, exponent, false);
        add(Math.multiplyHigh(factor, factor), exponent + Long.SIZE, false);
    }

    void add(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            add(value.longValue());
            return;
        }
        byte[] magnitude = value.abs().toByteArray();
        addMagnitude(new ByteReader(magnitude), magnitude.length, 0, value.signum() < 0);
    }

    /** Adds or subtracts an unsigned number of 64 bits, the last of which weighs 2^{@code exponent}. */
    private void add(long magnitude, int exponent, boolean negative) {
        if (magnitude == 0) {
            return;
        }
        if (++additions >= MOST_ADDITIONS) {
            carry();
        }
        int position = exponent + POINT;
        int limb = position >> 5;
        int shift = position & 31;
        long low = (magnitude << shift) & LIMB;
        long middle = (magnitude >>> (LIMB_BITS - shift)) & LIMB;
        long high = (magnitude >>> LIMB_BITS) >>> (LIMB_BITS - shift);
        int at = hold(limb, limb + (high != 0 ? 3 : middle != 0 ? 2 : 1));
        if (negative) {
            low = -low;
            middle = -middle;
            high = -high;
        }
        limbs[at] += low;
        if (middle != 0) {
            limbs[at + 1] += middle;
        }
        if (high != 0) {
            limbs[at + 2] += high;
        }
    }

    /** Makes sure that the limbs from one to before another are held, and tells where the first is. */
    private int hold(int from, int to) {
        if (limbs.length == 0) {
            lowest = from;
            limbs = new long[to - from];
        } else if (from < lowest || to > lowest + limbs.length) {
            int first = Math.min(from, lowest);
            long[] wider = new long[Math.max(to, lowest + limbs.length) - first];
            System.arraycopy(limbs, 0, wider, lowest - first, limbs.length);
            limbs = wider;
            lowest = first;
        }
        return from - lowest;
    }

    void merge(ExactSum other) {
        special += other.special;
        if (other.limbs.length == 0) {
            return;
        }
        if (additions + (long) other.additions + 1 >= MOST_ADDITIONS) {
            carry();
            other.carry();
        }
        additions += other.additions + 1;
        int at = hold(other.lowest, other.lowest + other.limbs.length);
        for (int i = 0; i < other.limbs.length; i++) {
            limbs[at + i] += other.limbs[i];
        }
    }

    /** Moves carries on: afterwards all limbs but the highest hold 32 bits, and that the sign. */
    private void carry() {
        additions = 0;
        if (limbs.length == 0) {
            return;
        }
        int top = limbs.length - 1;
        for (int i = 0; i < top; i++) {
            limbs[i + 1] += limbs[i] >> LIMB_BITS;
            limbs[i] &= LIMB;
        }
        long carried = limbs[top];
        if (carried != (int) carried) {
            hold(lowest, lowest + top + 2);
            limbs[top] = carried & LIMB;
            limbs[top + 1] = carried >> LIMB_BITS;
        }
    }

    /** The sum's magnitude in limbs of 32 bits, from {@link #lowest} on; carries first. */
    private long[] magnitude(boolean negative) {
        long[] magnitude = limbs.clone();
        if (negative) {
            long borrowed = 0;
            for (int i = 0; i < magnitude.length; i++) {
                long limb = borrowed - magnitude[i];
                magnitude[i] = limb & LIMB;
                borrowed = limb >> LIMB_BITS;
            }
        }
        return magnitude;
    }

    private boolean isNegative() {
        return limbs.length > 0 && limbs[limbs.length - 1] < 0;
    }

    /** Whether the sum is neither infinite nor NaN. */
    boolean isFinite() {
        return special == 0;
    }

    /** The infinity or NaN that the sum is, where it is one. */
    double special() {
        return special;
    }

    /** The sum, rounded once; an exact zero is +0.0. */
    double rounded() {
        return quotient(1);
    }

    /**
     * The sum divided by a positive number, rounded once; an exact zero is +0.0. It is divided limb by limb, from the highest on, until three
     * limbs of the quotient, which hold 65 bits at least, are known, and whether anything is left.
     */
    double quotient(int divisor) {
        if (!isFinite()) {
            return special;
        }
        carry();
        boolean negative = isNegative();
        long[] magnitude = magnitude(negative);
        int at = magnitude.length - 1;
        long rest = 0;
        long leading = 0;
        while (at >= 0 && leading == 0) {
            long dividend = rest << LIMB_BITS | magnitude[at--];
            leading = dividend / divisor;
            rest = dividend % divisor;
        }
        if (leading == 0 && rest == 0) {
            return 0.0;
        }
        while (leading == 0) {
            long dividend = rest << LIMB_BITS;
            leading = dividend / divisor;
            rest = dividend % divisor;
            at--;
        }
        long[] next = new long[2];
        for (int i = 0; i < next.length; i++) {
            long dividend = rest << LIMB_BITS | (at >= 0 ? magnitude[at] : 0);
            next[i] = dividend / divisor;
            rest = dividend % divisor;
            at--;
        }
        boolean more = rest != 0;
        for (int i = at; i >= 0 && !more; i--) {
            more = magnitude[i] != 0;
        }
        int empty = Long.numberOfLeadingZeros(leading) - LIMB_BITS;
        long bits = (leading << LIMB_BITS | next[0]) << empty | next[1] >>> (LIMB_BITS - empty);
        more |= (next[1] & (LIMB >>> empty)) != 0;
        double rounded = Rounding.nearest(bits, more, (lowest + at + 2) * LIMB_BITS - empty - POINT);
        return negative ? -rounded : rounded;
    }

    /** The weight of the last bit of {@link #significand}, as a power of two. */
    int exponent() {
        return lowest * LIMB_BITS - POINT;
    }

    /** The exact sum, where it is finite, in units of 2^{@link #exponent}. */
    BigInteger significand() {
        carry();
        boolean negative = isNegative();
        long[] magnitude = magnitude(negative);
        byte[] bytes = new byte[magnitude.length * LIMB_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = byteAt(magnitude, i);
        }
        return new BigInteger(negative ? -1 : 1, bytes);
    }

    /** The exact sum of integers. */
    BigInteger integer() {
        return exponent() >= 0
                ? significand().shiftLeft(exponent())
                : significand().shiftRight(-exponent());
    }

    /** The exact sum of integers, where it is a long. */
    OptionalLong integerIfLong() {
        carry();
        if (limbs.length <= 2 && lowest == POINT / LIMB_BITS) {
            return OptionalLong.of(limbs.length == 1 ? limbs[0] : limbs[1] << LIMB_BITS | limbs[0]);
        }
        BigInteger exact = integer();
        return exact.bitLength() < Long.SIZE ? OptionalLong.of(exact.longValue()) : OptionalLong.empty();
    }

    private static byte byteAt(long[] magnitude, int index) {
        return (byte) (magnitude[index / LIMB_BYTES] >>> (index % LIMB_BYTES * Byte.SIZE));
    }

    /**
     * Writes the sum: a varint that is 0 for zero, 1 before one byte (0 for NaN, 1 and 2 for the infinities), or else twice the number of
     * bytes of the magnitude, and 1 more when it is negative; then the weight of its last byte as a power of 256, zigzag, and the
     * magnitude, most significant byte first.
     */
    void writeTo(ByteWriter out) {
        if (!isFinite()) {
            out.writeVarint(1);
            out.writeByte(Double.isNaN(special) ? 0 : special > 0 ? 1 : 2);
            return;
        }
        carry();
        boolean negative = isNegative();
        long[] magnitude = magnitude(negative);
        int from = 0;
        int to = magnitude.length * LIMB_BYTES;
        while (to > 0 && byteAt(magnitude, to - 1) == 0) {
            to--;
        }
        if (to == 0) {
            out.writeVarint(0);
            return;
        }
        while (byteAt(magnitude, from) == 0) {
            from++;
        }
        out.writeVarint(2L * (to - from) + (negative ? 1 : 0));
        out.writeZigzag(lowest * LIMB_BYTES + from + LOWEST_WEIGHT);
        for (int i = to - 1; i >= from; i--) {
            out.writeByte(byteAt(magnitude, i));
        }
    }

    /** Adds what {@link #writeTo} wrote. */
    void merge(ByteReader in) {
        long head = in.readVarint();
        if (head == 0) {
            return;
        }
        if (head == 1) {
            special += switch (in.readByte()) {
                case 0 -> Double.NaN;
                case 1 -> Double.POSITIVE_INFINITY;
                case 2 -> Double.NEGATIVE_INFINITY;
                default -> throw new CorruptRowException("a sum that is no number is none of the three there are");
            };
            return;
        }
        long weight = in.readZigzag();
        long length = head >>> 1;
        if (length > in.remaining() || weight < LOWEST_WEIGHT || weight > LOWEST_WEIGHT + MOST_BYTES - length) {
            throw new CorruptRowException("a sum of " + length + " bytes of weight " + weight);
        }
        boolean shortest = addMagnitude(in, (int) length, (int) weight * Byte.SIZE, (head & 1) == 1);
        if (!shortest) {
            throw new CorruptRowException("a sum is not in its shortest form");
        }
    }

    /** Adds or subtracts a magnitude, most significant byte first, and tells whether neither its first nor its last byte is 0. */
    private boolean addMagnitude(ByteReader in, int length, int exponent, boolean negative) {
        boolean shortest = true;
        for (int left = length; left > 0; ) {
            int count = Math.min(Long.BYTES, left);
            long part = in.readBigEndian(count);
            shortest &= left < length || (part >>> ((count - 1) * Byte.SIZE)) != 0;
            left -= count;
            shortest &= left > 0 || (part & 0xFF) != 0;
            add(part, exponent + left * Byte.SIZE, negative);
        }
        return shortest;
    }
}
