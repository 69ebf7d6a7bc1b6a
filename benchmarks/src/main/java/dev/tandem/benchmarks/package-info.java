/**
 * How fast Tandem is. Every figure stands beside a yardstick that was measured in the same run, taking turns with it, since absolute times
 * say little on shared machines.
 *
 * <p>A {@link dev.tandem.benchmarks.Suite} prepares data and lets {@link dev.tandem.benchmarks.Contestant}s race; its
 * {@link dev.tandem.benchmarks.Line}s are printed, kept as JSON, and make up the table of docs/performance.md.
 */
@NullMarked
package dev.tandem.benchmarks;

import org.jspecify.annotations.NullMarked;
