/** Training sets: what features were known at the time of each label, with a manifest that says how they came about. */
@NullMarked
package dev.tandem.offline.training;

import org.jspecify.annotations.NullMarked;
