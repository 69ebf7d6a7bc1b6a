/** How the feature log is laid out: servers write it, and whoever compares serving with training reads it. Names no engine. */
@NullMarked
package dev.tandem.log;

import org.jspecify.annotations.NullMarked;
