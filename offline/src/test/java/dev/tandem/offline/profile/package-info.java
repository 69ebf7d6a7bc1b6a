@NullMarked
package dev.tandem.offline.profile;

import org.jspecify.annotations.NullMarked;
