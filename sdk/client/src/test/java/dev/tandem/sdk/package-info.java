@NullMarked
package dev.tandem.sdk;

import org.jspecify.annotations.NullMarked;
