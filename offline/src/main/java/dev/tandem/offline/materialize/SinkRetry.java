package dev.tandem.offline.materialize;

import dev.tandem.offline.SinkUnavailableException;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long a task bears with a sink that does not take rows. Waits double from the first to the longest, each cut or drawn out at random
 * by up to a half, so that the tasks of a run do not come back all at once. Immutable.
 *
 * @param attempts how often a call is made in all, at least once
 * @param firstWait between the first attempt and the second
 * @param longestWait between any two attempts
 */
public record SinkRetry(int attempts, Duration firstWait, Duration longestWait) implements Serializable {
    private static final Duration USUAL_FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration USUAL_LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int GROWTH = 2;
    private static final double JITTER = 0.5;

    /** About half a minute, and what the attempts themselves take: long enough for a store to restart or fail over. */
    public static final SinkRetry DEFAULT = lasting(Duration.ofSeconds(30));

    /** @throws IllegalArgumentException when there is no attempt, or a wait is shorter than a millisecond, or the longest than the first */
    public SinkRetry {
        if (attempts < 1 || firstWait.toMillis() < 1 || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException(
                    "no way to retry: %d attempts, waits from %s to %s".formatted(attempts, firstWait, longestWait));
        }
    }

    /** As many attempts as have waits between them of so long together, more or less, at least one. */
    public static SinkRetry lasting(Duration patience) {
        int attempts = 1;
        Duration wait = USUAL_FIRST_WAIT;
        for (Duration waited = Duration.ZERO; waited.compareTo(patience) < 0; waited = waited.plus(wait)) {
            wait = attempts == 1 ? USUAL_FIRST_WAIT : longer(wait);
            attempts++;
        }
        return new SinkRetry(attempts, USUAL_FIRST_WAIT, USUAL_LONGEST_WAIT);
    }

    private static Duration longer(Duration wait) {
        Duration grown = wait.multipliedBy(GROWTH);
        return grown.compareTo(USUAL_LONGEST_WAIT) < 0 ? grown : USUAL_LONGEST_WAIT;
    }

    /**
     * Makes a call until the sink takes it.
     *
     * @throws SinkUnavailableException when it did not in any attempt; anything else is thrown at once
     */
    <T> T call(Supplier<T> call) {
        RetryConfig config = RetryConfig.<T>custom()
                .maxAttempts(attempts)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(firstWait, GROWTH, JITTER, longestWait))
                .retryExceptions(SinkUnavailableException.class)
                .build();
        return Retry.of("sink", config).executeSupplier(call);
    }
}
