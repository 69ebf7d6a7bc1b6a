package dev.tandem.definition;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as a definition writes them: whole days, hours, minutes and seconds, largest first, such as {@code 15m} or {@code 1d12h}. */
final class Durations {
    private static final Pattern TEXT =
            Pattern.compile("(?=\\d)(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");
    private static final long SECONDS_A_MINUTE = 60;
    private static final long SECONDS_AN_HOUR = 60 * SECONDS_A_MINUTE;
    private static final long SECONDS_A_DAY = 24 * SECONDS_AN_HOUR;

    private Durations() {}

    /** The duration that a text means; empty when it is none. */
    static Optional<Duration> find(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(count(parts, 1) * SECONDS_A_DAY
                + count(parts, 2) * SECONDS_AN_HOUR
                + count(parts, 3) * SECONDS_A_MINUTE
                + count(parts, 4)));
    }

    private static long count(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /**
     * The one text of a duration, in the fewest units: {@code 90m} is written {@code 1h30m}.
     *
     * @throws IllegalArgumentException when it is negative or not in whole seconds, which no definition can say
     */
    static String text(Duration duration) {
        if (duration.isNegative() || !duration.truncatedTo(ChronoUnit.SECONDS).equals(duration)) {
            throw new IllegalArgumentException(duration + " is not a whole number of seconds from 0 on");
        }
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        append(text, duration.toDays(), 'd');
        append(text, duration.toHoursPart(), 'h');
        append(text, duration.toMinutesPart(), 'm');
        append(text, duration.toSecondsPart(), 's');
        return text.toString();
    }

    private static void append(StringBuilder text, long count, char unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }
}
