package dev.tandem.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * One materialisation of one view, as the registry remembers it.
 *
 * @param id unique in the registry
 * @param view the view's name
 * @param generation the generation written to
 * @param mode which rows were read
 * @param from start of the interval, exclusive; empty: from the beginning
 * @param to end of the interval, inclusive
 * @param startedAt when it began
 * @param finishedAt when it ended; empty while it runs, or when it was killed
 * @param outcome how it ended
 * @param written rows that became the newest of their entity
 * @param older rows that the online store already had, or had newer
 * @param rejected rows that were not fit to be written
 * @param newestArrival the latest arrival of any row that this run, and runs of its generation that succeeded before, took from the source;
 *     empty while there is none, and of runs that did not succeed
 * @param message why it failed; when it succeeded, what is worth knowing of its rows, or nothing
 */
public record MaterializationRun(
        long id,
        String view,
        long generation,
        Mode mode,
        Optional<Instant> from,
        Instant to,
        Instant startedAt,
        Optional<Instant> finishedAt,
        Outcome outcome,
        long written,
        long older,
        long rejected,
        Optional<Instant> newestArrival,
        String message) {

    /**
     * What a run did that succeeded.
     *
     * @param written see {@link MaterializationRun#written()}
     * @param older see {@link MaterializationRun#older()}
     * @param rejected see {@link MaterializationRun#rejected()}
     * @param newestArrival the latest arrival of the rows that it took; empty when it took none
     * @param message what is worth knowing of the rows, or nothing
     */
    public record Done(long written, long older, long rejected, Optional<Instant> newestArrival, String message) {}

    /** The same run when it ended. */
    MaterializationRun ended(Instant at, Outcome how, Done done) {
        return new MaterializationRun(
                id,
                view,
                generation,
                mode,
                from,
                to,
                startedAt,
                Optional.of(at),
                how,
                done.written(),
                done.older(),
                done.rejected(),
                done.newestArrival(),
                done.message());
    }

    /** Which rows a run reads. */
    public enum Mode {
        /** All rows of an interval that somebody named. */
        INTERVAL,
        /** The rows since the cursor. */
        INCREMENTAL
    }

    /** How a run ended. */
    public enum Outcome {
        RUNNING,
        SUCCEEDED,
        FAILED
    }
}
