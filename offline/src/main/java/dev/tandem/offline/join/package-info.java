/** The point-in-time join: the algorithm, and its place among Spark's operators. */
@NullMarked
package dev.tandem.offline.join;

import org.jspecify.annotations.NullMarked;
