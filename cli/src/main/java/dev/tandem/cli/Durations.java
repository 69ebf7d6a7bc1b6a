package dev.tandem.cli;

import java.time.Duration;

/** Durations as people read them. */
final class Durations {
    private Durations() {}

    /** A span of time in its two largest units, such as "3h", "2d 4h" or "1.2s". */
    static String text(Duration duration) {
        if (duration.isNegative()) {
            return "-" + text(duration.negated());
        }
        long days = duration.toDays();
        if (days > 0) {
            return pair(days, "d", duration.toHoursPart(), "h");
        }
        if (duration.toHours() > 0) {
            return pair(duration.toHours(), "h", duration.toMinutesPart(), "m");
        }
        if (duration.toMinutes() > 0) {
            return pair(duration.toMinutes(), "m", duration.toSecondsPart(), "s");
        }
        long tenths = duration.toMillis() / 100;
        return tenths % 10 == 0 ? tenths / 10 + "s" : tenths / 10 + "." + tenths % 10 + "s";
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + " " + small + smallUnit;
    }
}
