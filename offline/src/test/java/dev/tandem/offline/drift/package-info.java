@NullMarked
package dev.tandem.offline.drift;

import org.jspecify.annotations.NullMarked;
