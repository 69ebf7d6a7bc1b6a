/** Windowed aggregations over history: beside labels, and as what is kept online. */
@NullMarked
package dev.tandem.offline.window;

import org.jspecify.annotations.NullMarked;
