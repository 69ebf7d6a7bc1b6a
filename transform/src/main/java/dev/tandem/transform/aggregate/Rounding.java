package dev.tandem.transform.aggregate;

import java.math.BigInteger;

/** From exact numbers to the nearest double, ties to even: one rounding, as IEEE 754 would do it. */
final class Rounding {
    private static final int SIGNIFICANT_BITS = 53;
    /** The weight of the last bit of a subnormal number. */
    private static final int SMALLEST_BIT = -1074;

    private Rounding() {}

    /**
     * The double nearest to a number that is not negative.
     *
     * @param bits unsigned, not 0: its leading bits, at least 55 of them unless that is all
     * @param more whether it is a little more than {@code bits} says, by less than the last of them
     * @param exponent the weight of the last of them, as a power of two
     */
    static double nearest(long bits, boolean more, int exponent) {
        int empty = Long.numberOfLeadingZeros(bits);
        long aligned = bits << empty;
        int top = exponent - empty + Long.SIZE - 1;
        int kept = Math.min(SIGNIFICANT_BITS, top - SMALLEST_BIT + 1);
        if (kept < 0) {
            return 0.0;
        }
        long number = kept == 0 ? 0 : aligned >>> (Long.SIZE - kept);
        long rest = kept == 0 ? aligned : aligned << kept;
        boolean half = rest == Long.MIN_VALUE && !more;
        if (rest < 0 && (!half || (number & 1) == 1)) {
            number++;
        }
        return Math.scalb((double) number, top - kept + 1);
    }

    /** The double nearest to {@code numerator / denominator * 2^exponent}; the denominator is positive. */
    static double quotient(BigInteger numerator, BigInteger denominator, int exponent) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        Ratio ratio = Ratio.of(numerator.abs(), denominator);
        double magnitude = nearest(ratio.bits, ratio.more, exponent + ratio.exponent);
        return numerator.signum() < 0 ? -magnitude : magnitude;
    }

    /**
     * The square root of {@code numerator / denominator * 2^exponent}, neither of them negative: of the double nearest to the quotient, save that
     * the quotient neither overflows nor loses bits where the root does not.
     */
    static double rootOfQuotient(BigInteger numerator, BigInteger denominator, int exponent) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        Ratio ratio = Ratio.of(numerator, denominator);
        int last = exponent + ratio.exponent;
        int half = last >> 1;
        return Math.scalb(Math.sqrt(nearest(ratio.bits, ratio.more, last - 2 * half)), half);
    }

    /** The 63 or 64 leading bits of a quotient, the weight of the last, and whether anything is left. */
    private record Ratio(long bits, boolean more, int exponent) {
        static Ratio of(BigInteger numerator, BigInteger denominator) {
            int shift = Long.SIZE - 1 - (numerator.bitLength() - denominator.bitLength());
            BigInteger[] parts = shift >= 0
                    ? numerator.shiftLeft(shift).divideAndRemainder(denominator)
                    : numerator.divideAndRemainder(denominator.shiftLeft(-shift));
            return new Ratio(parts[0].longValue(), parts[1].signum() != 0, -shift);
        }
    }
}
