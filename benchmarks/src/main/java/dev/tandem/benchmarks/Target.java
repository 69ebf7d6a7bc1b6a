package dev.tandem.benchmarks;

/**
 * What a ratio, or a value that has no yardstick, should be.
 *
 * @param bound from which side
 * @param value the limit, which is good enough itself
 */
public record Target(Bound bound, double value) {
    /** From which side a target limits. */
    public enum Bound {
        /** More is better. */
        AT_LEAST,
        /** Less is better. */
        AT_MOST
    }

    /** More is better. */
    public static Target atLeast(double value) {
        return new Target(Bound.AT_LEAST, value);
    }

    /** Less is better. */
    public static Target atMost(double value) {
        return new Target(Bound.AT_MOST, value);
    }

    /** Whether a value is good enough. */
    public boolean isMetBy(double measured) {
        return bound == Bound.AT_LEAST ? measured >= value : measured <= value;
    }
}
