package dev.tandem.online;

import java.time.Duration;

/**
 * How to ask the online store, and how long to wait for it.
 *
 * @param connectTimeout for a connection to be made
 * @param commandTimeout for an answer, from the moment a request is made; a connection that stays silent for twice as long is
 *     made anew
 * @param connections how many to make, each on one of {@link EventLoops}: those of a server are as many as these, so that each thread that reads requests asks on a
 *     connection of its own; more than there are loops are not made
 */
public record OnlineSettings(Duration connectTimeout, Duration commandTimeout, int connections) {
    /** Two seconds for either, and one connection. */
    public static final OnlineSettings DEFAULT = new OnlineSettings(Duration.ofSeconds(2), Duration.ofSeconds(2));

    /**
     * With one connection.
     *
     * @throws IllegalArgumentException when a timeout is not positive
     */
    public OnlineSettings(Duration connectTimeout, Duration commandTimeout) {
        this(connectTimeout, commandTimeout, 1);
    }

    /** @throws IllegalArgumentException when a timeout, or the number of connections, is not positive */
    public OnlineSettings {
        if (connections < 1) {
            throw new IllegalArgumentException("a store needs at least one connection, not " + connections);
        }
        if (connectTimeout.compareTo(Duration.ZERO) <= 0 || commandTimeout.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException(
                    "timeouts must be positive: connect " + connectTimeout + ", command " + commandTimeout);
        }
    }

    /** The same with a connection for each of {@link EventLoops}, as a server wants them. */
    public OnlineSettings forServing() {
        return new OnlineSettings(
                connectTimeout, commandTimeout, EventLoops.shared().count());
    }
}
