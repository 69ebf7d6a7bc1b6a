/**
 * The packed row: how the values of one entity in one view become bytes, and which of two rows is the newer. Training and serving use
 * this one codec, so that a value cannot change its bits on the way.
 */
@NullMarked
package dev.tandem.row;

import org.jspecify.annotations.NullMarked;
