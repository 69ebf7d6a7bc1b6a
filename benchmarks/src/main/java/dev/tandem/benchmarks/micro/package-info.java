/** Single steps of the hot paths, by JMH: nanoseconds each, without network, Redis or Spark around them. */
@NullMarked
package dev.tandem.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
