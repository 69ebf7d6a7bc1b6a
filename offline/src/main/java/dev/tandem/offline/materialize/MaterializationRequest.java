package dev.tandem.offline.materialize;

import dev.tandem.registry.MaterializationRun.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to materialise.
 *
 * @param views names of online views; none: all of them
 * @param mode INCREMENTAL: what arrived since the last time, or everything the first time; INTERVAL: what is dated after {@code from}
 * @param from start of an interval, exclusive; empty: from the beginning
 * @param to as known at which instant, inclusive; empty: now
 */
public record MaterializationRequest(List<String> views, Mode mode, Optional<Instant> from, Optional<Instant> to) {

    /**
     * Copies the names.
     *
     * @throws IllegalArgumentException when an incremental run is given a start: that is the cursor's
     */
    public MaterializationRequest {
        views = List.copyOf(views);
        if (mode == Mode.INCREMENTAL && from.isPresent()) {
            throw new IllegalArgumentException("an incremental run starts from its cursor, not from " + from.get());
        }
    }

    /** All online views, from their cursors to now. */
    public static MaterializationRequest incremental() {
        return new MaterializationRequest(List.of(), Mode.INCREMENTAL, Optional.empty(), Optional.empty());
    }

    /** The whole history of all online views. */
    public static MaterializationRequest full() {
        return new MaterializationRequest(List.of(), Mode.INTERVAL, Optional.empty(), Optional.empty());
    }

    /** All online views, rows dated after an instant. */
    public static MaterializationRequest datedAfter(Instant from) {
        return new MaterializationRequest(List.of(), Mode.INTERVAL, Optional.of(from), Optional.empty());
    }

    /** The same for these views only. */
    public MaterializationRequest ofViews(List<String> names) {
        return new MaterializationRequest(names, mode, from, to);
    }

    /** The same as known at an instant. */
    public MaterializationRequest asKnownAt(Instant instant) {
        return new MaterializationRequest(views, mode, from, Optional.of(instant));
    }
}
