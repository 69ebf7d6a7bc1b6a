package dev.tandem.offline.materialize;

import dev.tandem.offline.RowSink;
import dev.tandem.registry.ExpectationResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of one run.
 *
 * @param run what was planned
 * @param rows what became of the newest rows of its entities; none when it failed, though some may have been written
 * @param skipped rows of the source that can never count: without event time, with a null in their key, or without the created time that
 *     says when they count
 * @param newestArrival when the last of the rows arrived that it took; empty when it took none, or failed
 * @param expectations what was found of what is expected of its rows; none when nothing is, or the run failed before
 * @param failure why it failed, if it did; its cursor is where it was
 */
public record Materialized(
        PlannedRun run,
        RowSink.Outcome rows,
        long skipped,
        Optional<Instant> newestArrival,
        List<ExpectationResult> expectations,
        Optional<MaterializationException> failure) {

    /** Copies the list. */
    public Materialized {
        expectations = List.copyOf(expectations);
    }

    /** Whether all of it was written. */
    public boolean succeeded() {
        return failure.isEmpty();
    }
}
