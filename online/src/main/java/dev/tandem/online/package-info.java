/** The present: the latest row of every entity, written newest-wins and read in one round trip. */
@NullMarked
package dev.tandem.online;

import org.jspecify.annotations.NullMarked;
