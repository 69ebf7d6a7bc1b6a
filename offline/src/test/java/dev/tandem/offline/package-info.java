@NullMarked
package dev.tandem.offline;

import org.jspecify.annotations.NullMarked;
