package dev.tandem.offline.materialize;

import dev.tandem.offline.RowSink;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * A sink whose batches are watched by somebody in the same process. Whoever watches is told of each before it is written, and may keep it
 * from being so.
 */
record WatchedSink(RowSink sink, UUID id) implements RowSink {
    private static final Map<UUID, IntConsumer> WATCHERS = new ConcurrentHashMap<>();

    /**
     * Watches a sink.
     *
     * @param watcher is told the number of each batch, from 1, whichever task writes it; what it throws the sink throws
     */
    static WatchedSink of(RowSink sink, IntConsumer watcher) {
        UUID id = UUID.randomUUID();
        AtomicInteger batches = new AtomicInteger();
        WATCHERS.put(id, unused -> watcher.accept(batches.incrementAndGet()));
        return new WatchedSink(sink, id);
    }

    @Override
    public Writer open() {
        Writer writer = sink.open();
        return new Writer() {
            @Override
            public Outcome write(List<Entry> batch) {
                Objects.requireNonNull(WATCHERS.get(id)).accept(0);
                return writer.write(batch);
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }
}
