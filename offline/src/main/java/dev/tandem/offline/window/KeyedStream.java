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
 * Events brought together by the entity that they are about, and sorted. Spark does both, and moves to disk what does
 * not fit into memory, so whoever walks through a part holds no more than it wants to. The columns are those of {@link StreamRow}.
 */
final class KeyedStream {
    static final int KEY = 0;
    static final int AT = 1;
    static final int KIND = 2;
    static final int EVENT_TIME = 3;
    static final int EVENT_ID = 4;
    static final int CREATED_TIME = 5;
    static final int PAYLOAD = 6;

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

    private KeyedStream() {}

    /** Rows of the stream, as a dataset. */
    static Dataset<Row> of(SparkSession session, JavaRDD<InternalRow> rows) {
        return session.internalCreateDataFrame(rows.rdd(), SCHEMA, false);
    }

    /** All rows of an entity in one part, each event once, in the order of events. Each row is overwritten by the next. */
    static JavaRDD<InternalRow> byEvent(Dataset<Row> rows) {
        Dataset<Row> sorted = rows.repartition(Plans.column("key"))
                .sortWithinPartitions(BY_EVENT.stream().map(Plans::column).toArray(Column[]::new));
        return Plans.internal(sorted).mapPartitions(new FirstOfEvent());
    }
}
