/**
 * Expressions in Spark's grammar, compiled and evaluated by Spark's own Catalyst classes, without starting Spark: the one place outside
 * of the offline module that touches them. Training and serving run the same program of this package on their rows.
 */
@NullMarked
package dev.tandem.transform.expression;

import org.jspecify.annotations.NullMarked;
