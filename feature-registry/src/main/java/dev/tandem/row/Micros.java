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
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), (long) instant.getNano() / 1_000);
    }

    /** The instant of that many microseconds. */
    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
