package dev.tandem.offline.materialize;

import dev.tandem.offline.source.RowSelection;
import dev.tandem.registry.MaterializationRun.Mode;
import dev.tandem.registry.StoredView;
import dev.tandem.row.Micros;
import dev.tandem.row.Visibility;
import java.time.Instant;
import java.util.Optional;

/**
 * What one run will do for one view.
 *
 * @param target the view, and where its rows go
 * @param mode INTERVAL: the rows with an event time in (from, to]; INCREMENTAL: those that arrived after {@code from}, which is the
 *     cursor less the source's lookback. Either way only rows that are known at {@code to}
 * @param from exclusive; empty: from the beginning
 * @param to inclusive; whole microseconds
 */
public record PlannedRun(StoredView target, Mode mode, Optional<Instant> from, Instant to) {

    /** Which rows of the view it takes. */
    RowSelection selection(Visibility visibility) {
        return new RowSelection(
                mode == Mode.INCREMENTAL ? RowSelection.By.ARRIVAL : RowSelection.By.EVENT_TIME,
                from.map(Micros::of).orElse(RowSelection.BEGINNING),
                Micros.of(to),
                visibility);
    }

    /** The view's name. */
    public String view() {
        return target.view();
    }

    /** What will be read, for people, on one line. */
    public String summary() {
        String rows = from.map(start -> switch (mode) {
                    case INCREMENTAL -> "what arrived after " + start;
                    case INTERVAL -> "what is dated after " + start;
                })
                .orElse("everything");
        return "%s: %s, as known at %s".formatted(view(), rows, to);
    }
}
