/** Drift: how far the values of features have moved from those that a model was trained on. */
@NullMarked
package dev.tandem.offline.drift;

import org.jspecify.annotations.NullMarked;
