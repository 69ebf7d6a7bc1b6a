package dev.tandem.offline.materialize;

import dev.tandem.definition.ValueType;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.RowSelection;
import dev.tandem.row.EntityKey;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import dev.tandem.transform.expression.SparkValues;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.jspecify.annotations.Nullable;

/**
 * In one task that reads a source: the newest row of every entity, packed. Memory is bounded, so an entity comes out once for each time that
 * the memory was full. Immutable and sent to every task.
 *
 * @param layout of the rows that come in; those that go out are a packed key and a packed row
 * @param selection which rows count
 * @param writeTimeMillis the write time of packed rows, in milliseconds since 1970
 * @param heldBytes about how much memory a task may use
 * @param skipped counts the rows that can never count
 * @param newest is told when the rows arrived that are taken
 */
record TaskNewest(
        FeatureLayout layout,
        RowSelection selection,
        long writeTimeMillis,
        long heldBytes,
        PartitionCounts skipped,
        NewestArrival newest)
        implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {

    /** What a task may use: some hundred thousand entities with a few features each. */
    static final long HELD_BYTES = 32L << 20;

    /** What an entry takes beside its two arrays: the entry, its key, its candidate and the headers of the arrays. */
    private static final int ENTRY_BYTES = 200;

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
        return new Pass(rows);
    }

    /** The newest row of an entity so far. */
    private static final class Candidate {
        final byte[] key;
        byte[] row;
        long eventTime;
        long createdTime;

        Candidate(byte[] key, byte[] row, long eventTime, long createdTime) {
            this.key = key;
            this.row = row;
            this.eventTime = eventTime;
            this.createdTime = createdTime;
        }

        boolean isNewerByTimes(long otherEventTime, long otherCreatedTime) {
            return eventTime != otherEventTime ? eventTime > otherEventTime : createdTime > otherCreatedTime;
        }
    }

    /** Fills the memory, lets everything go, and again until there are no more rows. Used by one thread. */
    private final class Pass implements Iterator<InternalRow> {
        private final Iterator<InternalRow> rows;
        private final SparkValues keys = new SparkValues(layout.keyTypes(), 0);
        private final SparkValues features = new SparkValues(featureTypes(), layout.firstFeature());
        private final RowWriter writer = new RowWriter(layout.schema());
        private final Map<ByteBuffer, Candidate> held = new HashMap<>();
        private long bytes;
        private Iterator<Candidate> leaving = Collections.emptyIterator();

        Pass(Iterator<InternalRow> rows) {
            this.rows = rows;
        }

        private List<ValueType> featureTypes() {
            return layout.schema().columns().stream()
                    .map(RowSchema.Column::type)
                    .toList();
        }

        @Override
        public boolean hasNext() {
            while (!leaving.hasNext() && rows.hasNext()) {
                fill();
            }
            return leaving.hasNext();
        }

        @Override
        public InternalRow next() {
            Candidate candidate = leaving.next();
            return new GenericInternalRow(new Object[] {candidate.key, candidate.row});
        }

        private void fill() {
            held.clear();
            bytes = 0;
            long uncountable = 0;
            while (rows.hasNext() && bytes < heldBytes) {
                if (!countable(rows.next())) {
                    uncountable++;
                }
            }
            skipped.add(uncountable);
            leaving = held.values().iterator();
        }

        /** Holds the row if it is taken and is the newest of its entity; says whether it is one that can count at all. */
        private boolean countable(InternalRow row) {
            if (row.isNullAt(layout.eventTime())) {
                return false;
            }
            long eventTime = row.getLong(layout.eventTime());
            long createdTime = layout.createdTimeOf(row);
            if (selection.neverTakes(createdTime)) {
                return false;
            }
            if (!selection.takes(eventTime, createdTime)) {
                return true;
            }
            Optional<byte[]> key = EntityKey.pack(layout.keyTypes(), keys.pointTo(row));
            if (key.isEmpty()) {
                return false;
            }
            newest.add(selection.arrival(eventTime, createdTime));
            offer(key.get(), row, eventTime, createdTime);
            return true;
        }

        private void offer(byte[] key, InternalRow row, long eventTime, long createdTime) {
            ByteBuffer name = ByteBuffer.wrap(key);
            @Nullable Candidate resident = held.get(name);
            if (resident == null) {
                byte[] packed = pack(row, eventTime, createdTime);
                held.put(name, new Candidate(key, packed, eventTime, createdTime));
                bytes += key.length + packed.length + ENTRY_BYTES;
            } else if (!resident.isNewerByTimes(eventTime, createdTime)) {
                byte[] packed = pack(row, eventTime, createdTime);
                if (PackedRow.compare(packed, resident.row) > 0) {
                    bytes += packed.length - resident.row.length;
                    resident.row = packed;
                    resident.eventTime = eventTime;
                    resident.createdTime = createdTime;
                }
            }
        }

        private byte[] pack(InternalRow row, long eventTime, long createdTime) {
            return writer.write(eventTime, createdTime, writeTimeMillis, features.pointTo(row));
        }
    }
}
