package dev.tandem.offline.profile;

import java.util.Arrays;

/** How numbers are distributed: some of them, in order, and how many of all each stands for. Immutable. */
public final class Distribution {
    /** Keeps a rank that is whole, but for the rounding of a product, from being taken for the next one. */
    private static final double ROUNDING = 1e-9;

    private final double[] numbers;
    /** The count up to each number, that one included. */
    private final long[] upTo;

    Distribution(double[] numbers, long[] weights) {
        this.numbers = numbers;
        this.upTo = weights.clone();
        Arrays.parallelPrefix(upTo, Long::sum);
    }

    /** How many numbers there are. */
    public long count() {
        return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
    }

    /** The numbers that are kept, ascending; between them nothing is known to change. */
    public double[] numbers() {
        return numbers.clone();
    }

    /** How many numbers are not above this one. */
    public long countUpTo(double number) {
        return countBefore(firstAbove(number));
    }

    /** How many numbers are below this one. */
    public long countBelow(double number) {
        return countBefore(firstNotBelow(number));
    }

    /**
     * The least number that a share of all does not exceed.
     *
     * @param share above 0, up to 1
     * @throws IllegalStateException when there are none
     */
    public double quantile(double share) {
        if (numbers.length == 0) {
            throw new IllegalStateException("nothing has no quantiles");
        }
        long wanted = (long) Math.ceil(share * count() - ROUNDING);
        int at = 0;
        while (at < numbers.length - 1 && upTo[at] < wanted) {
            at++;
        }
        return numbers[at];
    }

    private long countBefore(int index) {
        return index == 0 ? 0 : upTo[index - 1];
    }

    private int firstAbove(double number) {
        int low = 0;
        int high = numbers.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (numbers[middle] <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int firstNotBelow(double number) {
        int low = 0;
        int high = numbers.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (numbers[middle] < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
