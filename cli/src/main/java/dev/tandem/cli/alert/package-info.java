/** Tells others what happened: a webhook that gets each alert once. */
@NullMarked
package dev.tandem.cli.alert;

import org.jspecify.annotations.NullMarked;
