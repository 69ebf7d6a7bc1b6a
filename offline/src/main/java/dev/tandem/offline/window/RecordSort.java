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
 * Sorts {@link StreamRecord}s in the memory that Spark gives to a task, and on disk where that ends. It is the sorter under Spark's own sort, which here orders by the
 * prefixes beside its pointers, digit by digit; records whose prefixes are equal, which are few, are put in order where they are read ({@link SortedRecords}). Its memory is given
 * back when the task ends. Not thread-safe.
 */
final class RecordSort {
    private static final int FIRST_RECORDS = 1 << 12;
    /** Each file that is read takes 2 MB: what went to disk in more of them is brought into fewer first. */
    private static final int MOST_FILES_AT_A_TIME = 16;

    private static final int UNBOUNDED = -1;

    private final Order order;
    private final UnsafeExternalSorter sorter;

    private RecordSort(Order order, By by) {
        this.order = order;
        TaskContext task = TaskContext.get();
        SparkEnv spark = SparkEnv.get();
        int files = (Integer) spark.conf().get(package$.MODULE$.UNSAFE_SORTER_SPILL_MERGE_FACTOR());
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
                files == UNBOUNDED ? MOST_FILES_AT_A_TIME : files,
                by == By.PREFIX);
    }

    /** What a sort looks at. */
    private enum By {
        PREFIX,
        RECORD
    }

    /** A sort in the running task that leaves records whose prefixes are equal in any order. */
    static RecordSort byPrefix(Order order) {
        return new RecordSort(order, By.PREFIX);
    }

    /** A sort in the running task that compares whole records. */
    static RecordSort byRecord(Order order) {
        return new RecordSort(order, By.RECORD);
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

    /** All records as they were sorted; nothing is added any more. */
    Reading read() {
        try {
            return new Reading(sorter.getSortedIterator());
        } catch (IOException e) {
            throw new UncheckedIOException("Sorted rows could not be read from disk", e);
        }
    }

    /** Gives back memory and files before the task ends. */
    void release() {
        sorter.cleanupResources();
    }

    /** Walks through sorted records, each of which may be overwritten by the next. */
    static final class Reading implements Records {
        private final UnsafeSorterIterator records;

        Reading(UnsafeSorterIterator records) {
            this.records = records;
        }

        @Override
        public boolean advance() {
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

        @Override
        public Object base() {
            return records.getBaseObject();
        }

        @Override
        public long offset() {
            return records.getBaseOffset();
        }

        @Override
        public int length() {
            return records.getRecordLength();
        }

        /** What was sorted by first. */
        long prefix() {
            return records.getKeyPrefix();
        }
    }
}
