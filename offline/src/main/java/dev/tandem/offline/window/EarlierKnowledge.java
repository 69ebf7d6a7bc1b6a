package dev.tandem.offline.window;

import dev.tandem.definition.ValueType;
import dev.tandem.offline.engine.Plans;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.SparkTypes;
import dev.tandem.transform.expression.ValueRow;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPass;
import dev.tandem.transform.window.WindowPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates, for label rows, the events that were known, or had arrived, at an instant before theirs: what an online store would have answered
 * that had been materialised so far. Labels stand among the events at the instant of their knowledge, and look from their own; so they may be answered in any order,
 * but each merges all tiles of its windows ({@link WindowPass#valuesSeenFrom}). It is for few labels.
 */
final class EarlierKnowledge {
    private static final String ASKED = "asked\nat";

    private EarlierKnowledge() {}

    /** From when on an event counts. */
    enum Counting {
        /** From when its times say that it is known, as in training. */
        WHEN_KNOWN,
        /** From when it was there as well: not before its created time, if it has one. */
        WHEN_ARRIVED
    }

    /** The columns of the labels, and those of a lookup. */
    static Dataset<Row> join(
            Dataset<Row> labels, Column time, Column instant, Counting counting, WindowJoin.Lookup lookup) {
        SparkSession session = (SparkSession) labels.sparkSession();
        List<Column> columns = new ArrayList<>();
        Arrays.stream(labels.columns()).map(Plans::column).forEach(columns::add);
        columns.add(time.as(ASKED));
        StructType own = labels.select(columns.toArray(Column[]::new)).schema();
        columns.add(functions
                .coalesce(instant, functions.timestamp_micros(functions.lit(Long.MIN_VALUE)))
                .as("counted until"));
        lookup.keys().forEach(key -> columns.add(key.values().as("label key " + key.column())));
        JavaRDD<InternalRow> asking = Plans.internal(labels.select(columns.toArray(Column[]::new)))
                .mapPartitions(
                        new LabelPacking(own, lookup.events().rows().layout().keyTypes()))
                .map(StreamRow::toInternalRow);
        JavaRDD<InternalRow> events = KeyedStream.byEvent(KeyedStream.of(
                session,
                lookup.events().stream(0)
                        .map(row -> (counting == Counting.WHEN_ARRIVED ? row.atArrival() : row).toInternalRow())));
        Dataset<Row> stream = KeyedStream.of(session, asking.union(events))
                .repartition(Plans.column("key"))
                .sortWithinPartitions(Plans.column("key"), Plans.column("at"), Plans.column("kind"));
        int[] positions = lookup.positions();
        WindowPlan plan = lookup.events().plan();
        List<ValueType> types =
                Arrays.stream(positions).mapToObj(plan.resultTypes()::get).toList();
        StructType output = own;
        for (int i = 0; i < positions.length; i++) {
            output = output.add(lookup.fields().get(i).name(), SparkTypes.of(types.get(i)), true);
        }
        return session.internalCreateDataFrame(
                        Plans.internal(stream)
                                .mapPartitions(new Pass(own, output, plan, positions, types))
                                .rdd(),
                        output,
                        false)
                .select(Stream.of(output.fieldNames())
                        .filter(name -> !name.equals(ASKED))
                        .map(Plans::column)
                        .toArray(Column[]::new));
    }

    /** In one task: walks through the events and labels of one entity after the other. Immutable. */
    private record Pass(StructType own, StructType output, WindowPlan plan, int[] positions, List<ValueType> types)
            implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
        @Override
        public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
            return new Walk(this, rows);
        }
    }

    /** Used by one thread. */
    private static final class Walk implements Iterator<InternalRow> {
        private final Pass pass;
        private final Iterator<InternalRow> rows;
        private final WindowPass windows;
        private final ValueRow values;
        private final UnsafeRow label;
        private final InternalRow features;
        private final UnsafeProjection outputColumns;
        private final HeldBytes key = new HeldBytes();
        private @Nullable InternalRow ahead;

        Walk(Pass pass, Iterator<InternalRow> rows) {
            this.pass = pass;
            this.rows = rows;
            this.windows = new WindowPass(pass.plan(), pass.positions());
            this.values = new ValueRow(pass.types());
            this.label = new UnsafeRow(pass.own().size());
            this.features = new GenericInternalRow(pass.positions().length);
            this.outputColumns = UnsafeProjection.create(pass.output());
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && rows.hasNext()) {
                InternalRow row = rows.next();
                if (!key.areThoseOf(row, KeyedStream.KEY)) {
                    key.takeThoseOf(row, KeyedStream.KEY);
                    windows.reset();
                }
                byte[] payload = row.getBinary(KeyedStream.PAYLOAD);
                int kind = row.getInt(KeyedStream.KIND);
                if (kind < StreamRow.LABEL) {
                    windows.add(WindowEvent.of(pass.plan(), row.getLong(KeyedStream.EVENT_TIME), payload));
                } else {
                    ahead = answer(payload, kind);
                }
            }
            return ahead != null;
        }

        private InternalRow answer(byte[] payload, int kind) {
            label.pointTo(payload, payload.length);
            long asked = label.getLong(pass.own().size() - 1);
            @Nullable
            ValueRow at =
                    kind == StreamRow.LABEL ? values.pointTo(ValueSource.of(windows.valuesSeenFrom(asked))) : null;
            for (int i = 0; i < pass.positions().length; i++) {
                features.update(i, at == null ? null : at.genericGet(i));
            }
            return outputColumns.apply(new JoinedRow(label, features));
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
    }
}
