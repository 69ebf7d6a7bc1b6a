package dev.tandem.offline.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one column holds. Immutable.
 *
 * @param name its name
 * @param type its type, as Spark writes it
 * @param counts how many values there are of each kind
 * @param numbers the distribution of its finite numbers; of a DATE those are days, of a TIMESTAMP microseconds, since 1970-01-01 UTC. Empty for
 *     other types, and when there is none
 * @param frequent the most frequent texts or truth values; whole numbers too, as long as all of them are known
 * @param distinct from which the number of different values is estimated, for merging; empty for arrays and bytes
 */
public record ColumnProfile(
        String name,
        String type,
        Counts counts,
        Optional<Numbers> numbers,
        Optional<Frequent> frequent,
        Optional<String> distinct) {
    /** Up to so many values, quantiles are exact. */
    public static final int EXACT = 1_024;

    /** Whether it holds texts or truth values, and some at least. */
    public boolean hasCategories() {
        return numbers.isEmpty() && frequent.isPresent();
    }

    /**
     * How many values there are.
     *
     * @param values those that are not null, whatever they are
     * @param nulls those that are null
     * @param nan those that are not a number
     * @param positiveInfinity those that are infinite
     * @param negativeInfinity those that are infinite, below zero
     * @param distinct how many different values: about, with a standard error of 1.6%, next to none for a few dozen; 0 for arrays and bytes
     */
    public record Counts(
            long values, long nulls, long nan, long positiveInfinity, long negativeInfinity, long distinct) {
        /** How many rows there are. */
        public long rows() {
            return values + nulls;
        }

        /** Values that are numbers neither infinite nor NaN, if the column holds numbers. */
        public long finite() {
            return values - nan - positiveInfinity - negativeInfinity;
        }

        /** The share of nulls, 0 for no rows. */
        public double nullRate() {
            return rows() == 0 ? 0 : (double) nulls / rows();
        }
    }

    /**
     * The distribution of numbers.
     *
     * @param mean the arithmetic mean
     * @param standardDeviation of the sample, 0 for a single value
     * @param min the least
     * @param max the greatest
     * @param quantiles by rank, from 0.01 to 0.99, the least value that this share of all does not exceed
     * @param sketch from which all quantiles can be had, and which can be merged
     */
    public record Numbers(
            double mean, double standardDeviation, double min, double max, List<Quantile> quantiles, String sketch) {
        private static final int BARS = 20;

        /** Copies the list. */
        public Numbers {
            quantiles = List.copyOf(quantiles);
        }

        /**
         * The distribution that the sketch holds.
         *
         * @throws ProfileException when it is damaged
         */
        public Distribution distribution() {
            return QuantileSketch.of(sketch).distribution();
        }

        /** Bins of equal width from min to max, each with the values above its start and up to its end, the first with min too. */
        public List<Bin> histogram() {
            Distribution distribution = distribution();
            List<Bin> bins = new java.util.ArrayList<>();
            long below = 0;
            double start = min;
            for (int i = 1; i <= BARS && (start < max || i == 1); i++) {
                double end = i == BARS || min == max ? max : min + (max / BARS - min / BARS) * i;
                long upTo = end == max ? distribution.count() : distribution.countUpTo(end);
                bins.add(new Bin(start, end, upTo - below));
                below = upTo;
                start = end;
            }
            return bins;
        }
    }

    /**
     * A value that a share of all values does not exceed.
     *
     * @param rank the share, from 0 to 1
     * @param value the least value of which that is true
     */
    public record Quantile(double rank, double value) {}

    /**
     * One bar of a histogram.
     *
     * @param from where it starts
     * @param to where it ends
     * @param count about how many values are in it
     */
    public record Bin(double from, double to, long count) {}

    /**
     * Values that occur often.
     *
     * @param counts by value, as text, most frequent first; very long texts are shortened and end in a hash of the whole
     * @param error by how much a count may be too low; 0: these are all values, and the counts are exact
     */
    public record Frequent(Map<String, Long> counts, long error) {
        /** Copies the counts, keeping their order. */
        public Frequent {
            counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        }
    }
}
