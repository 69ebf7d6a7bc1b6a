package dev.tandem.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Futures that hang together in both directions: a result is passed on, and so is the wish to cancel, which the JDK's stages keep to
 * themselves. What they fail with is never wrapped.
 */
final class Futures {
    private Futures() {}

    /** Waits for a result. Interrupted, it cancels what it waits for, leaves the thread's mark set and throws. */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new FeatureStoreException(
                    "The thread was interrupted while it waited for the server; the request was given up.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FeatureStoreException ours) {
                // Where the caller waits says more than where in the HTTP client's threads it was made.
                ours.fillInStackTrace();
                throw ours;
            }
            throw new FeatureStoreException("The client failed: " + e.getCause(), e.getCause());
        }
    }

    /** What a step makes of a result; fails with what either fails with. */
    static <A, B> CompletableFuture<B> then(CompletableFuture<A> source, Function<A, B> step) {
        return thenCompose(source, value -> CompletableFuture.completedFuture(step.apply(value)));
    }

    /** What the future that a step begins results in; fails with what either fails with. */
    static <A, B> CompletableFuture<B> thenCompose(
            CompletableFuture<A> source, Function<A, CompletableFuture<B>> step) {
        return follow(source, step, CompletableFuture::failedFuture);
    }

    /** The same result, or, instead of a failure, what the future that a remedy begins results in. */
    static <T> CompletableFuture<T> recover(
            CompletableFuture<T> source, Function<Throwable, CompletableFuture<T>> remedy) {
        return follow(source, CompletableFuture::completedFuture, remedy);
    }

    private static <A, B> CompletableFuture<B> follow(
            CompletableFuture<A> source,
            Function<A, CompletableFuture<B>> onResult,
            Function<Throwable, CompletableFuture<B>> onFailure) {
        CompletableFuture<B> promise = new CompletableFuture<>();
        cancelTogether(promise, source);
        onDone(source, (value, failure) -> {
            try {
                CompletableFuture<B> next =
                        failure == null ? onResult.apply(value) : onFailure.apply(unwrapped(failure));
                cancelTogether(promise, next);
                onDone(next, (result, nextFailure) -> {
                    if (nextFailure == null) {
                        promise.complete(result);
                    } else {
                        promise.completeExceptionally(unwrapped(nextFailure));
                    }
                });
            } catch (RuntimeException | Error e) {
                promise.completeExceptionally(e);
            }
        });
        return promise;
    }

    /** All lists as one, in their order; the first that fails makes it fail, and the others are cancelled. */
    static <T> CompletableFuture<List<T>> joined(List<CompletableFuture<List<T>>> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        CompletableFuture<List<T>> promise = new CompletableFuture<>();
        AtomicInteger open = new AtomicInteger(parts.size());
        for (CompletableFuture<List<T>> part : parts) {
            onDone(part, (result, failure) -> {
                if (failure != null) {
                    promise.completeExceptionally(unwrapped(failure));
                } else if (open.decrementAndGet() == 0) {
                    List<T> all = new ArrayList<>();
                    parts.forEach(each -> all.addAll(each.join()));
                    promise.complete(all);
                }
            });
        }
        onDone(promise, (result, failure) -> parts.forEach(part -> part.cancel(true)));
        return promise;
    }

    /** Calls back when a future is done, at once if it is. The callback must not throw: nobody would hear of it. */
    @SuppressWarnings("FutureReturnValueIgnored") // what the callback's own stage becomes is nobody's business
    static <T> void onDone(CompletableFuture<T> future, BiConsumer<T, @Nullable Throwable> callback) {
        future.whenComplete(callback);
    }

    private static void cancelTogether(CompletableFuture<?> promise, CompletableFuture<?> source) {
        onDone(promise, (result, failure) -> {
            if (promise.isCancelled()) {
                source.cancel(true);
            }
        });
    }

    /** What a stage failed with, without the wrapping that the JDK puts around it. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? unwrapped(cause) : failure;
    }
}
