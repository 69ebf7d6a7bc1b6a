package dev.tandem.online;

import java.time.Duration;

/**
 * How long to wait for the online store.
 *
 * @param connectTimeout for a connection to be made
 * @param commandTimeout for an answer, from the moment a request is made; a connection that stays silent for twice as long is
 *     made anew
 */
public record OnlineSettings(Duration connectTimeout, Duration commandTimeout) {
    /** Two seconds for either. */
    public static final OnlineSettings DEFAULT = new OnlineSettings(Duration.ofSeconds(2), Duration.ofSeconds(2));

    /** @throws IllegalArgumentException when a timeout is not positive */
    public OnlineSettings {
        if (connectTimeout.compareTo(Duration.ZERO) <= 0 || commandTimeout.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException(
                    "timeouts must be positive: connect " + connectTimeout + ", command " + commandTimeout);
        }
    }
}
