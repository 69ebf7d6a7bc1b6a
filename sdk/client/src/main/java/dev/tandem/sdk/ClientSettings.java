package dev.tandem.sdk;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How a {@link FeatureStoreClient} calls its server. Immutable: {@code ClientSettings.DEFAULT.withToken(token).withTimeout(Duration.ofMillis(200))}.
 *
 * @param token the access token, sent with every request; empty: none
 * @param connectTimeout how long one attempt may take to connect
 * @param timeout how long a call may take in all: waiting for its turn, every attempt, and the pauses between them
 * @param retries what is tried again, and how often
 * @param concurrentRequests how many requests may be under way at the same time; others wait for their turn, in order
 */
public record ClientSettings(
        Optional<String> token, Duration connectTimeout, Duration timeout, Retries retries, int concurrentRequests) {

    /** No token, 2 s to connect, 5 s in all, {@link Retries#DEFAULT}, 64 requests at the same time. */
    public static final ClientSettings DEFAULT =
            new ClientSettings(Optional.empty(), Duration.ofSeconds(2), Duration.ofSeconds(5), Retries.DEFAULT, 64);

    /**
     * What is tried again: calls that may be repeated without harm, when the server could not be reached, broke the connection, or
     * answered 502, 503 or 504. Never what it refused (4xx) and never its defects (500). The longest pause before the n-th repetition is
     * {@code firstPause} doubled n - 1 times, up to {@code longestPause}; the actual one is drawn at random from its upper half, so that
     * the clients of a server that comes back do not all come at the same moment ("equal jitter" in M. Brooker, Exponential Backoff And
     * Jitter, AWS Architecture Blog, 2015). It is put off further when the server asks for that by {@code Retry-After} in seconds. A
     * pause that would outlast the call's timeout is not begun: the call fails at once.
     *
     * @param attempts how often a request is sent at most; 1: never again
     * @param firstPause the longest pause before the first repetition
     * @param longestPause the longest pause before any
     */
    public record Retries(int attempts, Duration firstPause, Duration longestPause) {
        /** Three attempts, with pauses of up to 50 ms and 100 ms between them. */
        public static final Retries DEFAULT = new Retries(3, Duration.ofMillis(50), Duration.ofSeconds(1));

        /** Every request is sent once. */
        public static final Retries NONE = new Retries(1, Duration.ofMillis(50), Duration.ofSeconds(1));

        /** @throws FeatureStoreException when nothing would be sent, or a pause is not positive */
        public Retries {
            atLeastOne("retries.attempts", attempts);
            positive("retries.firstPause", firstPause);
            positive("retries.longestPause", longestPause);
        }

        /**
         * Draws the pause before a repetition.
         *
         * @param repetition counts from 1
         */
        Duration pause(int repetition, RandomGenerator random) {
            double doubled = firstPause.toNanos() * Math.pow(2, repetition - 1.0);
            double longest = Math.min(doubled, (double) longestPause.toNanos());
            return Duration.ofNanos((long) (longest * (1 + random.nextDouble()) / 2));
        }
    }

    /** @throws FeatureStoreException when no call could succeed with them */
    public ClientSettings {
        positive("connectTimeout", connectTimeout);
        positive("timeout", timeout);
        atLeastOne("concurrentRequests", concurrentRequests);
        token.ifPresent(ClientSettings::requireSendable);
    }

    /** The same with an access token. */
    public ClientSettings withToken(String newToken) {
        return new ClientSettings(Optional.of(newToken), connectTimeout, timeout, retries, concurrentRequests);
    }

    /** The same with this much time to connect. */
    public ClientSettings withConnectTimeout(Duration newConnectTimeout) {
        return new ClientSettings(token, newConnectTimeout, timeout, retries, concurrentRequests);
    }

    /** The same with this much time for a call in all. */
    public ClientSettings withTimeout(Duration newTimeout) {
        return new ClientSettings(token, connectTimeout, newTimeout, retries, concurrentRequests);
    }

    /** The same with other repetitions. */
    public ClientSettings withRetries(Retries newRetries) {
        return new ClientSettings(token, connectTimeout, timeout, newRetries, concurrentRequests);
    }

    /** The same with this many requests at the same time. */
    public ClientSettings withConcurrentRequests(int newConcurrentRequests) {
        return new ClientSettings(token, connectTimeout, timeout, retries, newConcurrentRequests);
    }

    /** Everything but the token, which must not reach a log. */
    @Override
    public String toString() {
        return "ClientSettings[token=%s, connectTimeout=%s, timeout=%s, retries=%s, concurrentRequests=%d]"
                .formatted(token.isPresent() ? "set" : "none", connectTimeout, timeout, retries, concurrentRequests);
    }

    private static void requireSendable(String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new FeatureStoreException(
                    "The access token is empty, or holds others than visible ASCII characters, which no header can carry. Look for a line break at its end.");
        }
    }

    private static void positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new FeatureStoreException(
                    "The setting '%s' is %s. Set it to more than nothing.".formatted(what, value));
        }
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new FeatureStoreException("The setting '%s' is %d. Set it to 1 or more.".formatted(what, value));
        }
    }
}
