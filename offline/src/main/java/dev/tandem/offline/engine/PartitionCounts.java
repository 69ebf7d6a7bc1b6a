package dev.tandem.offline.engine;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.AccumulatorV2;
import org.jspecify.annotations.Nullable;

/**
 * A count that Spark's tasks add to, of rows or of failures, kept apart by partition, so that a task that runs twice (a retry, a speculative
 * copy, a stage computed again) is counted once. Read it on the driver after the action. Thread-safe as Spark's accumulators are.
 */
public final class PartitionCounts extends AccumulatorV2<Long, Long> {
    private static final long serialVersionUID = 1L;

    private final TreeMap<Integer, Tally> byPartition = new TreeMap<>();

    private record Tally(long count, @Nullable String example) implements Serializable {}

    /** A count that tasks of {@code context} may add to. */
    public static PartitionCounts on(SparkContext context) {
        PartitionCounts counts = new PartitionCounts();
        context.register(counts);
        return counts;
    }

    @Override
    public synchronized boolean isZero() {
        return byPartition.isEmpty();
    }

    @Override
    public synchronized AccumulatorV2<Long, Long> copy() {
        PartitionCounts copy = new PartitionCounts();
        copy.byPartition.putAll(byPartition);
        return copy;
    }

    @Override
    public synchronized void reset() {
        byPartition.clear();
    }

    /** Called in a task: adds to the count of its partition. */
    @Override
    public synchronized void add(Long count) {
        int partition = TaskContext.getPartitionId();
        @Nullable Tally before = byPartition.get(partition);
        byPartition.put(
                partition, before == null ? new Tally(count, null) : new Tally(before.count + count, before.example));
    }

    /** Called in a task: counts a failure, and keeps why it was if it is the first of its partition. */
    public synchronized void addFailure(Throwable cause) {
        int partition = TaskContext.getPartitionId();
        @Nullable Tally before = byPartition.get(partition);
        byPartition.put(
                partition, before == null ? new Tally(1, text(cause)) : new Tally(before.count + 1, before.example));
    }

    /** What Spark says first; what follows is advice on its settings and the text of the expression. */
    private static String text(Throwable cause) {
        return String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElseGet(() -> cause.getClass().getSimpleName());
    }

    @Override
    public synchronized void merge(AccumulatorV2<Long, Long> other) {
        byPartition.putAll(((PartitionCounts) other).byPartition);
    }

    @Override
    public synchronized Long value() {
        return byPartition.values().stream().mapToLong(Tally::count).sum();
    }

    /** Why one of the failures was, of the first partition that has any; empty when only rows were counted, or nothing. */
    public synchronized Optional<String> example() {
        return Optional.ofNullable(byPartition.firstEntry())
                .map(Map.Entry::getValue)
                .map(Tally::example);
    }
}
