package dev.tandem.online;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of every row that a {@link ViewWriter} was given. Immutable.
 *
 * @param written became the newest of their entity
 * @param older were the same as, or older than, what is stored, and changed nothing
 * @param rejected were not fit to be written: how many for each reason, reasons that did not occur left out
 */
public record WriteReport(long written, long older, Map<Rejection, Long> rejected) {
    /** No rows. */
    public static final WriteReport NONE = new WriteReport(0, 0, Map.of());

    /** Copies the map. */
    public WriteReport {
        Map<Rejection, Long> copy = new EnumMap<>(Rejection.class);
        copy.putAll(rejected);
        rejected = Collections.unmodifiableMap(copy);
    }

    /** How many rows were rejected, whatever the reason. */
    public long allRejected() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Both reports together. */
    public WriteReport plus(WriteReport other) {
        Map<Rejection, Long> sum = new EnumMap<>(Rejection.class);
        sum.putAll(rejected);
        other.rejected.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return new WriteReport(written + other.written, older + other.older, sum);
    }
}
