package dev.tandem.server;

import dev.tandem.TandemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer that is not what the caller asked for: a status, and one or more details that each name the place of a mistake. */
final class HttpError extends TandemException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Detail> details;
    private final transient Optional<Duration> retryAfter;
    private final @Nullable String feastClass;

    /**
     * One mistake.
     *
     * @param location the path to it: "body", then names of fields and positions in arrays
     * @param type a stable word for programs, such as {@code missing}
     * @param message a sentence for people
     */
    record Detail(List<Object> location, String type, String message) {
        Detail {
            location = List.copyOf(location);
        }
    }

    private HttpError(int status, List<Detail> details, Optional<Duration> retryAfter, @Nullable String feastClass) {
        super(details.stream()
                .map(Detail::message)
                .reduce((a, b) -> a + " " + b)
                .orElseThrow());
        this.status = status;
        this.details = List.copyOf(details);
        this.retryAfter = retryAfter;
        this.feastClass = feastClass;
    }

    private static HttpError one(int status, String type, String message, List<Object> location) {
        return new HttpError(status, List.of(new Detail(location, type, message)), Optional.empty(), null);
    }

    /** 422: the request is understood and wrong. */
    static HttpError invalid(String type, String message, Object... location) {
        return one(422, type, message, List.of(location));
    }

    /** 422 with everything that is wrong. */
    static HttpError invalid(List<Detail> details) {
        return new HttpError(422, details, Optional.empty(), null);
    }

    static HttpError tooLarge(String message, Object... location) {
        return one(413, "too_large", message, List.of(location));
    }

    static HttpError unauthorized(String message) {
        return one(401, "unauthorized", message, List.of("header", "authorization"));
    }

    static HttpError forbidden(String message, String header) {
        return one(403, "forbidden", message, List.of("header", header));
    }

    static HttpError notFound(String message, Object... location) {
        return one(404, "not_found", message, List.of(location));
    }

    /**
     * 404 on a route of the Feast protocol, whose clients turn it back into an exception of their own.
     *
     * @param feastClass the name of that exception's class in the module {@code feast.errors}
     */
    static HttpError notFoundByFeast(String feastClass, String message) {
        return new HttpError(
                404, List.of(new Detail(List.of("body"), "not_found", message)), Optional.empty(), feastClass);
    }

    static HttpError timedOut(String message) {
        return one(408, "timeout", message, List.of("body"));
    }

    static HttpError notImplemented(String message) {
        return one(501, "not_implemented", message, List.of());
    }

    /** 503: the same request may succeed later. */
    static HttpError unavailable(String message, Duration retryAfter) {
        return new HttpError(
                503, List.of(new Detail(List.of(), "unavailable", message)), Optional.of(retryAfter), null);
    }

    static HttpError of(int status, String type, String message) {
        return one(status, type, message, List.of());
    }

    /** The path to a place one step further in. */
    static List<Object> at(List<Object> location, Object... steps) {
        List<Object> longer = new ArrayList<>(location);
        longer.addAll(List.of(steps));
        return longer;
    }

    int status() {
        return status;
    }

    List<Detail> details() {
        return details;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** The class that Feast's clients shall raise, if the route speaks their protocol. */
    Optional<String> feastClass() {
        return Optional.ofNullable(feastClass);
    }
}
