@NullMarked
package dev.tandem.offline.source;

import org.jspecify.annotations.NullMarked;
