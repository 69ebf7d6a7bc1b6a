@NullMarked
package dev.tandem.offline.window;

import org.jspecify.annotations.NullMarked;
