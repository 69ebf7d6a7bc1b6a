package dev.tandem.offline.join;

import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.RowOrder;
import dev.tandem.row.Visibility;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Where the rows of one view belong among the slots of the labels. Not thread-safe. */
final class RowSlots {
    private final LabelSlots slots;
    private final FeatureLayout layout;
    private final Visibility visibility;
    private final RowOrder order;
    private final UnaryOperator<UnsafeRow> keyOf;
    private long withoutEventTime;

    /**
     * @param slots sorted
     * @param view whose rows they are
     * @param keyOf the key of a row, as the slots look it up; overwritten by the next
     */
    RowSlots(LabelSlots slots, JoinedView view, UnaryOperator<UnsafeRow> keyOf) {
        this.slots = slots;
        this.layout = view.layout();
        this.visibility = view.visibility();
        this.order = new RowOrder(layout);
        this.keyOf = keyOf;
    }

    LabelSlots slots() {
        return slots;
    }

    /** Whether a row says when it became true; those that do not are counted, and belong to no slot. */
    boolean isDated(UnsafeRow row) {
        if (row.isNullAt(layout.eventTime())) {
            withoutEventTime++;
            return false;
        }
        return true;
    }

    /** The first slot of its key that may see a dated row, or {@link LabelSlots#NONE}. */
    int slotOf(UnsafeRow row) {
        int keyNumber = slots.keyNumber(keyOf.apply(row));
        if (keyNumber == KeyIndex.ABSENT) {
            return LabelSlots.NONE;
        }
        long eventTime = row.getLong(layout.eventTime());
        long availableAt = visibility.availableAt(eventTime, layout.createdTimeOf(row));
        return availableAt == Visibility.NEVER
                ? LabelSlots.NONE
                : slots.slotAt(keyNumber, Math.max(eventTime, availableAt));
    }

    /** Whether {@code a} wins over {@code b}, of the same key. */
    boolean isNewer(UnsafeRow a, UnsafeRow b) {
        return order.isNewer(a, b);
    }

    /** Whether a row is too old to be seen at {@code time}. */
    boolean isOutlived(UnsafeRow row, long time) {
        return visibility.outlivedAt(time, row.getLong(layout.eventTime()));
    }

    /** How many rows were not dated. */
    long withoutEventTime() {
        return withoutEventTime;
    }
}
