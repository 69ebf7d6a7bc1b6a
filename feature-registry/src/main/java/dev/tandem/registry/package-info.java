/** The registry: applied definitions as numbered states, what a change means for stored data, and the history of materialisation. */
@NullMarked
package dev.tandem.registry;

import org.jspecify.annotations.NullMarked;
