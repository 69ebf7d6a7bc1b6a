package dev.tandem.online;

import dev.tandem.row.UnfitValueException;
import java.time.InstantSource;
import java.util.List;

/**
 * Writes rows or events of one view by the rules of {@code docs/semantics.md}: what counts as of the clock is stored, unless it is there already
 * or something newer is, and everything else is rejected and counted. Thread-safe.
 */
public sealed interface ViewWriter permits RowViewWriter, WindowViewWriter {

    /**
     * A writer.
     *
     * @param store of the view's project; stays the caller's to close
     * @param target the view
     * @param clock what the present is
     */
    static ViewWriter of(OnlineStore store, ViewTarget target, InstantSource clock) {
        return target.events() == null
                ? new RowViewWriter(store, target, clock)
                : new WindowViewWriter(store, target, target.events(), clock);
    }

    /** Is told of every row that is not fit to be written. */
    @FunctionalInterface
    interface RejectionListener {
        /**
         * A row was rejected.
         *
         * @param position where the row stands among those given, from 0
         * @param reason why
         */
        void rejected(int position, Rejection reason);
    }

    /** {@link #push(List, RejectionListener)} for a caller whom the counts tell enough. */
    default WriteReport push(List<FeatureRow> rows) {
        return push(rows, (position, reason) -> {});
    }

    /**
     * Packs rows and writes them, or counts events in. Either all of them can be packed or none is written.
     *
     * @param rows of a windowed view, events: their values are those of the columns that its source declares
     * @param listener is told of each row that is rejected, in order
     * @return what became of each
     * @throws IllegalArgumentException when a row has more or fewer key parts or values than the view
     * @throws UnfitValueException when a value does not fit its column's type
     * @throws OnlineStoreException when the store does not answer in time; some rows may then have been written, and the same call may be
     *     repeated
     */
    WriteReport push(List<FeatureRow> rows, RejectionListener listener);

    /** {@link #write(List, RejectionListener)} for a caller whom the counts tell enough. */
    default WriteReport write(List<EntityRow> rows) {
        return write(rows, (position, reason) -> {});
    }

    /**
     * Writes what a materialisation made.
     *
     * @param rows packed rows; of a windowed view, states as {@link dev.tandem.transform.window.EntityWindows#write} wrote them
     * @param listener is told of each row that is rejected, in order
     * @return what became of each
     * @throws IllegalArgumentException when a row was packed under another schema than the view is written under
     * @throws dev.tandem.transform.window.StateTooLargeException when the windows of an entity, with what was pushed of it, take too much;
     *     others may have been written
     * @throws OnlineStoreException when the store does not answer in time; some rows may then have been written, and the same call may be
     *     repeated
     */
    WriteReport write(List<EntityRow> rows, RejectionListener listener);
}
