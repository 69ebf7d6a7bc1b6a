package dev.tandem.offline.materialize;

import dev.tandem.row.Micros;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.util.AccumulatorV2;

/**
 * The latest arrival of the rows that a run took, in microseconds since 1970. A task that runs twice tells the same twice, which changes no
 * maximum. Each task adds to a copy of its own, from one thread, while Spark's heartbeat looks at it; read it on the driver after the action.
 */
final class NewestArrival extends AccumulatorV2<Long, Long> {
    private static final long serialVersionUID = 1L;
    private static final long NONE = Long.MIN_VALUE;

    private volatile long newest = NONE;

    /** One that tasks of {@code context} may add to. */
    static NewestArrival on(SparkContext context) {
        NewestArrival arrival = new NewestArrival();
        context.register(arrival);
        return arrival;
    }

    /** What was added; empty when nothing was. */
    Optional<Instant> instant() {
        return isZero() ? Optional.empty() : Optional.of(Micros.instant(newest));
    }

    @Override
    public boolean isZero() {
        return newest == NONE;
    }

    @Override
    public AccumulatorV2<Long, Long> copy() {
        NewestArrival copy = new NewestArrival();
        copy.newest = newest;
        return copy;
    }

    @Override
    public void reset() {
        newest = NONE;
    }

    /** Called in a task: a row arrived then. */
    void add(long arrival) {
        if (arrival > newest) {
            newest = arrival;
        }
    }

    @Override
    public void add(Long arrival) {
        add(arrival.longValue());
    }

    @Override
    public void merge(AccumulatorV2<Long, Long> other) {
        add(((NewestArrival) other).newest);
    }

    @Override
    public Long value() {
        return newest;
    }
}
