/**
 * The aggregate functions. Each turns events into a small state, states into one, and that into a value; training and serving use the
 * same, so the bits agree. None depends on the order in which events or states come. {@code docs/aggregations.md} tells what each gives.
 */
@NullMarked
package dev.tandem.transform.aggregate;

import org.jspecify.annotations.NullMarked;
