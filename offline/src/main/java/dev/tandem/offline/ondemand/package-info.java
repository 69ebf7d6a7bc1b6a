/** Features that are computed from others, beside labels: by the evaluator that the server has. */
@NullMarked
package dev.tandem.offline.ondemand;

import org.jspecify.annotations.NullMarked;
