package dev.tandem.row;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as whole microseconds since 1970-01-01T00:00:00Z: the precision of every time in Tandem. */
public final class Micros {
    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    /**
     * The microseconds of an instant; anything finer is cut off, towards the past.
     *
     * @throws ArithmeticException beyond about 292,000 years from 1970
     */
    public static long of(Instant instant) {
        long seconds = instant.getEpochSecond();
        long micros = instant.getNano() / 1_000;
        // Before 1970 the second that follows is counted back from: the first instant of the range lies in a second
        // that does not fit.
        return seconds < 0
                ? Math.addExact(Math.multiplyExact(seconds + 1, PER_SECOND), micros - PER_SECOND)
                : Math.addExact(Math.multiplyExact(seconds, PER_SECOND), micros);
    }

    /** The instant of that many microseconds. */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
