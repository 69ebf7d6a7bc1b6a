/** Profiles: what the columns of a table hold, in figures and in sketches that can be merged. */
@NullMarked
package dev.tandem.offline.profile;

import org.jspecify.annotations.NullMarked;
