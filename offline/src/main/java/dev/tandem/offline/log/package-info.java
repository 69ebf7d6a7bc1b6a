/** Where the feature log keeps what was served, for those who compare it with history. */
@NullMarked
package dev.tandem.offline.log;

import org.jspecify.annotations.NullMarked;
