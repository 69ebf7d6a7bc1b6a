/** Skew: what was served, from the feature log, held against what training sees at the same instants, with a cause for each difference. */
@NullMarked
package dev.tandem.offline.skew;

import org.jspecify.annotations.NullMarked;
