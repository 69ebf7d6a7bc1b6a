/** Materialising: the newest row of every entity, from the sources to the online store. {@link Materializer} is the way in. */
@NullMarked
package dev.tandem.offline.materialize;

import org.jspecify.annotations.NullMarked;
