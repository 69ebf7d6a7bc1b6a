@NullMarked
package dev.tandem.transform.window;

import org.jspecify.annotations.NullMarked;
