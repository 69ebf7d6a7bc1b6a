package dev.tandem.offline.engine;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.AccumulatorV2;

/**
 * A count that Spark's tasks add to, kept apart by partition, so that a task that runs twice (a retry, a speculative copy, a stage computed
 * again) is counted once. Read it on the driver after the action. Thread-safe as Spark's accumulators are.
 */
public final class PartitionCounts extends AccumulatorV2<Long, Long> {
    private static final long serialVersionUID = 1L;

    private final Map<Integer, Long> byPartition = new HashMap<>();

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
        byPartition.merge(TaskContext.getPartitionId(), count, Long::sum);
    }

    @Override
    public synchronized void merge(AccumulatorV2<Long, Long> other) {
        byPartition.putAll(((PartitionCounts) other).byPartition);
    }

    @Override
    public synchronized Long value() {
        return byPartition.values().stream().mapToLong(Long::longValue).sum();
    }
}
