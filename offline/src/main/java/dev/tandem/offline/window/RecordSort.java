package dev.tandem.offline.window;

import dev.tandem.offline.window.StreamRecord.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.internal.config.package$;
import org.apache.spark.util.collection.unsafe.sort.PrefixComparators;
import org.apache.spark.util.collection.unsafe.sort.RecordComparator;
import org.apache.spark.util.collection.unsafe.sort.UnsafeExternalSorter;
import org.apache.spark.util.collection.unsafe.sort.UnsafeSorterIterator;

/**
 * Sorts {@link StreamRecord}s in the memory that Spark gives to a task, and on disk where that ends. It is the sorter under Spark's own sort; here, most
 * pairs are told apart by the prefix beside their pointers, and the others where they lie. Its memory is given back when the task ends. Not thread-safe.
 */
final class RecordSort {
    private static final int FIRST_RECORDS = 1 << 12;

    private final Order order;
    private final UnsafeExternalSorter sorter;

    /** A sort in the running task. */
    RecordSort(Order order) {
        this.order = order;
        TaskContext task = TaskContext.get();
        SparkEnv spark = SparkEnv.get();
        this.sorter = UnsafeExternalSorter.create(
                task.taskMemoryManager(),
                spark.blockManager(),
                spark.serializerManager(),
                task,
                () -> new Comparing(order),
                PrefixComparators.LONG,
                FIRST_RECORDS,
                task.taskMemoryManager().pageSizeBytes(),
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                (Integer) spark.conf().get(package$.MODULE$.UNSAFE_SORTER_SPILL_MERGE_FACTOR()),
                false);
    }

    private static final class Comparing extends RecordComparator {
        private final Order order;

        Comparing(Order order) {
            this.order = order;
        }

        @Override
        public int compare(Object one, long offset, int length, Object other, long otherOffset, int otherLength) {
            return order.compare(one, offset, length, other, otherOffset, otherLength);
        }
    }

    /** Takes a copy of a record. */
    void add(Object base, long offset, int length) {
        try {
            sorter.insertRecord(base, offset, length, order.prefix(base, offset), false);
        } catch (IOException e) {
            throw new UncheckedIOException("A sort could not move rows to disk", e);
        }
    }

    /** All records in order; nothing is added any more. */
    Sorted sorted() {
        try {
            return new Sorted(sorter.getSortedIterator());
        } catch (IOException e) {
            throw new UncheckedIOException("Sorted rows could not be read from disk", e);
        }
    }

    /** Gives back memory and files before the task ends. */
    void release() {
        sorter.cleanupResources();
    }

    /** Walks through sorted records, each of which may be overwritten by the next. */
    static final class Sorted {
        private final UnsafeSorterIterator records;

        Sorted(UnsafeSorterIterator records) {
            this.records = records;
        }

        /** Goes to the next record; false when there is none. */
        boolean advance() {
            if (!records.hasNext()) {
                return false;
            }
            try {
                records.loadNext();
            } catch (IOException e) {
                throw new UncheckedIOException("Sorted rows could not be read from disk", e);
            }
            return true;
        }

        Object base() {
            return records.getBaseObject();
        }

        long offset() {
            return records.getBaseOffset();
        }

        int length() {
            return records.getRecordLength();
        }
    }
}
