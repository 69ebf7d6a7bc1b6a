/** How fast rows come from their sources into the online store. */
@NullMarked
package dev.tandem.benchmarks.materialize;

import org.jspecify.annotations.NullMarked;
