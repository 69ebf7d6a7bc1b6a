/** How fast windows over events are aggregated beside labels. */
@NullMarked
package dev.tandem.benchmarks.window;

import org.jspecify.annotations.NullMarked;
