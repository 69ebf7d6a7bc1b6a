package dev.tandem.definition;

/**
 * A feature, and where it was written.
 *
 * @param place where somebody looks who reads of a mistake in it
 */
record WrittenFeature(Feature feature, Place place) {}
