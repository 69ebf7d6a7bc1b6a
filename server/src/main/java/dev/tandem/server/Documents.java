package dev.tandem.server;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** Documents to write answers into, lent to one answer after another, so that their memory is not taken anew for each. Thread-safe. */
final class Documents {
    private static final int MOST = 64;
    /** A larger one is let go of, or a few large answers would keep memory for good. */
    private static final int LARGEST_BYTES = 1 << 20;

    private final Queue<JsonBytes> idle = new ArrayBlockingQueue<>(MOST);

    /** An empty document. */
    JsonBytes lend() {
        JsonBytes document = idle.poll();
        return document == null ? new JsonBytes() : document;
    }

    /** Takes one back that nobody reads any more. */
    void takeBack(JsonBytes document) {
        if (document.capacity() <= LARGEST_BYTES) {
            document.clear();
            boolean unused = idle.offer(document);
        }
    }
}
