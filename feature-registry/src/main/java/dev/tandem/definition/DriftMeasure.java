package dev.tandem.definition;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure that says how far the values of a feature have moved from those that a model was trained on. Each is 0 when nothing has moved,
 * and grows with the difference.
 */
public enum DriftMeasure {
    /** The population stability index, over bins of the reference: 0.1 is usually called a small shift, 0.2 one to act upon. */
    PSI,
    /** The greatest distance between the two distribution functions of a number, from 0 to 1. */
    KOLMOGOROV_SMIRNOV,
    /** The Jensen-Shannon distance over the bins of {@link #PSI}, to base 2, from 0 to 1. */
    JENSEN_SHANNON,
    /** By how much the share of nulls has changed, from 0 to 1. */
    NULL_RATE,
    /** The share of values that the reference has never seen, of a text or truth value; from 0 to 1. */
    NEW_CATEGORIES;

    /** Its name in a definition, such as {@code null_rate}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The measure of that name, if there is one. */
    public static Optional<DriftMeasure> find(String key) {
        return Arrays.stream(values())
                .filter(measure -> measure.key().equals(key))
                .findFirst();
    }
}
