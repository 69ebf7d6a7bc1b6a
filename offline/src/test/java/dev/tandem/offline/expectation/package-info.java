@NullMarked
package dev.tandem.offline.expectation;

import org.jspecify.annotations.NullMarked;
