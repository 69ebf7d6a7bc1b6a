/** History: point-in-time correct training sets and materialisation, by Spark. */
@NullMarked
package dev.tandem.offline;

import org.jspecify.annotations.NullMarked;
