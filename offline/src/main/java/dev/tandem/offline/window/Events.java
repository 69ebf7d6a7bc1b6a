package dev.tandem.offline.window;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.Visibility;
import dev.tandem.transform.EventReader;
import dev.tandem.transform.expression.SparkValues;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPlan;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * The events of a windowed view, not read yet.
 *
 * @param rows the source's rows with the columns that it declares
 * @param form how a row is read as an event
 * @param skipped counts, when they are read, the rows that are no events: without event time, id or a part of their key, or never known
 * @param failed counts the conditions that failed on a row, and so were not true there, with why one did
 */
public record Events(FeatureRows rows, EventReader.Form form, PartitionCounts skipped, PartitionCounts failed) {

    /** The events of a view. */
    public static Events of(Definitions definitions, FeatureView view, FeatureRows rows) {
        Source source = definitions.source(view.source());
        SparkContext context = rows.rows().sparkSession().sparkContext();
        return new Events(
                rows,
                EventReader.Form.of(WindowPlan.of(view, source), source),
                PartitionCounts.on(context),
                PartitionCounts.on(context));
    }

    /** What is aggregated. */
    public WindowPlan plan() {
        return form.plan();
    }

    /** Those later than an instant, given in microseconds since 1970, and rows that are no events. */
    Events later(long instant) {
        Column time = Plans.column(rows.rows().columns()[rows.layout().eventTime()]);
        Dataset<Row> late = rows.rows().filter(time.isNull().or(time.gt(functions.lit(Micros.instant(instant)))));
        return new Events(new FeatureRows(rows.view(), late, rows.layout(), rows.visibility()), form, skipped, failed);
    }

    /** Whether of an event that comes twice one row can become known before the other. */
    boolean becomeKnownApart() {
        return rows.visibility().from() == Availability.From.CREATED_TIME;
    }

    /**
     * The events on their way to their entities.
     *
     * @param kind which view's they are
     */
    JavaRDD<StreamRow> stream(int kind) {
        return Plans.internal(rows.rows())
                .mapPartitions(new Packing(form, rows.layout(), rows.visibility(), kind, skipped, failed));
    }

    /** In one task: makes rows of the stream of rows of the source. Immutable. */
    private record Packing(
            EventReader.Form form,
            FeatureLayout layout,
            Visibility visibility,
            int kind,
            PartitionCounts skipped,
            PartitionCounts failed)
            implements FlatMapFunction<Iterator<InternalRow>, StreamRow> {

        @Override
        public Iterator<StreamRow> call(Iterator<InternalRow> rows) {
            return new Packed(this, rows);
        }
    }

    /** Used by one thread. */
    private static final class Packed implements Iterator<StreamRow> {
        private static final int FIRST_BYTES = 64;

        private final Packing packing;
        private final Iterator<InternalRow> rows;
        private final SparkValues keys;
        private final SparkValues columns;
        private final EventReader reader;
        private final ByteWriter out = new ByteWriter(FIRST_BYTES);
        private @Nullable StreamRow ahead;
        private long skipped;

        Packed(Packing packing, Iterator<InternalRow> rows) {
            this.packing = packing;
            this.rows = rows;
            FeatureLayout layout = packing.layout();
            this.keys = new SparkValues(layout.keyTypes(), 0);
            this.columns = new SparkValues(
                    layout.schema().columns().stream()
                            .map(column -> column.type())
                            .toList(),
                    layout.firstFeature());
            this.reader =
                    packing.form().reader((condition, cause) -> packing.failed().addFailure(cause));
        }

        @Override
        public boolean hasNext() {
            while (ahead == null && rows.hasNext()) {
                ahead = pack(rows.next());
                if (ahead == null) {
                    skipped++;
                }
            }
            if (ahead == null) {
                packing.skipped().add(skipped);
                skipped = 0;
            }
            return ahead != null;
        }

        @Override
        public StreamRow next() {
            StreamRow row = Objects.requireNonNull(ahead, "ask hasNext first");
            ahead = null;
            return row;
        }

        private @Nullable StreamRow pack(InternalRow row) {
            FeatureLayout layout = packing.layout();
            if (row.isNullAt(layout.eventTime())) {
                return null;
            }
            long time = row.getLong(layout.eventTime());
            long created = layout.createdTimeOf(row);
            long available = packing.visibility().availableAt(time, created);
            out.clear();
            if (available == Visibility.NEVER || !EntityKey.write(out, layout.keyTypes(), keys.pointTo(row))) {
                return null;
            }
            byte[] key = out.toBytes();
            Optional<WindowEvent> read = reader.read(time, columns.pointTo(row));
            if (read.isEmpty()) {
                return null;
            }
            WindowEvent event = read.get();
            out.clear();
            event.writeTo(out, packing.form().plan());
            return new StreamRow(
                    key, Math.max(time, available), packing.kind(), event.time(), event.id(), created, out.toBytes());
        }
    }
}
