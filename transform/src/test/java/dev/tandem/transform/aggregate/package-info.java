@NullMarked
package dev.tandem.transform.aggregate;

import org.jspecify.annotations.NullMarked;
