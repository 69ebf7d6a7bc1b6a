package dev.tandem.offline.join;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.ExternalAppendOnlyUnsafeRowArray;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;

/**
 * What the labels of one part see of one view. While the winners fit in memory, the rows are read once and all slots are ready. When they
 * do not, the winners so far and the rows not yet read wait where Spark can move them to disk, and the slots become ready one range after
 * another, each by reading what waits. Not thread-safe.
 */
final class ViewWinners {
    private final RowSlots places;
    private @Nullable NewestRows ready;
    private @Nullable ExternalAppendOnlyUnsafeRowArray waiting;
    private @Nullable UnsafeRow before;
    private int ranges = 1;

    /**
     * Reads the rows of a view.
     *
     * @param mostBytes how much memory the winners may take
     */
    ViewWinners(RowSlots places, Iterator<InternalRow> rows, long mostBytes) {
        this.places = places;
        NewestRows newest = new NewestRows(places, 0, places.slots().size());
        while (rows.hasNext()) {
            UnsafeRow row = (UnsafeRow) rows.next();
            if (places.isDated(row)) {
                newest.offer(row);
            }
            if (newest.heldBytes() > mostBytes) {
                wait(newest, rows, mostBytes);
                return;
            }
        }
        newest.fillForward(null);
        ready = newest;
    }

    private void wait(NewestRows winners, Iterator<InternalRow> rows, long mostBytes) {
        ExternalAppendOnlyUnsafeRowArray array = HeldRows.empty();
        double bytesOfOne = (double) winners.heldBytes() / winners.held();
        for (UnsafeRow winner : winners.rows()) {
            if (winner != null) {
                array.add(winner);
            }
        }
        while (rows.hasNext()) {
            UnsafeRow row = (UnsafeRow) rows.next();
            if (places.isDated(row)) {
                array.add(row);
            }
        }
        waiting = array;
        double bytes = Math.min(array.length(), places.slots().size()) * bytesOfOne;
        ranges = (int) Math.min(places.slots().size(), Math.ceil(bytes / mostBytes));
    }

    /** Into how many ranges the slots must be divided at least, for the winners of one to fit in memory. */
    int ranges() {
        return ranges;
    }

    /** Makes a range of slots ready; the next range is the one that follows it. */
    void moveTo(int from, int to) {
        if (waiting == null) {
            return;
        }
        ready = null;
        NewestRows newest = new NewestRows(places, from, to);
        Iterator<UnsafeRow> rows = waiting.generateIterator();
        while (rows.hasNext()) {
            newest.offer(rows.next());
        }
        before = newest.fillForward(before);
        ready = newest;
        if (to == places.slots().size()) {
            waiting.clear();
        }
    }

    /** The row that a label sees at {@code time}, the time of its slot, if there is one and it is not too old. */
    @Nullable
    UnsafeRow seenAt(int slot, long time) {
        return slot == LabelSlots.NONE || ready == null ? null : ready.seenAt(slot, time);
    }
}
