package dev.tandem.offline.skew;

import java.io.Serializable;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One entity of a request that was logged.
 *
 * @param id of the request, as its caller got it
 * @param row which entity of the request, from 0
 * @param time as of when it was answered
 * @param state the number of the registry state in force then
 * @param asked keys and request inputs, in the Java forms of their types, by the names of their columns
 */
public record Request(String id, int row, Instant time, long state, Map<String, @Nullable Object> asked)
        implements Serializable {
    /** Copies the map, in its order. */
    public Request {
        asked = Collections.unmodifiableMap(new LinkedHashMap<>(asked));
    }

    /** What was asked, such as {@code origin=JFK, dest=MIA}. */
    public String text() {
        return asked.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
