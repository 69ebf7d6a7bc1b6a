package dev.tandem.offline.window;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out repetitions of events, which follow the first of them. An event is told by its entity, view, time and id. Immutable and sent to every task.
 */
final class FirstOfEvent implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    private static final long serialVersionUID = 1L;
    private static final int NONE = -1;

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
        return new Firsts(rows);
    }

    /** Used by one thread. */
    private static final class Firsts implements Iterator<InternalRow> {
        private final Iterator<InternalRow> rows;
        private @Nullable InternalRow ahead;
        private final HeldBytes key = new HeldBytes();
        private final HeldBytes id = new HeldBytes();
        private int kind = NONE;
        private long time;

        Firsts(Iterator<InternalRow> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && rows.hasNext()) {
                InternalRow row = rows.next();
                if (isFirst(row)) {
                    ahead = row;
                }
            }
            return ahead != null;
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            InternalRow row = ahead;
            ahead = null;
            return Objects.requireNonNull(row);
        }

        private boolean isFirst(InternalRow row) {
            int kindHere = row.getInt(KeyedStream.KIND);
            long timeHere = row.getLong(KeyedStream.EVENT_TIME);
            boolean repeated = kindHere == kind
                    && timeHere == time
                    && id.areThoseOf(row, KeyedStream.EVENT_ID)
                    && key.areThoseOf(row, KeyedStream.KEY);
            if (!repeated) {
                kind = kindHere;
                time = timeHere;
                id.takeThoseOf(row, KeyedStream.EVENT_ID);
                key.takeThoseOf(row, KeyedStream.KEY);
            }
            return !repeated;
        }
    }
}
