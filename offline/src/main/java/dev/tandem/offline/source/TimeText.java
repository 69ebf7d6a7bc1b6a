package dev.tandem.offline.source;

import dev.tandem.row.Micros;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Optional;

/**
 * Times written as text: an ISO 8601 date; then, if need be, {@code T} or a blank and a time of day, whose seconds and decimals may be left
 * out; then, if need be, an offset or the name of a zone. What says no zone is in the zone given; what says no time of day is midnight
 * there. Anything finer than a microsecond is cut off, towards the past.
 *
 * <p>Where clocks are set forward, a time that they skip is moved on by as much as they are; where they are set back, a time that comes
 * twice means the first ({@link java.time.LocalDateTime#atZone}).
 */
final class TimeText {
    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("'T'HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("[ ][XXX][X][VV]")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withChronology(IsoChronology.INSTANCE);
    private static final int DATE_LENGTH = 10;

    private TimeText() {}

    /** The microseconds since 1970 that a text means, in {@code zone} unless it says otherwise; empty when it is no time. */
    static Optional<Long> micros(String text, ZoneId zone) {
        try {
            TemporalAccessor parts = FORMAT.parse(withT(text.strip()));
            LocalTime time = parts.query(TemporalQueries.localTime());
            ZoneId said = parts.query(TemporalQueries.zone());
            LocalDate date = LocalDate.from(parts);
            ZonedDateTime moment =
                    time == null ? date.atStartOfDay(zone) : date.atTime(time).atZone(said == null ? zone : said);
            return Optional.of(Micros.of(moment.toInstant()));
        } catch (DateTimeException | ArithmeticException notATime) {
            return Optional.empty();
        }
    }

    private static String withT(String text) {
        return text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' '
                ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1)
                : text;
    }
}
