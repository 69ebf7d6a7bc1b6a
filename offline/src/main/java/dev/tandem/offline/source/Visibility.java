package dev.tandem.offline.source;

import dev.tandem.definition.Source.Availability;
import dev.tandem.row.RowWriter;
import java.io.Serializable;
import java.time.temporal.ChronoUnit;

/**
 * From when on a row counts. A row is visible at t when {@code event_time <= t} and {@code available_at <= t}: that is, from the later of
 * the two on. All times are in microseconds since 1970; sums beyond what 64 bits hold stay at the end of time.
 */
public record Visibility(Availability.From from, long afterMicros) implements Serializable {
    /** What {@link #from(long, long)} answers for a row that is never known. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The rule of a source. */
    public static Visibility of(Availability availability) {
        return new Visibility(
                availability.from(),
                ChronoUnit.MICROS.between(java.time.Instant.EPOCH, java.time.Instant.EPOCH.plus(availability.after())));
    }

    /**
     * The first instant at which a row is visible, or {@link #NEVER}.
     *
     * @param eventTime when it became true
     * @param createdTime when it was ingested, or {@link RowWriter#NO_CREATED_TIME}: then it is never known, where ingestion decides
     */
    public long from(long eventTime, long createdTime) {
        if (from == Availability.From.CREATED_TIME) {
            return createdTime == RowWriter.NO_CREATED_TIME
                    ? NEVER
                    : Math.max(eventTime, plus(createdTime, afterMicros));
        }
        return Math.max(eventTime, plus(eventTime, afterMicros));
    }

    /** {@code a + b}, or the end of time on its side. */
    public static long plus(long a, long b) {
        long sum = a + b;
        boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
        return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}
