package dev.tandem.cli;

import dev.tandem.offline.RowSink;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The real sink, whose process or run ends between two batches. Counts the batches of one JVM. */
final class StoppingSink implements RowSink {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger WRITTEN = new AtomicInteger();

    private final RowSink sink;
    private final int batches;
    private final End end;

    /** What happens before the batch that is one too many. */
    enum End {
        /** The process is gone at once, with no chance to tidy up, as after kill -9. */
        HALT,
        /** The run fails; the process lives on. */
        FAIL
    }

    /**
     * @param sink writes the batches
     * @param batches how many are written before the end comes
     */
    StoppingSink(RowSink sink, int batches, End end) {
        this.sink = sink;
        this.batches = batches;
        this.end = end;
    }

    static void reset() {
        WRITTEN.set(0);
    }

    /** How many batches were written since the last reset. */
    static int written() {
        return WRITTEN.get();
    }

    @Override
    public Writer open() {
        Writer writer = sink.open();
        return new Writer() {
            @Override
            public Outcome write(List<Entry> batch) {
                synchronized (WRITTEN) {
                    if (WRITTEN.get() == batches) {
                        stop();
                    }
                    Outcome outcome = writer.write(batch);
                    WRITTEN.incrementAndGet();
                    return outcome;
                }
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }

    private void stop() {
        if (end == End.HALT) {
            Runtime.getRuntime().halt(KilledMaterializerIT.KILLED);
        }
        throw new IllegalStateException("stopped on purpose after " + batches + " batches");
    }
}
