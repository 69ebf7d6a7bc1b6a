package dev.tandem.sdk;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which entities to read: a value for each key column of a service, such as {@code Key.of("origin", "JFK").and("carrier", "UA")}.
 * Immutable.
 *
 * <p>A STRING is given as {@link String}, an INT32 or INT64 as {@link Integer} or {@link Long}, a BOOL as {@link Boolean}, a DATE as {@link
 * java.time.LocalDate} and a TIMESTAMP as {@link java.time.Instant} of whole microseconds. Null says that there is no such entity: its
 * features are {@link FeatureStatus#NOT_FOUND}.
 *
 * @param columns the values by name of column
 */
public record Key(Map<String, @Nullable Object> columns) {

    /** Copies the map, keeping its order. */
    public Key {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** A key of one column. */
    public static Key of(String column, @Nullable Object value) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put(column, value);
        return new Key(columns);
    }

    /** This key with one more column, or with another value of one it has. */
    public Key and(String column, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(columns);
        more.put(column, value);
        return new Key(more);
    }
}
