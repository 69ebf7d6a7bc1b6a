package dev.tandem.benchmarks;

/**
 * A quantity that a contestant's run gives.
 *
 * @param name what it is
 * @param unit in what it is counted
 */
public record Measure(String name, String unit) {
    /** How long a run took by the clock. */
    public static final Measure SECONDS = new Measure("time", "s");
    /** How long processors were busy with a run, in this process. */
    public static final Measure CPU_SECONDS = new Measure("processor time", "s");
    /** Requests or rows done in a second. */
    public static final Measure PER_SECOND = new Measure("throughput", "/s");
}
