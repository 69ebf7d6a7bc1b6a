package dev.tandem.offline.join;

import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.RowOrder;
import dev.tandem.row.Visibility;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/**
 * The newest row of one view in each slot. Rows are {@linkplain #offer offered} in any order; after {@link #fillForward} a slot knows the
 * newest row of all slots of its key up to it. What two parts of the rows leave in the slots merges by offering the one's to the other:
 * the newer wins, in whatever order they come. Not thread-safe.
 */
final class NewestRows {
    private final LabelSlots slots;
    private final FeatureLayout layout;
    private final Visibility visibility;
    private final RowOrder order;
    private final @Nullable UnsafeRow[] newest;
    private long withoutEventTime;

    /**
     * @param slots sorted
     */
    NewestRows(LabelSlots slots, FeatureLayout layout, Visibility visibility) {
        this.slots = slots;
        this.layout = layout;
        this.visibility = visibility;
        this.order = new RowOrder(layout);
        this.newest = new UnsafeRow[slots.size()];
    }

    /** Puts a row into the first slot of its key that may see it, unless a newer one is there. Both arguments are copied when kept. */
    void offer(UnsafeRow key, UnsafeRow row) {
        if (row.isNullAt(layout.eventTime())) {
            withoutEventTime++;
            return;
        }
        int keyNumber = slots.keyNumber(key);
        if (keyNumber == KeyIndex.ABSENT) {
            return;
        }
        long eventTime = row.getLong(layout.eventTime());
        long availableAt = visibility.availableAt(eventTime, layout.createdTimeOf(row));
        int slot = availableAt == Visibility.NEVER
                ? LabelSlots.NONE
                : slots.slotAt(keyNumber, Math.max(eventTime, availableAt));
        if (slot == LabelSlots.NONE) {
            return;
        }
        UnsafeRow resident = newest[slot];
        if (resident == null) {
            newest[slot] = row.copy();
        } else if (order.isNewer(row, resident)) {
            resident.copyFrom(row);
        }
    }

    /** Lets every slot see what the earlier slots of its key hold. Slots then share rows, so nothing may be offered any more. */
    void fillForward() {
        for (int key = 0; key < slots.keys(); key++) {
            UnsafeRow carried = null;
            for (int slot = slots.firstSlot(key); slot < slots.firstSlot(key + 1); slot++) {
                UnsafeRow own = newest[slot];
                if (own != null && (carried == null || order.isNewer(own, carried))) {
                    carried = own;
                }
                newest[slot] = carried;
            }
        }
    }

    /** The row that a label sees at {@code time}, the time of its slot, if there is one and it is not too old. */
    @Nullable
    UnsafeRow seenAt(int slot, long time) {
        UnsafeRow row = slot == LabelSlots.NONE ? null : newest[slot];
        return row == null || visibility.outlivedAt(time, row.getLong(layout.eventTime())) ? null : row;
    }

    /** How many rows were left out because they say not when they became true. */
    long withoutEventTime() {
        return withoutEventTime;
    }
}
