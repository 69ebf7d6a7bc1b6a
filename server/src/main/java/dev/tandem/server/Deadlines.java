package dev.tandem.server;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fails what has not come in time. All may take equally long, so they run out in the order in which they began: one thread looks now and
 * then at the front of a queue, which costs a request far less than a timer of its own. Thread-safe.
 */
final class Deadlines implements AutoCloseable {
    private static final int LOOKS_BEFORE_TIMEOUT = 20;

    private final long timeoutNanos;
    private final Supplier<? extends RuntimeException> failure;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "tandem-deadlines");
        named.setDaemon(true);
        return named;
    });

    /**
     * @param timeout how long anything may take
     * @param failure makes what to fail with
     */
    Deadlines(Duration timeout, Supplier<? extends RuntimeException> failure) {
        this.timeoutNanos = timeout.toNanos();
        this.failure = failure;
        long pause = Math.max(1, timeoutNanos / LOOKS_BEFORE_TIMEOUT);
        // Completing a future throws nothing, so nobody has to ask this one for failures.
        var unused = thread.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.NANOSECONDS);
    }

    /** What may still come. It is let go of once it has, so that answers are not kept in memory by the queue. */
    private static final class Waiting {
        private final long deadline;
        private volatile @Nullable CompletableFuture<?> future;

        Waiting(CompletableFuture<?> future, long deadline) {
            this.future = future;
            this.deadline = deadline;
        }
    }

    /** Fails that future when it is not done in time. */
    void watch(CompletableFuture<?> future) {
        if (future.isDone()) {
            return;
        }
        Waiting entry = new Waiting(future, System.nanoTime() + timeoutNanos);
        waiting.add(entry);
        var unused = future.whenComplete((done, failed) -> entry.future = null);
    }

    private void look() {
        long now = System.nanoTime();
        for (Waiting first = waiting.peek(); first != null; first = waiting.peek()) {
            CompletableFuture<?> future = first.future;
            if (future != null && first.deadline - now > 0) {
                return;
            }
            waiting.remove();
            if (future != null) {
                future.completeExceptionally(failure.get());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
