package dev.tandem.sdk;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the server: so many at a time, each until it succeeds, fails for good or runs out of time. Thread-safe.
 *
 * <p>The JDK's client keeps its connections and its selector thread for as long as anything refers to it (before Java 21 it cannot be
 * closed), so closing lets go of it.
 */
final class Transport implements AutoCloseable {
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final URI address;
    private final ClientSettings settings;
    private final RandomGenerator random;
    private final ExecutorService threads;
    private final Slots slots;
    private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
    private volatile @Nullable HttpClient http;

    /**
     * @param address of the server, ending in a slash
     * @param random spreads the pauses between attempts; thread-safe
     */
    Transport(URI address, ClientSettings settings, RandomGenerator random) {
        this.address = address;
        this.settings = settings;
        this.random = random;
        this.threads = Executors.newCachedThreadPool(daemons("tandem-sdk-" + CLIENTS.incrementAndGet()));
        this.slots = new Slots(settings.concurrentRequests());
        this.http = HttpClient.newBuilder()
                .executor(threads)
                .connectTimeout(settings.connectTimeout())
                // Over plain HTTP/1.1 the JDK's client would try to upgrade with every new connection.
                .version(
                        address.getScheme().equalsIgnoreCase("https")
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** When a call that begins now has to be over, in terms of {@link System#nanoTime}. */
    long deadline() {
        return System.nanoTime() + settings.timeout().toNanos();
    }

    /**
     * Sends a request.
     *
     * @param deadline from {@link #deadline}; a call that takes several requests gives them all the same
     * @return the body of the answer; fails with a {@link FeatureStoreException}. Cancelling it gives the request up
     */
    CompletableFuture<byte[]> send(Request request, long deadline) {
        Call call = new Call(request, deadline);
        underWay.add(call);
        call.start();
        return call.outcome;
    }

    /** Fails all calls under way, and those to come. */
    @Override
    public void close() {
        http = null;
        underWay.forEach(Call::close);
        threads.shutdown();
    }

    private static FeatureStoreException closed(Request request) {
        return new FeatureStoreException(
                "%s failed: the client was closed. Keep it open for as long as it is used.".formatted(request.task()));
    }

    /**
     * One request with all its attempts. Whoever completes {@link #outcome} first decides: the attempts, the deadline, the caller who
     * cancels it, or the closing of the client; whatever is under way at that moment is given up.
     */
    private final class Call {
        private final CompletableFuture<byte[]> outcome = new CompletableFuture<>();
        private final Request request;
        private final HttpRequest message;
        private final long deadline;
        private volatile @Nullable Failure lastFailure;

        Call(Request request, long deadline) {
            this.request = request;
            this.deadline = deadline;
            HttpRequest.Builder builder = HttpRequest.newBuilder(address.resolve(request.path()))
                    .header("Accept", "application/json")
                    .header("User-Agent", "tandem-sdk-java");
            settings.token().ifPresent(token -> builder.header("Authorization", "Bearer " + token));
            byte[] body = request.body();
            if (body != null) {
                builder.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(body));
            }
            this.message = builder.build();
        }

        void start() {
            CompletableFuture<Request> alarm = new CompletableFuture<Request>()
                    .completeOnTimeout(request, remaining().toNanos(), NANOSECONDS);
            Futures.onDone(alarm, (rung, cancelled) -> {
                if (cancelled == null) {
                    outcome.completeExceptionally(timedOut());
                }
            });
            cancelWithOutcome(alarm);
            Futures.onDone(outcome, (body, failure) -> underWay.remove(this));
            attempt(1);
        }

        void close() {
            outcome.completeExceptionally(closed(request));
        }

        private void attempt(int number) {
            CompletableFuture<@Nullable Void> turn = slots.take();
            if (turn.isDone()) {
                exchange(number);
            } else {
                cancelWithOutcome(turn);
                // In a thread of our own: whoever gives a slot back has other things to do. This step is never
                // cancelled,
                // because from here on the slot is this call's and has to be given back.
                var unused = turn.thenRunAsync(() -> exchange(number), threads);
            }
        }

        private void exchange(int number) {
            HttpClient client = http;
            if (client == null) {
                close();
            }
            if (client == null || outcome.isDone()) {
                slots.giveBack();
                return;
            }
            CompletableFuture<HttpResponse<byte[]>> exchange =
                    client.sendAsync(message, HttpResponse.BodyHandlers.ofByteArray());
            cancelWithOutcome(exchange);
            Futures.onDone(exchange, (response, thrown) -> {
                slots.giveBack();
                if (!outcome.isDone()) {
                    settle(number, response, thrown);
                }
            });
        }

        private void settle(int number, HttpResponse<byte[]> response, @Nullable Throwable thrown) {
            if (thrown != null) {
                repeatOrFail(number, Failure.of(request, address, Futures.unwrapped(thrown)));
            } else if (response.statusCode() == 200) {
                outcome.complete(response.body());
            } else {
                repeatOrFail(number, Failure.of(request, address, response));
            }
        }

        private void repeatOrFail(int number, Failure failure) {
            lastFailure = failure;
            Duration pause = settings.retries().pause(number, random).plus(failure.retryAfter());
            if (number >= settings.retries().attempts() || !failure.passing() || pause.compareTo(remaining()) >= 0) {
                outcome.completeExceptionally(failure.exception());
            } else {
                cancelWithOutcome(CompletableFuture.runAsync(
                        () -> attempt(number + 1),
                        CompletableFuture.delayedExecutor(pause.toNanos(), NANOSECONDS, threads)));
            }
        }

        /** Gives a step up once the outcome is decided, if it is still under way then; at once, if that has happened already. */
        private void cancelWithOutcome(CompletableFuture<?> step) {
            Futures.onDone(outcome, (body, failure) -> step.cancel(true));
        }

        private Duration remaining() {
            return Duration.ofNanos(deadline - System.nanoTime());
        }

        private RequestTimeoutException timedOut() {
            Failure failure = lastFailure;
            return new RequestTimeoutException(
                    "%s failed: there was no answer from %s within %d ms. Give it more time with ClientSettings.withTimeout, or look at what the server does."
                            .formatted(
                                    request.task(), address, settings.timeout().toMillis()),
                    failure == null ? null : failure.exception());
        }
    }
}
