package dev.tandem.offline.materialize;

import dev.tandem.offline.RowSink;
import dev.tandem.offline.RowSink.Entry;
import dev.tandem.offline.RowSink.Outcome;
import dev.tandem.offline.RowSink.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * In one task: writes its rows to the sink, batch after batch, and tells what became of them. The counts come back as the task's result,
 * so those of a task that failed or was overtaken by its copy are not counted; what such a task wrote is found there, and equal,
 * by the one that succeeds. Immutable and sent to every task.
 */
record BatchWriting(RowSink sink, SinkRetry retry, int batchRows) implements FlatMapFunction<Iterator<Entry>, Outcome> {

    /** Enough to keep the store busy while other tasks prepare theirs, and few enough to be repeated lightly. */
    static final int BATCH_ROWS = 2_000;

    /** Rows may be large; a batch of large ones is shorter. */
    private static final int BATCH_BYTES = 4 << 20;

    @Override
    public Iterator<Outcome> call(Iterator<Entry> rows) {
        return rows.hasNext() ? List.of(writeAll(rows)).iterator() : Collections.emptyIterator();
    }

    private Outcome writeAll(Iterator<Entry> rows) {
        try (Writer writer = retry.call(sink::open)) {
            Outcome outcome = Outcome.NONE;
            while (rows.hasNext()) {
                List<Entry> batch = batch(rows);
                outcome = outcome.plus(retry.call(() -> writer.write(batch)));
            }
            return outcome;
        }
    }

    private List<Entry> batch(Iterator<Entry> rows) {
        List<Entry> batch = new ArrayList<>(batchRows);
        long bytes = 0;
        while (rows.hasNext() && batch.size() < batchRows && bytes < BATCH_BYTES) {
            Entry row = rows.next();
            bytes += row.entityKey().length + row.row().length;
            batch.add(row);
        }
        return Collections.unmodifiableList(batch);
    }
}
