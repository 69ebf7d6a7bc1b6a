@NullMarked
package dev.tandem.cli.alert;

import org.jspecify.annotations.NullMarked;
