package dev.tandem.benchmarks;

import java.util.List;

/** Measurements that share their data. */
public interface Suite {
    /** By what it is asked for on the command line. */
    String name();

    /** What it measures, in a line. */
    String description();

    /** The parts that can run alone, by name, in the order of the table; one of the suite's own name when it is all or nothing. */
    default List<String> parts() {
        return List.of(name());
    }

    /**
     * Prepares the data, checks that all contestants give the same result, and measures.
     *
     * @param findings is given the figures of each part that the setting includes, as soon as these are all there
     * @throws Exception when something failed, which ends the benchmark
     */
    void run(Setting setting, Findings findings) throws Exception;

    /** Takes what a suite measured. */
    interface Findings {
        /** Takes all figures of one part. */
        void add(String part, List<Line> lines);
    }
}
