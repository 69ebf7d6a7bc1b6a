package dev.tandem.offline.join;

import dev.tandem.TandemException;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The rows of one view that a task reads from batches, without those that cannot win: the keys and times of all rows are read first
 * ({@link BatchSieve}), and then all columns, of which only those rows are made that stay. Nothing is held but the sieve. Not thread-safe.
 */
final class SiftedBatches implements Iterator<InternalRow> {
    private final BitSet staying;
    private final Iterator<ColumnarBatch> wide;
    private final UnsafeProjection rowOf;
    private ColumnarBatch batch = new ColumnarBatch(new ColumnVector[0], 0);
    private int begin;
    private int next;

    /**
     * Reads the keys and times of all rows.
     *
     * @param wide the same rows, all columns; not touched before rows are asked for
     * @param rowOf makes a row of the view; each is overwritten by the next
     */
    SiftedBatches(
            Iterator<ColumnarBatch> narrow,
            BatchSieve sieve,
            JoinedView view,
            Iterator<ColumnarBatch> wide,
            UnsafeProjection rowOf) {
        while (narrow.hasNext()) {
            sieve.offer(narrow.next());
        }
        view.withoutEventTime().add(sieve.withoutEventTime());
        this.staying = sieve.staying();
        this.wide = wide;
        this.rowOf = rowOf;
        this.next = staying.nextSetBit(0);
    }

    @Override
    public boolean hasNext() {
        return next >= 0;
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        while (next - begin >= batch.numRows()) {
            begin += batch.numRows();
            if (!wide.hasNext()) {
                throw new TandemException(
                        ("A file of a view changed while it was read: it had more than %d rows, and then it had %d."
                                        + " Run again when nobody writes to it.")
                                .formatted(next, begin));
            }
            batch = wide.next();
        }
        InternalRow row = rowOf.apply(batch.getRow(next - begin));
        next = staying.nextSetBit(next + 1);
        return row;
    }
}
