package dev.tandem.offline.materialize;

import dev.tandem.offline.RowSink;
import java.util.Optional;

/**
 * What became of one run.
 *
 * @param run what was planned
 * @param rows what became of the newest rows of its entities; none when it failed, though some may have been written
 * @param skipped rows of the source that can never count: without event time, with a null in their key, or without the created time that
 *     says when they count
 * @param failure why it failed, if it did; its cursor is where it was
 */
public record Materialized(
        PlannedRun run, RowSink.Outcome rows, long skipped, Optional<MaterializationException> failure) {

    /** Whether all of it was written. */
    public boolean succeeded() {
        return failure.isEmpty();
    }
}
