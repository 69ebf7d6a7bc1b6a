/**
 * The feature log: a sample of what was answered, kept as Parquet, so that it can be compared later with what training would have seen. It
 * never fails a read nor slows one: what it cannot keep up with, it drops and counts.
 */
@NullMarked
package dev.tandem.server.log;

import org.jspecify.annotations.NullMarked;
