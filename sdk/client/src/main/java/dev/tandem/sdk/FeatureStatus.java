package dev.tandem.sdk;

/** What became of one feature of one entity. Only with {@link #PRESENT} is there a value. */
public enum FeatureStatus {
    /** There is a value. */
    PRESENT,
    /** There is a row for this entity, and its value is null. */
    NULL_VALUE,
    /** There is no row for this entity, or a part of its key is null. */
    NOT_FOUND,
    /** There is a row, older than the view's time to live; its value does not count any more. */
    OUTSIDE_MAX_AGE
}
