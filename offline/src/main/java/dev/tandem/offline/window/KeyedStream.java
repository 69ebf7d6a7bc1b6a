package dev.tandem.offline.window;

import dev.tandem.offline.engine.Plans;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Events and labels in one form, brought together by the entity that they are about, and sorted. Spark does both, and moves to disk what does
 * not fit into memory, so whoever walks through a part holds no more than it wants to.
 *
 * <p>A row is: the entity's packed key; the instant from which an event is known, or that a label asks about; which view's event it is, or
 * that it is a label, which comes behind the events of its instant; event time; the packed id of the event; created time; and what
 * the row holds.
 */
final class KeyedStream {
    static final int KEY = 0;
    static final int AT = 1;
    static final int KIND = 2;
    static final int EVENT_TIME = 3;
    static final int EVENT_ID = 4;
    static final int CREATED_TIME = 5;
    static final int PAYLOAD = 6;

    /** The kind of labels, after that of every event. */
    static final int LABEL = Integer.MAX_VALUE - 1;
    /** The kind of labels that name no entity. */
    static final int LABEL_OF_NOBODY = Integer.MAX_VALUE;

    private static final StructType SCHEMA = new StructType()
            .add("key", DataTypes.BinaryType, false)
            .add("at", DataTypes.LongType, false)
            .add("kind", DataTypes.IntegerType, false)
            .add("event_time", DataTypes.LongType, false)
            .add("event_id", DataTypes.BinaryType, false)
            .add("created_time", DataTypes.LongType, false)
            .add("payload", DataTypes.BinaryType, false);

    /** An event before its repetitions, and of these the one that was known first before the others. */
    private static final List<String> BY_EVENT =
            List.of("key", "kind", "event_time", "event_id", "at", "created_time", "payload");

    private static final List<String> BY_INSTANT =
            List.of("key", "at", "kind", "event_time", "event_id", "created_time", "payload");

    private KeyedStream() {}

    /** Rows of the stream, as a dataset. */
    static Dataset<Row> of(SparkSession session, JavaRDD<InternalRow> rows) {
        return session.internalCreateDataFrame(rows.rdd(), SCHEMA, false);
    }

    /** All rows of an entity in one part, each event once, in the order of events. Each row is overwritten by the next. */
    static JavaRDD<InternalRow> byEvent(Dataset<Row> rows) {
        return firstOfEach(sorted(rows.repartition(Plans.column("key")), BY_EVENT));
    }

    /** All rows of an entity in one part, each event once, in the order in which they were known and asked about. Each row is overwritten by the next. */
    static JavaRDD<InternalRow> byInstant(Dataset<Row> rows, Repetitions repetitions) {
        return switch (repetitions) {
            // They are known at the same instant, so they follow each other.
            case KNOWN_TOGETHER -> firstOfEach(sorted(rows.repartition(Plans.column("key")), BY_INSTANT));
            case KNOWN_APART ->
                Plans.internal(sorted(of((SparkSession) rows.sparkSession(), byEvent(rows)), BY_INSTANT));
        };
    }

    /** Whether an event that comes twice can become known at two instants. */
    enum Repetitions {
        KNOWN_TOGETHER,
        KNOWN_APART
    }

    private static Dataset<Row> sorted(Dataset<Row> rows, List<String> columns) {
        return rows.sortWithinPartitions(columns.stream().map(Plans::column).toArray(Column[]::new));
    }

    private static JavaRDD<InternalRow> firstOfEach(Dataset<Row> sorted) {
        return Plans.internal(sorted).mapPartitions(new FirstOfEvent());
    }
}
