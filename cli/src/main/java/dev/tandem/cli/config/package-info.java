/** What is in force, and where each value came from: flag, environment, {@code tandem.yaml} or default. */
@NullMarked
package dev.tandem.cli.config;

import org.jspecify.annotations.NullMarked;
