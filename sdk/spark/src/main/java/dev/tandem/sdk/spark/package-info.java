/** The Java client for Spark jobs: training sets of the features in force. */
@NullMarked
package dev.tandem.sdk.spark;

import org.jspecify.annotations.NullMarked;
