/**
 * Windows over the events of one entity. {@link dev.tandem.transform.window.WindowPlan} says what a view aggregates;
 * {@link dev.tandem.transform.window.EntityWindows} is what is stored of one entity for serving;
 * {@link dev.tandem.transform.window.WindowPass} goes through one entity's history for training. Both put the same tiles together with the same
 * aggregators.
 */
@NullMarked
package dev.tandem.transform.window;

import org.jspecify.annotations.NullMarked;
