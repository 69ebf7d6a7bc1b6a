package dev.tandem.benchmarks;

import java.util.List;

/** Measurements that share their data. */
public interface Suite {
    /** By what it is asked for on the command line. */
    String name();

    /** What it measures, in a line. */
    String description();

    /** The parts that can run alone, by name; none when it is all or nothing. */
    default List<String> parts() {
        return List.of();
    }

    /**
     * Prepares the data, checks that all contestants give the same result, and measures.
     *
     * @throws Exception when something failed, which ends the benchmark
     */
    List<Line> run(Setting setting) throws Exception;
}
