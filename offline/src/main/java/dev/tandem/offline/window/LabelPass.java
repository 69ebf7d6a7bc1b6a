package dev.tandem.offline.window;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.ValueRow;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPass;
import dev.tandem.transform.window.WindowPlan;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * In one task: walks through the events and labels of one entity after the other, and puts out the labels with what their windows hold.
 * Immutable.
 *
 * @param own the labels' own columns
 * @param output these, and the features
 * @param asked the views, by the kind of their events
 */
record LabelPass(StructType own, StructType output, List<Asked> asked)
        implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {

    /**
     * A view, and which of its features are wanted.
     */
    record Asked(WindowPlan plan, int[] positions) implements Serializable {
        private List<ValueType> resultTypes() {
            List<ValueType> all = plan.resultTypes();
            return Arrays.stream(positions).mapToObj(all::get).toList();
        }
    }

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
        return new Walk(rows);
    }

    /** Used by one thread. */
    private final class Walk implements Iterator<InternalRow> {
        private final Iterator<InternalRow> rows;
        private final WindowPass[] passes;
        private final ValueRow[] values;
        private final UnsafeRow label = new UnsafeRow(own.size());
        private final InternalRow features;
        private final UnsafeProjection outputColumns = UnsafeProjection.create(output);
        private final HeldBytes key = new HeldBytes();
        private @Nullable InternalRow ahead;

        Walk(Iterator<InternalRow> rows) {
            this.rows = rows;
            this.passes = asked.stream()
                    .map(each -> new WindowPass(each.plan(), each.positions()))
                    .toArray(WindowPass[]::new);
            this.values =
                    asked.stream().map(each -> new ValueRow(each.resultTypes())).toArray(ValueRow[]::new);
            this.features = new GenericInternalRow(output.size() - own.size());
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && rows.hasNext()) {
                InternalRow row = rows.next();
                begin(row);
                int kind = row.getInt(KeyedStream.KIND);
                if (kind < KeyedStream.LABEL) {
                    passes[kind].add(WindowEvent.of(
                            asked.get(kind).plan(),
                            row.getLong(KeyedStream.EVENT_TIME),
                            row.getBinary(KeyedStream.PAYLOAD)));
                } else {
                    ahead = answer(row, kind);
                }
            }
            return ahead != null;
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            InternalRow row = Objects.requireNonNull(ahead);
            ahead = null;
            return row;
        }

        private void begin(InternalRow row) {
            if (!key.areThoseOf(row, KeyedStream.KEY)) {
                key.takeThoseOf(row, KeyedStream.KEY);
                for (int i = 0; i < passes.length; i++) {
                    passes[i].reset();
                }
            }
        }

        private InternalRow answer(InternalRow labelRow, int kind) {
            byte[] payload = labelRow.getBinary(KeyedStream.PAYLOAD);
            label.pointTo(payload, payload.length);
            int column = 0;
            for (int view = 0; view < passes.length; view++) {
                @Nullable
                ValueSource at = kind == KeyedStream.LABEL
                        ? ValueSource.of(passes[view].valuesAt(labelRow.getLong(KeyedStream.AT)))
                        : null;
                @Nullable ValueRow row = at == null ? null : values[view].pointTo(at);
                for (int i = 0; i < asked.get(view).positions().length; i++) {
                    features.update(column++, row == null ? null : row.genericGet(i));
                }
            }
            return outputColumns.apply(new JoinedRow(label, features));
        }
    }
}
