package dev.tandem.benchmarks;

import java.util.Map;

/** One way of doing the work that is measured. Used by one thread. */
public interface Contestant {
    /** What it is called in the table. */
    String name();

    /**
     * Does the work once.
     *
     * @return what it cost, by measure; the same measures each time
     * @throws Exception when the work failed, which ends the race
     */
    Map<Measure, Double> run() throws Exception;

    /** A contestant of which only the time counts: wall time, and that of the processors in this process. */
    static Contestant timed(String name, Work work) {
        return new Contestant() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Map<Measure, Double> run() throws Exception {
                ProcessCost before = ProcessCost.ofThisProcess();
                long start = System.nanoTime();
                work.run();
                double seconds = (System.nanoTime() - start) / 1e9;
                double busy = ProcessCost.ofThisProcess().since(before).cpuSeconds();
                return Map.of(Measure.SECONDS, seconds, Measure.CPU_SECONDS, busy);
            }
        };
    }

    /** Work that may fail. */
    interface Work {
        /** Does it once. */
        void run() throws Exception;
    }
}
