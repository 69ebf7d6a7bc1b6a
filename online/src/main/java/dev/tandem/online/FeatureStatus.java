package dev.tandem.online;

/** What is known of one feature of one entity at the time of reading. */
public enum FeatureStatus {
    /** There is a value. */
    PRESENT,
    /** The entity has a row, and its value is null. */
    NULL_VALUE,
    /** The entity has no row that counts yet, its row lacks this feature, or no entity was named. */
    NOT_FOUND,
    /** The entity's row is older than the view's ttl; its value is not told. */
    OUTSIDE_MAX_AGE
}
