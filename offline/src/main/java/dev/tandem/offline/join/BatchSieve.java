package dev.tandem.offline.join;

import dev.tandem.offline.engine.Scala;
import dev.tandem.row.RowWriter;
import dev.tandem.row.Visibility;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Tells which rows of one view that a task reads may win, by their keys and times alone, before anything else of them is read. For each slot
 * it knows the times of the newest row that it met and where that was; a newer one takes its place. Rows whose times are equal both stay:
 * their content decides later, in the parts. So a row may stay that cannot win, but never the other way round.
 *
 * <p>A batch is gone through in three loops over plain numbers: keys to their numbers, times to slots, slots to their newest rows. What one
 * turn of a loop looks for in memory no other turn waits for, so that the processor can wait for many of them at once.
 *
 * <p>Not thread-safe.
 */
final class BatchSieve {
    private static final int NUMBERS_OF_A_SLOT = 3;

    private final LabelSlots slots;
    private final Visibility visibility;
    private final BatchColumns columns;
    private final BatchKeys keys;
    /** For each slot: where its newest row was, counted from 1 (0: no row yet), and that row's event time and created time. */
    private final long[] newest;

    private final BitSet staying = new BitSet();
    private int rows;
    private long withoutEventTime;

    private long[] eventTimes = {};
    private long[] createdTimes = {};
    private int[] keyNumbers = {};
    private int[] slotNumbers = {};

    /** Finds the numbers of the keys of a batch. */
    private interface BatchKeys {
        void find(ColumnarBatch batch, int[] numbers);
    }

    /**
     * @param slots sorted
     * @param columns where keys and times are in a batch
     */
    BatchSieve(LabelSlots slots, Visibility visibility, BatchColumns columns) {
        this.slots = slots;
        this.visibility = visibility;
        this.columns = columns;
        this.keys = keys(slots, columns);
        this.newest = new long[Math.multiplyExact(slots.size(), NUMBERS_OF_A_SLOT)];
    }

    /** How much memory a sieve for that many slots takes. */
    static long bytes(int slots) {
        return (long) slots * NUMBERS_OF_A_SLOT * Long.BYTES;
    }

    private static BatchKeys keys(LabelSlots slots, BatchColumns columns) {
        List<Attribute> keyColumns = columns.keyColumns();
        if (KeyIndex.isWord(SlotJoin.types(keyColumns))) {
            int column = columns.keys().get(0);
            return (batch, numbers) -> {
                ColumnVector words = batch.column(column);
                for (int row = 0; row < batch.numRows(); row++) {
                    numbers[row] = words.isNullAt(row) ? KeyIndex.ABSENT : slots.keyNumber(words.getLong(row));
                }
            };
        }
        UnsafeProjection keyOf = SlotJoin.projection(keyColumns, Scala.seq(columns.columns()));
        return (batch, numbers) -> {
            for (int row = 0; row < batch.numRows(); row++) {
                numbers[row] = slots.keyNumber(keyOf.apply(batch.getRow(row)));
            }
        };
    }

    /** Takes the rows that follow. */
    void offer(ColumnarBatch batch) {
        int size = batch.numRows();
        if (keyNumbers.length < size) {
            eventTimes = new long[size];
            createdTimes = new long[size];
            keyNumbers = new int[size];
            slotNumbers = new int[size];
        }
        keys.find(batch, keyNumbers);
        readTimes(batch);
        findSlots(size);
        keepNewest(size);
        rows = Math.addExact(rows, size);
    }

    private void readTimes(ColumnarBatch batch) {
        ColumnVector event = batch.column(columns.eventTime());
        for (int row = 0; row < batch.numRows(); row++) {
            if (!event.isNullAt(row)) {
                eventTimes[row] = event.getLong(row);
            } else {
                keyNumbers[row] = KeyIndex.ABSENT;
                withoutEventTime += namesAnEntity(batch, row) ? 1 : 0;
            }
        }
        if (columns.createdTime() == BatchColumns.NONE) {
            return;
        }
        ColumnVector created = batch.column(columns.createdTime());
        for (int row = 0; row < batch.numRows(); row++) {
            createdTimes[row] = created.isNullAt(row) ? RowWriter.NO_CREATED_TIME : created.getLong(row);
        }
    }

    private boolean namesAnEntity(ColumnarBatch batch, int row) {
        return columns.keys().stream().noneMatch(key -> batch.column(key).isNullAt(row));
    }

    private void findSlots(int size) {
        boolean created = columns.createdTime() != BatchColumns.NONE;
        for (int row = 0; row < size; row++) {
            int slot = LabelSlots.NONE;
            if (keyNumbers[row] != KeyIndex.ABSENT) {
                long eventTime = eventTimes[row];
                long availableAt =
                        visibility.availableAt(eventTime, created ? createdTimes[row] : RowWriter.NO_CREATED_TIME);
                if (availableAt != Visibility.NEVER) {
                    slot = slots.slotAt(keyNumbers[row], Math.max(eventTime, availableAt));
                }
            }
            slotNumbers[row] = slot;
        }
    }

    private void keepNewest(int size) {
        for (int row = 0; row < size; row++) {
            if (slotNumbers[row] == LabelSlots.NONE) {
                continue;
            }
            int place = slotNumbers[row] * NUMBERS_OF_A_SLOT;
            long before = newest[place];
            int order = before == 0 ? 1 : Long.compare(eventTimes[row], newest[place + 1]);
            if (order == 0) {
                order = Long.compare(createdTimes[row], newest[place + 2]);
            }
            if (order < 0) {
                continue;
            }
            staying.set(rows + row);
            if (order > 0 && before != 0) {
                staying.clear((int) before - 1);
            }
            newest[place] = rows + row + 1L;
            newest[place + 1] = eventTimes[row];
            newest[place + 2] = createdTimes[row];
        }
    }

    /** The rows that may win, by their places among all rows taken, counted from 0. */
    BitSet staying() {
        return staying;
    }

    /** How many rows name an entity, but not when they became true. */
    long withoutEventTime() {
        return withoutEventTime;
    }
}
