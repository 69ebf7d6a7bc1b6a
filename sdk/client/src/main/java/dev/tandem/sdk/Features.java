package dev.tandem.sdk;

import java.time.Instant;
import java.util.Optional;

/**
 * The answer for one key, in a record of the caller's.
 *
 * @param values the caller's record
 * @param row the same answer, and what the record leaves out, by name
 * @param <F> the caller's record
 */
public record Features<F>(F values, FeatureRow row) {

    /**
     * What became of a feature.
     *
     * @param feature its name in the service
     * @throws BindingException when the answer has no such feature
     */
    public FeatureStatus status(String feature) {
        return row.status(feature);
    }

    /**
     * When the value of a feature became true; empty when there is no row for the entity.
     *
     * @param feature its name in the service
     * @throws BindingException when the answer has no such feature
     */
    public Optional<Instant> eventTime(String feature) {
        return row.eventTime(feature);
    }
}
