package dev.tandem.offline.materialize;

import dev.tandem.offline.RowSink.Entry;
import dev.tandem.row.PackedRow;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** The newest of the rows of each key, where rows of equal keys follow each other. Used by one thread. */
final class KeyNewest implements Iterator<Entry> {
    private final Iterator<InternalRow> sorted;
    private @Nullable Entry ahead;

    /**
     * @param sorted packed keys and packed rows, sorted by key
     */
    KeyNewest(Iterator<InternalRow> sorted) {
        this.sorted = sorted;
        this.ahead = read();
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public Entry next() {
        Entry newest = ahead;
        if (newest == null) {
            throw new NoSuchElementException();
        }
        ahead = read();
        while (ahead != null && Arrays.equals(ahead.entityKey(), newest.entityKey())) {
            if (PackedRow.compare(ahead.row(), newest.row()) > 0) {
                newest = ahead;
            }
            ahead = read();
        }
        return newest;
    }

    private @Nullable Entry read() {
        if (!sorted.hasNext()) {
            return null;
        }
        InternalRow row = sorted.next();
        return new Entry(row.getBinary(0), row.getBinary(1));
    }
}
