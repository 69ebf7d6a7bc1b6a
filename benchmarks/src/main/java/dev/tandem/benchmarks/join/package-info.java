/** The point-in-time join beside other ways to the same rows. */
@NullMarked
package dev.tandem.benchmarks.join;

import org.jspecify.annotations.NullMarked;
