package dev.tandem.registry;

import java.time.Instant;
import java.util.List;

/**
 * One comparison of what a service served with what training sees.
 *
 * @param service the service
 * @param from the first instant of the requests, in microseconds at the finest
 * @param to the instant before which the requests were answered
 * @param checkedAt when it was compared
 * @param rows how many rows of the feature log were compared
 * @param features what came out, in the order of the service
 */
public record SkewCheck(
        String service, Instant from, Instant to, Instant checkedAt, long rows, List<FeatureSkew> features) {

    /** Copies the list. */
    public SkewCheck {
        features = List.copyOf(features);
    }

    /** How many values were compared. */
    public long compared() {
        return features.stream()
                .mapToLong(feature -> feature.counts().compared())
                .sum();
    }

    /** How many of them are different. */
    public long different() {
        return features.stream()
                .mapToLong(feature -> feature.counts().different())
                .sum();
    }
}
