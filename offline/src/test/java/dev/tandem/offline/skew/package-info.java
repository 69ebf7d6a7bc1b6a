@NullMarked
package dev.tandem.offline.skew;

import org.jspecify.annotations.NullMarked;
