@NullMarked
package dev.tandem.offline.join;

import org.jspecify.annotations.NullMarked;
