package dev.tandem.online;

import dev.tandem.row.ValueSource;

/**
 * What is known of one entity in one view, as of a moment. Features are counted in the view's order. Safe to share between threads: at
 * worst, two of them work out the same values.
 */
interface EntityFeatures {

    /** What is known of a feature. */
    FeatureStatus status(int feature);

    /** When what holds it became true, in microseconds since 1970; 0 when its status is {@link FeatureStatus#NOT_FOUND}. */
    long eventTime(int feature);

    /** Where it is from. */
    FeatureAnswer.Origin origin();

    /** Values, among them those of the features that are present. */
    ValueSource values();

    /** Where the value of a feature that is present stands in {@link #values}. */
    int position(int feature);
}
