/** The parity law, put to the proof: the same questions by the road of training and by that of serving, and the answers compared. */
@NullMarked
package dev.tandem.cli.parity;

import org.jspecify.annotations.NullMarked;
