package dev.tandem.offline.skew;

import dev.tandem.registry.SkewCause;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One value as it was served and as training sees it.
 *
 * @param feature its name in the service
 * @param served what was served
 * @param trained what training sees at the instant of the request
 * @param source what is in the source at the event time of what was served; null for windows and features on demand, and where nothing was served
 * @param materializedUntil up to when its view had been materialised; null when it never was, and for features on demand
 * @param cause why the two differ; null when they are the same
 */
public record ComparedValue(
        String feature,
        Served served,
        Trained trained,
        @Nullable SourceRow source,
        @Nullable Instant materializedUntil,
        @Nullable SkewCause cause)
        implements Serializable {

    /**
     * What was served.
     *
     * @param value in the Java form of its type
     * @param status PRESENT, NULL_VALUE, NOT_FOUND or OUTSIDE_MAX_AGE
     * @param eventTime of what holds it: a row, or the newest event of the entity; null when there is none
     * @param writtenAt when that row was written; null where that is not kept
     * @param schemaId of that row; null likewise
     */
    public record Served(
            @Nullable Object value,
            String status,
            @Nullable Instant eventTime,
            @Nullable Instant writtenAt,
            @Nullable Integer schemaId)
            implements Serializable {}

    /**
     * What training sees.
     *
     * @param value in the Java form of its type
     * @param eventTime of the row that holds it; null for windows and features on demand, and where there is none
     */
    public record Trained(@Nullable Object value, @Nullable Instant eventTime) implements Serializable {}

    /**
     * A row of a source.
     *
     * @param isThere whether it is still there
     * @param value what it holds of the feature
     */
    public record SourceRow(Presence isThere, @Nullable Object value) implements Serializable {}

    /** Whether the source still has the row that was served. */
    public enum Presence {
        /** It has a row of that event time. */
        THERE,
        /** It has none. */
        GONE
    }

    /** Whether both are the same. */
    public boolean isSame() {
        return cause == null;
    }
}
