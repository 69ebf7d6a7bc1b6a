package dev.tandem.online;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Says in Tandem's words what went wrong between here and Redis, without telling its password. Immutable. */
final class RedisErrors {
    private final RedisAddress address;
    private final OnlineSettings settings;

    RedisErrors(RedisAddress address, OnlineSettings settings) {
        this.address = address;
        this.settings = settings;
    }

    /**
     * The error to throw for what the client library threw; what is no error of Redis is handed back as it is.
     *
     * @param operation what was being done, as in "while reading rows"
     */
    RuntimeException translated(Throwable thrown, String operation) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof OnlineStoreException known) {
            return known;
        }
        if (cause instanceof RedisCommandTimeoutException) {
            return error(
                    "did not answer within %d ms while %s. It is overloaded, paused or cut off from here. The request may be repeated."
                            .formatted(settings.commandTimeout().toMillis(), operation),
                    cause);
        }
        if (cause instanceof RedisCommandExecutionException) {
            return error(
                    "refused a command while %s: %s. %s".formatted(operation, message(cause), remedy(message(cause))),
                    cause);
        }
        return error(
                "cannot be reached while %s: %s. Check that it runs and can be reached from here; requests succeed again as soon as it answers."
                        .formatted(operation, message(cause)),
                cause);
    }

    OnlineStoreException error(String problem, @Nullable Throwable cause) {
        return new OnlineStoreException(
                "Redis at " + address + " " + problem, cause != null && isTold(cause) ? null : cause);
    }

    private String message(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
        return address.isToldBy(message) ? "(its message holds the password)" : withoutFullStop(message);
    }

    private boolean isTold(Throwable cause) {
        for (Throwable link = cause; link != null && link.getCause() != link; link = link.getCause()) {
            if (link.getMessage() != null && address.isToldBy(link.getMessage())) {
                return true;
            }
        }
        return false;
    }

    private static String withoutFullStop(String message) {
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static String remedy(String message) {
        String code = message.split(" ", 2)[0];
        return switch (code) {
            case "NOAUTH", "WRONGPASS", "NOPERM" ->
                "Check user and password in the online store's URL and what Redis allows that user.";
            case "OOM" -> "Give Redis more memory, or shorten the ttl of views.";
            case "READONLY" ->
                "The URL names a replica: name the primary, or use a redis-sentinel:// or redis-cluster:// URL.";
            case "LOADING", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "MASTERDOWN" ->
                "The request may be repeated in a moment.";
            case "WRONGTYPE" ->
                "Something other than Tandem keeps keys of the same names: give Tandem a Redis database of its own.";
            default -> "See the log of Redis.";
        };
    }
}
