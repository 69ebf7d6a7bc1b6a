package dev.tandem.registry;

import dev.tandem.definition.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * One comparison of what a service serves with what a model was trained on.
 *
 * @param service the service
 * @param reference what it was compared with: a name that stays the same as long as it does, such as the digest of a training set
 * @param window what was compared: a name that no other window of the service has, such as an interval of time
 * @param checkedAt when
 * @param features what came out, in the order of the service
 */
public record DriftCheck(
        String service, String reference, String window, Instant checkedAt, List<FeatureDrift> features) {

    /** Copies the list. */
    public DriftCheck {
        features = List.copyOf(features);
    }

    /** The worst verdict of all features. */
    public Verdict verdict() {
        return features.stream().map(FeatureDrift::verdict).reduce(Verdict.OK, Verdict::or);
    }
}
