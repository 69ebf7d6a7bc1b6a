package dev.tandem.offline.window;

import dev.tandem.definition.ValueType;
import dev.tandem.offline.RowSink.Entry;
import dev.tandem.row.Micros;
import dev.tandem.transform.window.EntityWindows;
import dev.tandem.transform.window.StateTooLargeException;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPlan;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What the online store is to hold of the entities of one windowed view: all events that are known at an instant and that a window can still reach,
 * as the tiles that a read merges.
 *
 * <p><b>Which entities.</b> A window slides while nothing happens, so an entity of which nothing new has arrived needs nothing new online. Of one
 * with an arrival, everything within reach is read again and its state made anew: a state is never a patch upon a patch, so it is
 * right whatever was missing before, and a run that is repeated gives the same bytes.
 *
 * <p><b>Memory.</b> Exchange and sort are Spark's own and spill to disk; a task holds the state of one entity, up to {@link EntityWindows#MOST_BYTES},
 * and while it is made, when coarser tiles are yet to come of finer ones, up to {@value #GROWTH} times that. An entity that needs more fails
 * the run, if anything of it arrived.
 */
public final class WindowBases {
    /** How much larger than what is stored a state may be while it is made. */
    private static final int GROWTH = 4;

    private WindowBases() {}

    /** Whether an event is one that a run is about. */
    @FunctionalInterface
    public interface Arrivals extends Serializable {
        /**
         * @param eventTime in microseconds since 1970
         * @param createdTime in microseconds since 1970, or {@link dev.tandem.row.RowWriter#NO_CREATED_TIME}
         */
        boolean include(long eventTime, long createdTime);
    }

    /**
     * Reads the events, which happens when the outcome is walked through.
     *
     * @param to as known at this instant
     * @param arrivals entities with none of these are left out
     * @return of each entity, its packed key and its state; walking through it throws {@link StateTooLargeException} where a state is
     */
    public static JavaRDD<Entry> of(Events events, Instant to, Arrivals arrivals) {
        long end = Micros.of(to);
        long start = earliest(end, events.plan());
        Events within = events.later(start);
        JavaRDD<InternalRow> known = within.stream(0)
                .filter(row -> row.at() <= end && row.eventTime() > start)
                .map(StreamRow::toInternalRow);
        JavaRDD<InternalRow> stream = KeyedStream.byEvent(
                KeyedStream.of((SparkSession) events.rows().rows().sparkSession(), known));
        return stream.mapPartitions(new Building(
                events.plan(),
                end,
                arrivals,
                events.rows().view(),
                events.rows().layout().keyTypes()));
    }

    /** No window at {@code end} reaches back to this time or beyond. */
    private static long earliest(long end, WindowPlan plan) {
        long start = end - plan.widest() - 1;
        return start > end ? Long.MIN_VALUE : start;
    }

    /** In one task: makes the states of one entity after the other. Immutable. */
    private record Building(WindowPlan plan, long to, Arrivals arrivals, String view, List<ValueType> keyTypes)
            implements FlatMapFunction<Iterator<InternalRow>, Entry> {
        @Override
        public Iterator<Entry> call(Iterator<InternalRow> rows) {
            return new Built(this, rows);
        }
    }

    /** Used by one thread. */
    private static final class Built implements Iterator<Entry> {
        private final Building building;
        private final Iterator<InternalRow> rows;
        private byte @Nullable [] key;
        private EntityWindows.@Nullable Base base;
        private boolean arrived;
        private @Nullable Entry ahead;

        Built(Building building, Iterator<InternalRow> rows) {
            this.building = building;
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && rows.hasNext()) {
                add(rows.next());
            }
            if (ahead == null) {
                ahead = end();
            }
            return ahead != null;
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry entry = Objects.requireNonNull(ahead);
            ahead = null;
            return entry;
        }

        private void add(InternalRow row) {
            byte[] rowKey = row.getBinary(KeyedStream.KEY);
            if (!Arrays.equals(key, rowKey)) {
                ahead = end();
                key = rowKey;
                base = new EntityWindows.Base(building.plan(), building.to());
            }
            long time = row.getLong(KeyedStream.EVENT_TIME);
            EntityWindows.Base events = Objects.requireNonNull(base);
            // Past that it is known to be too large, and whether it matters is told by the rest of its events.
            if (!isGivenUp(events)) {
                events.add(WindowEvent.of(building.plan(), time, row.getBinary(KeyedStream.PAYLOAD)));
            }
            arrived |= building.arrivals().include(time, row.getLong(KeyedStream.CREATED_TIME));
        }

        private static boolean isGivenUp(EntityWindows.Base events) {
            return events.tileBytes() > GROWTH * (long) EntityWindows.MOST_BYTES;
        }

        private StateTooLargeException tooLarge(byte[] entity, long bytes) {
            return StateTooLargeException.of(building.view(), building.keyTypes(), entity, bytes);
        }

        /** The entity that is complete, unless there is none or nothing of it arrived. */
        private @Nullable Entry end() {
            byte @Nullable [] complete = key;
            EntityWindows.@Nullable Base events = base;
            boolean wanted = arrived;
            key = null;
            base = null;
            arrived = false;
            if (complete == null || events == null || !wanted) {
                return null;
            }
            if (isGivenUp(events)) {
                throw tooLarge(complete, events.tileBytes());
            }
            byte[] state = events.build().write();
            if (state.length > EntityWindows.MOST_BYTES) {
                throw tooLarge(complete, state.length);
            }
            return new Entry(complete, state);
        }
    }
}
