package dev.tandem.online;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in Tandem's words what went wrong between here and Redis, without telling its password. Immutable. */
final class RedisErrors {
    private static final Pattern CODE = Pattern.compile(
            "\\b(NOAUTH|WRONGPASS|NOPERM|OOM|READONLY|WRONGTYPE|LOADING|CLUSTERDOWN|TRYAGAIN|BUSY|MASTERDOWN|NOREPLICAS|MISCONF)\\b");

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
        String message = message(cause);
        Optional<String> remedy = remedy(message);
        if (remedy.isPresent() || cause instanceof RedisCommandExecutionException) {
            return error(
                    "refused a command while %s: %s. %s".formatted(operation, message, remedy.orElse("See its log.")),
                    cause);
        }
        return error(
                "cannot be reached while %s: %s. Check that it runs and can be reached from here; requests succeed again as soon as it answers."
                        .formatted(operation, message),
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

    /** What to do about an error that Redis itself reports; it begins with a word in capitals, or quotes one that does. */
    private static Optional<String> remedy(String message) {
        Matcher code = CODE.matcher(message);
        if (!code.find()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (code.group()) {
                    case "NOAUTH", "WRONGPASS", "NOPERM" ->
                        "Check user and password in the online store's URL and what Redis allows that user.";
                    case "OOM" -> "Give Redis more memory, or shorten the ttl of views.";
                    case "READONLY" ->
                        "The URL names a replica: name the primary, or use a redis-sentinel:// or redis-cluster:// URL.";
                    case "MISCONF" -> "Redis cannot save its data: see its log, and mend its disk.";
                    case "WRONGTYPE" ->
                        "Something other than Tandem keeps keys of the same names: give Tandem a Redis database of its own.";
                    default -> "The request may be repeated in a moment.";
                });
    }
}
