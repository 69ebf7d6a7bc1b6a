/**
 * How fast features are served: Tandem's server, started as its users do, beside web servers that answer constant bytes, beside Redis alone,
 * and beside a server as one writes it in an afternoon, all over the same million entities.
 */
@NullMarked
package dev.tandem.benchmarks.online;

import org.jspecify.annotations.NullMarked;
