@NullMarked
package dev.tandem.sdk.spark;

import org.jspecify.annotations.NullMarked;
