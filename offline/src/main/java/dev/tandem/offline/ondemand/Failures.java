package dev.tandem.offline.ondemand;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.AccumulatorV2;
import org.jspecify.annotations.Nullable;

/**
 * On how many rows an expression failed, and why on one of them; kept apart by partition, so that a task that runs twice is counted once.
 * Read it on the driver after the action. Thread-safe as Spark's accumulators are.
 */
public final class Failures extends AccumulatorV2<Throwable, Long> {
    private static final long serialVersionUID = 1L;

    private final TreeMap<Integer, Seen> byPartition = new TreeMap<>();

    private record Seen(long rows, String example) implements Serializable {}

    /** A count that tasks of {@code context} may add to. */
    static Failures on(SparkContext context) {
        Failures failures = new Failures();
        context.register(failures);
        return failures;
    }

    @Override
    public synchronized boolean isZero() {
        return byPartition.isEmpty();
    }

    @Override
    public synchronized AccumulatorV2<Throwable, Long> copy() {
        Failures copy = new Failures();
        copy.byPartition.putAll(byPartition);
        return copy;
    }

    @Override
    public synchronized void reset() {
        byPartition.clear();
    }

    /** Called in a task, for a row. */
    @Override
    public synchronized void add(Throwable cause) {
        @Nullable Seen before = byPartition.get(TaskContext.getPartitionId());
        byPartition.put(
                TaskContext.getPartitionId(),
                before == null ? new Seen(1, text(cause)) : new Seen(before.rows + 1, before.example));
    }

    /** What Spark says first; what follows is advice on its settings and the text of the expression. */
    private static String text(Throwable cause) {
        return String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElseGet(() -> cause.getClass().getSimpleName());
    }

    @Override
    public synchronized void merge(AccumulatorV2<Throwable, Long> other) {
        byPartition.putAll(((Failures) other).byPartition);
    }

    /** How many rows failed. */
    @Override
    public synchronized Long value() {
        return byPartition.values().stream().mapToLong(Seen::rows).sum();
    }

    /** Why one of them did, of the first partition that has any. */
    public synchronized Optional<String> example() {
        return Optional.ofNullable(byPartition.firstEntry())
                .map(Map.Entry::getValue)
                .map(Seen::example);
    }
}
