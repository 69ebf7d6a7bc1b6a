package dev.tandem.sdk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many through at a time, and the others wait in the order in which they came, without holding a thread. Who gives up waiting
 * cancels the future, and is passed over. Thread-safe.
 */
final class Slots {
    private final Deque<CompletableFuture<@Nullable Void>> waiting = new ArrayDeque<>();
    private int free;

    Slots(int count) {
        this.free = count;
    }

    /** Completes once a slot is the caller's, who has to give it back; at once if one is free. */
    synchronized CompletableFuture<@Nullable Void> take() {
        if (free > 0) {
            free--;
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable Void> turn = new CompletableFuture<>();
        waiting.add(turn);
        return turn;
    }

    /** Passes a slot on to whoever has waited longest, if anyone still does. */
    void giveBack() {
        for (CompletableFuture<@Nullable Void> next = next(); next != null; next = next()) {
            // Outside of the lock: completing a future runs what waits for it. False: it was cancelled meanwhile.
            if (next.complete(null)) {
                return;
            }
        }
    }

    private synchronized @Nullable CompletableFuture<@Nullable Void> next() {
        CompletableFuture<@Nullable Void> next = waiting.poll();
        if (next == null) {
            free++;
        }
        return next;
    }
}
