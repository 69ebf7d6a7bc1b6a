/** What Tandem needs of Spark's inner parts, in a form that Java reads easily. */
@NullMarked
package dev.tandem.offline.engine;

import org.jspecify.annotations.NullMarked;
