@NullMarked
package dev.tandem.cli.config;

import org.jspecify.annotations.NullMarked;
