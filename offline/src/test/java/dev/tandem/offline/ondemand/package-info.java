@NullMarked
package dev.tandem.offline.ondemand;

import org.jspecify.annotations.NullMarked;
