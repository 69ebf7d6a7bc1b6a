package dev.tandem.offline.join;

import dev.tandem.offline.engine.Scala;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.ExternalAppendOnlyUnsafeRowArray;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;

/**
 * Joins one part of the labels with the same part of each view: the steps that {@link PointInTimeJoin} tells of. Immutable and sent to every
 * task.
 *
 * @param labelColumns the columns of the labels
 * @param spec what is joined
 * @param output what is put out, of the columns of labels and views
 * @param sifted the slots by which the views' rows were sifted, or null when all rows come
 */
record SlotJoin(
        Seq<Attribute> labelColumns,
        JoinSpec spec,
        Seq<Attribute> output,
        @Nullable Broadcast<LabelSlots> sifted) implements Serializable {

    /** Reads the labels, then one view after the other, and then puts out one row for each label. */
    Iterator<InternalRow> join(Iterator<InternalRow> labels, List<Iterator<InternalRow>> viewRows) {
        ExternalAppendOnlyUnsafeRowArray held = HeldRows.empty();
        LabelSlots slots = hold(labels, held);
        List<ViewWinners> winners = new ArrayList<>();
        for (int view = 0; view < spec.views().size(); view++) {
            winners.add(winners(slots, view, viewRows.get(view)));
        }
        return new Output(held, slots, winners);
    }

    private LabelSlots hold(Iterator<InternalRow> labels, ExternalAppendOnlyUnsafeRowArray held) {
        LabelSlots slots = new LabelSlots(types(Scala.list(spec.labelKeys())));
        UnsafeProjection keyOf = projection(Scala.list(spec.labelKeys()), labelColumns);
        int time = labelColumns.indexWhere(
                column -> column.exprId().equals(spec.labelTime().exprId()), 0);
        while (labels.hasNext()) {
            UnsafeRow label = (UnsafeRow) labels.next();
            UnsafeRow key = keyOf.apply(label);
            if (key.anyNull() || label.isNullAt(time)) {
                slots.add(null, 0);
            } else {
                requireSifted(key, label.getLong(time));
                slots.add(key, label.getLong(time));
            }
            held.add(label);
        }
        slots.sort();
        return slots;
    }

    /** Rows were let go of that only a label not among those sifted by would see. */
    private void requireSifted(UnsafeRow key, long time) {
        if (sifted != null && !sifted.value().asks(key, time)) {
            throw new ChangedLabelsException();
        }
    }

    private ViewWinners winners(LabelSlots slots, int view, Iterator<InternalRow> rows) {
        JoinedView joined = spec.views().apply(view);
        RowSlots places = rowSlots(slots, joined, spec.viewColumns().apply(view));
        long mostBytes = spec.division().heldBytes() / spec.views().size();
        ViewWinners winners = new ViewWinners(places, rows, mostBytes);
        if (sifted == null) {
            joined.withoutEventTime().add(places.withoutEventTime());
        }
        return winners;
    }

    /** Where rows of a view belong, of which the first columns are its keys. */
    static RowSlots rowSlots(LabelSlots slots, JoinedView view, Seq<Attribute> columns) {
        List<Attribute> keys =
                Scala.list(columns).subList(0, view.layout().keyTypes().size());
        return new RowSlots(slots, view, KeyIndex.isWord(types(keys)) ? row -> row : projection(keys, columns)::apply);
    }

    static List<DataType> types(List<Attribute> columns) {
        return columns.stream().map(Attribute::dataType).toList();
    }

    static UnsafeProjection projection(List<Attribute> wanted, Seq<Attribute> from) {
        return UnsafeProjection.create(Scala.<Expression>seq(wanted), from);
    }

    /** The labels, each with what it sees: range by range of slots, and within one in the order in which they came. */
    private final class Output extends AbstractIterator<InternalRow> {
        private final ExternalAppendOnlyUnsafeRowArray held;
        private final LabelSlots slots;
        private final List<ViewWinners> winners;
        private final int ranges;
        private final @Nullable UnsafeRow[] seen;
        private final StitchedRow answer;
        private int range;
        private int from;
        private int to;
        private Iterator<UnsafeRow> labels;
        private int label;
        private @Nullable InternalRow next;

        Output(ExternalAppendOnlyUnsafeRowArray held, LabelSlots slots, List<ViewWinners> winners) {
            this.held = held;
            this.slots = slots;
            this.winners = winners;
            this.ranges = winners.stream().mapToInt(ViewWinners::ranges).max().orElse(1);
            this.seen = new UnsafeRow[1 + winners.size()];
            List<Seq<Attribute>> sources = new ArrayList<>(List.of(labelColumns));
            sources.addAll(Scala.list(spec.viewColumns()));
            this.answer = new StitchedRow(Scala.list(output), sources);
            this.labels = beginRange(0);
        }

        @Override
        public boolean hasNext() {
            while (next == null && (labels.hasNext() || range + 1 < ranges)) {
                if (labels.hasNext()) {
                    next = answered(labels.next(), label++);
                } else {
                    labels = beginRange(range + 1);
                }
            }
            if (next == null) {
                held.clear();
            }
            return next != null;
        }

        private Iterator<UnsafeRow> beginRange(int number) {
            range = number;
            from = border(number);
            to = border(number + 1);
            winners.forEach(view -> view.moveTo(from, to));
            label = 0;
            return held.generateIterator();
        }

        private int border(int number) {
            return Math.toIntExact((long) slots.size() * number / ranges);
        }

        /** The label with what it sees, unless its slot is in another range. */
        private @Nullable InternalRow answered(UnsafeRow asking, int number) {
            int slot = slots.slotOf(number);
            boolean isHere = slot == LabelSlots.NONE ? range == 0 : slot >= from && slot < to;
            if (!isHere) {
                return null;
            }
            seen[0] = asking;
            for (int view = 0; view < winners.size(); view++) {
                seen[1 + view] = winners.get(view).seenAt(slot, slots.timeOf(number));
            }
            return answer.of(seen);
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            InternalRow row = Objects.requireNonNull(next);
            next = null;
            return row;
        }
    }
}
