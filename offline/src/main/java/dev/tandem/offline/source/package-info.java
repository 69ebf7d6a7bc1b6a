/** Reading sources: from a definition to rows whose keys, times and values have their declared types. */
@NullMarked
package dev.tandem.offline.source;

import org.jspecify.annotations.NullMarked;
