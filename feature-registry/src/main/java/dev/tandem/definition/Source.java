package dev.tandem.definition;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Where rows of history come from, and how their times are to be read.
 *
 * @param name unique in the project; SQL sources refer to it by this name
 * @param origin how to read it
 * @param eventTime the column that says when a row became true; required for a source that a view uses, absent for one that only
 *     feeds SQL
 * @param createdTime the column that says when a row was ingested, if there is one
 * @param availability when a row counts as known
 * @param timeZone the zone of time columns that carry none
 * @param lookback how far before its cursor an incremental materialisation reads again, for rows that arrive later than their times
 *     say; zero unless declared. Beside a created time, which tells of late rows, it is for the while that passes between the stamp and
 *     the moment when the row can be read
 * @param about description, owner, tags
 */
public record Source(
        String name,
        Origin origin,
        Optional<String> eventTime,
        Optional<String> createdTime,
        Availability availability,
        ZoneId timeZone,
        Duration lookback,
        About about) {

    /**
     * The knowledge time of a row: a row is visible at t only when it was available at t.
     *
     * @param from the moment that counts
     * @param after a fixed lag added to it; zero unless declared
     */
    public record Availability(From from, Duration after) {
        /** The moment from which a row counts as known. */
        public enum From {
            EVENT_TIME,
            CREATED_TIME
        }

        /** A row is known as soon as it happens. */
        public static final Availability AT_EVENT_TIME = new Availability(From.EVENT_TIME, Duration.ZERO);
    }
}
