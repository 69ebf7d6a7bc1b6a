package dev.tandem.registry;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the served values of one feature differ from what training sees at the same instants.
 *
 * @param feature its name in the service
 * @param counts how many values were compared, and what came out
 * @param causes how many of the differences have which cause; they add up to {@link Counts#different()}
 * @param error how far apart numbers are; empty when none differ, or the feature is no number
 */
public record FeatureSkew(String feature, Counts counts, Map<SkewCause, Long> causes, Optional<NumericError> error) {

    /**
     * What came out of comparing values. They are equal when all their bits are, every NaN being one NaN.
     *
     * @param compared how many values were compared
     * @param different how many of them are not equal, and not within the tolerance
     * @param tolerated how many are not equal, but within the tolerance
     * @param missingServed how many of the different ones are null as they were served
     * @param missingTrained how many of the different ones are null as training sees them
     */
    public record Counts(long compared, long different, long tolerated, long missingServed, long missingTrained) {
        /** How many are equal, bit for bit. */
        public long equal() {
            return compared - different - tolerated;
        }
    }

    /**
     * The distances |served - trained| of the numbers that are not equal and are both finite.
     *
     * @param p50 the median
     * @param p90 nine of ten are not greater
     * @param p99 99 of 100 are not greater
     * @param max the greatest
     */
    public record NumericError(double p50, double p90, double p99, double max) {}

    /** Copies the causes, in their order. */
    public FeatureSkew {
        Map<SkewCause, Long> copy = new EnumMap<>(SkewCause.class);
        copy.putAll(causes);
        causes = Collections.unmodifiableMap(copy);
    }
}
