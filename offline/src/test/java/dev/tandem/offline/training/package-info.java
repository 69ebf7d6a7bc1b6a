@NullMarked
package dev.tandem.offline.training;

import org.jspecify.annotations.NullMarked;
