package dev.tandem.offline.join;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/**
 * The newest row of one view in each slot of a range. Rows are {@linkplain #offer offered} in any order; after {@link #fillForward} a slot
 * knows the newest row of all slots of its key up to it. What two parts of the rows leave in the slots merges by offering the one's to the
 * other: the newer wins, in whatever order they come. Not thread-safe.
 */
final class NewestRows {
    /** What a row takes beside its bytes: the objects that hold it, and its place. */
    private static final int BYTES_AROUND_A_ROW = 64;

    private final RowSlots places;
    private final int from;
    private final @Nullable UnsafeRow[] newest;
    private long heldBytes;
    private int held;

    /**
     * @param from the first slot of the range
     * @param to the first slot behind it
     */
    NewestRows(RowSlots places, int from, int to) {
        this.places = places;
        this.from = from;
        this.newest = new UnsafeRow[to - from];
    }

    /** Puts a dated row into the first slot of its key that may see it, unless a newer one is there. It is copied when kept. */
    void offer(UnsafeRow row) {
        int place = places.slotOf(row) - from;
        if (place < 0 || place >= newest.length) {
            return;
        }
        UnsafeRow resident = newest[place];
        if (resident == null) {
            newest[place] = row.copy();
            heldBytes += row.getSizeInBytes() + BYTES_AROUND_A_ROW;
            held++;
        } else if (places.isNewer(row, resident)) {
            heldBytes += row.getSizeInBytes() - resident.getSizeInBytes();
            resident.copyFrom(row);
        }
    }

    /**
     * Lets every slot see what the earlier slots of its key hold. Slots then share rows, so nothing may be offered any more.
     *
     * @param before what the slot before the range sees, if that is known and there is anything
     * @return what the last slot of the range sees
     */
    @Nullable
    UnsafeRow fillForward(@Nullable UnsafeRow before) {
        LabelSlots slots = places.slots();
        UnsafeRow carried = before;
        int key = slots.keyAt(from);
        for (int slot = from; slot < from + newest.length; slot++) {
            while (slot >= slots.firstSlot(key + 1)) {
                key++;
            }
            if (slot == slots.firstSlot(key)) {
                carried = null;
            }
            UnsafeRow own = newest[slot - from];
            if (own != null && (carried == null || places.isNewer(own, carried))) {
                carried = own;
            }
            newest[slot - from] = carried;
        }
        return carried;
    }

    /** The row that a label sees at {@code time}, the time of its slot in the range, if there is one and it is not too old. */
    @Nullable
    UnsafeRow seenAt(int slot, long time) {
        UnsafeRow row = newest[slot - from];
        return row == null || places.isOutlived(row, time) ? null : row;
    }

    /** The rows that are held before they are filled forward; null where a slot has none. */
    @Nullable
    UnsafeRow[] rows() {
        return newest;
    }

    /** About how much memory the rows take. */
    long heldBytes() {
        return heldBytes;
    }

    /** How many rows are held. */
    int held() {
        return held;
    }
}
