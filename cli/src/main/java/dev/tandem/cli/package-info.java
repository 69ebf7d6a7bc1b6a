/** The {@code tandem} command: one class per command, and the only place where offline meets online. */
@NullMarked
package dev.tandem.cli;

import org.jspecify.annotations.NullMarked;
