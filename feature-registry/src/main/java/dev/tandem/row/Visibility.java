package dev.tandem.row;

import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import java.io.Serializable;
import java.time.Duration;

/**
 * From when to when a row of a view counts, as arithmetic on microseconds since 1970: the point-in-time rule of
 * {@code docs/semantics.md}, written down once for training, writing and serving. No sum overflows: what would lie beyond the last
 * microsecond of a {@code long} is that last microsecond. Immutable; serializable, so that tasks of a distributed job can carry it.
 *
 * @param ttl how old a row may be and still count, in microseconds, or {@link #NO_TTL}
 * @param from the moment from which a row counts as known
 * @param after a lag added to that moment, in microseconds, not negative
 */
public record Visibility(long ttl, Availability.From from, long after) implements Serializable {
    /** The ttl of a view that declares none: its rows count for ever. */
    public static final long NO_TTL = Long.MAX_VALUE;

    /** The available time of a row that never counts. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What a source declares, for whoever reads its rows without a view. */
    public static Visibility of(Source source) {
        return new Visibility(
                NO_TTL,
                source.availability().from(),
                micros(source.availability().after()));
    }

    /** What a view and its source declare. */
    public static Visibility of(FeatureView view, Source source) {
        return new Visibility(
                view.ttl().map(Visibility::micros).orElse(NO_TTL),
                source.availability().from(),
                micros(source.availability().after()));
    }

    /** @throws IllegalArgumentException when a length of time is negative */
    public Visibility {
        if (ttl < 0 || after < 0) {
            throw new IllegalArgumentException("neither ttl (" + ttl + ") nor lag (" + after + ") may be negative");
        }
    }

    /**
     * When a row became known. Where the created time decides and a row has none, nobody can say that it was known, so it never counts.
     *
     * @param eventTime of the row
     * @param createdTime of the row, or {@link RowWriter#NO_CREATED_TIME}
     */
    public long availableAt(long eventTime, long createdTime) {
        return switch (from) {
            case EVENT_TIME -> plus(eventTime, after);
            case CREATED_TIME -> createdTime == RowWriter.NO_CREATED_TIME ? NEVER : plus(createdTime, after);
        };
    }

    /** Whether a row had happened and was known at an instant, however old it was by then. */
    public boolean knownAt(long instant, long eventTime, long createdTime) {
        long availableAt = availableAt(eventTime, createdTime);
        return eventTime <= instant && availableAt <= instant && availableAt != NEVER;
    }

    /** Whether a row was older than the ttl at an instant; a row exactly as old as the ttl is not. */
    public boolean outlivedAt(long instant, long eventTime) {
        return instant > lastInstant(eventTime);
    }

    /** The last instant at which a row counts. */
    public long lastInstant(long eventTime) {
        return ttl == NO_TTL ? Long.MAX_VALUE : plus(eventTime, ttl);
    }

    /** The sum of an instant and a length of time, or the last instant there is. */
    private static long plus(long instant, long length) {
        long sum = instant + length;
        return sum < instant ? Long.MAX_VALUE : sum;
    }

    private static long micros(Duration length) {
        return Math.addExact(Math.multiplyExact(length.getSeconds(), 1_000_000L), (long) length.getNano() / 1_000);
    }
}
