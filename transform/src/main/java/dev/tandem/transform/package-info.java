/** How derived values are computed, for training and serving alike. */
@NullMarked
package dev.tandem.transform;

import org.jspecify.annotations.NullMarked;
