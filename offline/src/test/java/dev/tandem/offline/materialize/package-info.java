@NullMarked
package dev.tandem.offline.materialize;

import org.jspecify.annotations.NullMarked;
