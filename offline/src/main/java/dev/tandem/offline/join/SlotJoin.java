package dev.tandem.offline.join;

import dev.tandem.offline.engine.Scala;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.ExternalAppendOnlyUnsafeRowArray;
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
 */
record SlotJoin(Seq<Attribute> labelColumns, JoinSpec spec) implements Serializable {

    /** How many label rows are held as objects; those beyond are kept where Spark can move them to disk. */
    private static final int ROWS_HELD_AS_OBJECTS = 4096;

    /** Reads the labels, then one view after the other, and then puts out one row for each label. */
    Iterator<InternalRow> join(Iterator<InternalRow> labels, List<Iterator<InternalRow>> viewRows) {
        ExternalAppendOnlyUnsafeRowArray held = new ExternalAppendOnlyUnsafeRowArray(
                ROWS_HELD_AS_OBJECTS, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
        LabelSlots slots = hold(labels, held);
        List<NewestRows> newest = new ArrayList<>();
        for (int view = 0; view < spec.views().size(); view++) {
            newest.add(newestRows(slots, view, viewRows.get(view)));
        }
        return new Output(held, slots, newest);
    }

    private LabelSlots hold(Iterator<InternalRow> labels, ExternalAppendOnlyUnsafeRowArray held) {
        LabelSlots slots = new LabelSlots();
        UnsafeProjection keyOf = projection(Scala.list(spec.labelKeys()), labelColumns);
        int time = labelColumns.indexWhere(
                column -> column.exprId().equals(spec.labelTime().exprId()), 0);
        while (labels.hasNext()) {
            UnsafeRow label = (UnsafeRow) labels.next();
            UnsafeRow key = keyOf.apply(label);
            slots.add(key.anyNull() || label.isNullAt(time) ? null : key, label.getLong(time));
            held.add(label);
        }
        slots.sort();
        return slots;
    }

    private NewestRows newestRows(LabelSlots slots, int view, Iterator<InternalRow> rows) {
        JoinedView joined = spec.views().apply(view);
        NewestRows newest = new NewestRows(slots, joined.layout(), joined.visibility());
        UnsafeProjection keyOf =
                projection(spec.viewKeys(view), spec.viewColumns().apply(view));
        while (rows.hasNext()) {
            UnsafeRow row = (UnsafeRow) rows.next();
            newest.offer(keyOf.apply(row), row);
        }
        newest.fillForward();
        joined.withoutEventTime().add(newest.withoutEventTime());
        return newest;
    }

    private static UnsafeProjection projection(List<Attribute> wanted, Seq<Attribute> from) {
        return UnsafeProjection.create(Scala.<Expression>seq(wanted), from);
    }

    /** The labels in the order in which they came, each with what it sees. */
    private final class Output extends AbstractIterator<InternalRow> {
        private final ExternalAppendOnlyUnsafeRowArray held;
        private final LabelSlots slots;
        private final List<NewestRows> newest;
        private final Iterator<UnsafeRow> labels;
        private final InternalRow[] unseen;
        private final UnsafeProjection output;
        private int label;

        Output(ExternalAppendOnlyUnsafeRowArray held, LabelSlots slots, List<NewestRows> newest) {
            this.held = held;
            this.slots = slots;
            this.newest = newest;
            this.labels = held.generateIterator();
            this.unseen = new InternalRow[spec.views().size()];
            List<Attribute> seen = new ArrayList<>(Scala.list(labelColumns));
            for (int view = 0; view < unseen.length; view++) {
                Seq<Attribute> columns = spec.viewColumns().apply(view);
                unseen[view] = new GenericInternalRow(columns.size());
                Scala.list(columns).forEach(column -> seen.add(column.withNullability(true)));
            }
            this.output = projection(Scala.list(spec.output(labelColumns)), Scala.seq(seen));
        }

        @Override
        public boolean hasNext() {
            boolean more = labels.hasNext();
            if (!more) {
                held.clear();
            }
            return more;
        }

        @Override
        public InternalRow next() {
            InternalRow row = labels.next();
            int slot = slots.slotOf(label);
            for (int view = 0; view < newest.size(); view++) {
                @Nullable UnsafeRow seen = newest.get(view).seenAt(slot, slots.timeOf(label));
                row = new JoinedRow(row, seen == null ? unseen[view] : seen);
            }
            label++;
            return output.apply(row);
        }
    }
}
