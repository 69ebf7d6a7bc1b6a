package dev.tandem.definition;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where rows of history come from, and how their times are to be read.
 *
 * @param name unique in the project; SQL sources refer to it by this name
 * @param origin how to read it
 * @param eventTime the column that says when a row became true; required for a source that a view uses, absent for one that only
 *     feeds SQL
 * @param createdTime the column that says when a row was ingested, if there is one
 * @param eventId the column that tells events of the same entity and time apart, one of {@code columns}; required where events are
 *     aggregated, so that none counts twice
 * @param columns the types of the columns that aggregations and expectations use
 * @param availability when a row counts as known
 * @param timeZone the zone of time columns that carry none
 * @param lookback how far before its cursor an incremental materialisation reads again, for rows that arrive later than their times
 *     say; zero unless declared. Beside a created time, which tells of late rows, it is for the while that passes between the stamp and
 *     the moment when the row can be read
 * @param expect what has to hold of its rows, in order
 * @param about description, owner, tags
 */
public record Source(
        String name,
        Origin origin,
        Optional<String> eventTime,
        Optional<String> createdTime,
        Optional<String> eventId,
        SortedMap<String, ValueType> columns,
        Availability availability,
        ZoneId timeZone,
        Duration lookback,
        List<Expectation> expect,
        About about) {

    /** A source of whose rows nothing is expected. */
    public Source(
            String name,
            Origin origin,
            Optional<String> eventTime,
            Optional<String> createdTime,
            Optional<String> eventId,
            SortedMap<String, ValueType> columns,
            Availability availability,
            ZoneId timeZone,
            Duration lookback,
            About about) {
        this(
                name,
                origin,
                eventTime,
                createdTime,
                eventId,
                columns,
                availability,
                timeZone,
                lookback,
                List.of(),
                about);
    }

    /** A source whose rows are looked up, and not aggregated. */
    public Source(
            String name,
            Origin origin,
            Optional<String> eventTime,
            Optional<String> createdTime,
            Availability availability,
            ZoneId timeZone,
            Duration lookback,
            About about) {
        this(
                name,
                origin,
                eventTime,
                createdTime,
                Optional.empty(),
                new TreeMap<>(),
                availability,
                timeZone,
                lookback,
                about);
    }

    /** Copies the columns and expectations. */
    public Source {
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
        expect = List.copyOf(expect);
    }

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
