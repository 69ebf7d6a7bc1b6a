/** The parity kit: projects made up from a seed, asked by both roads. */
@NullMarked
package dev.tandem.cli.parity;

import org.jspecify.annotations.NullMarked;
