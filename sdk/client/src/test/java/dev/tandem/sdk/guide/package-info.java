/** The programs of {@code docs/sdk.md}, as a user of the client would write them: with its public types alone. */
@NullMarked
package dev.tandem.sdk.guide;

import org.jspecify.annotations.NullMarked;
