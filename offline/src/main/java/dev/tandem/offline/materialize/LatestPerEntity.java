package dev.tandem.offline.materialize;

import dev.tandem.offline.RowSink.Entry;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.FeatureLayout.Times;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.offline.source.RowSelection;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the newest row of every entity of one view, in the order of {@link dev.tandem.row.PackedRow#compare}, among the rows that a
 * {@link RowSelection} takes.
 *
 * <p><b>How.</b> In three steps, none of which ever sees the driver:
 *
 * <ol>
 *   <li>Where a source is read, each task keeps the newest row of every entity that it meets, in a map of bounded size ({@link TaskNewest}).
 *       Rows that lose are forgotten there; of a long history little is left. A row that may win is packed, and from here on it is two
 *       byte arrays, its entity's key and itself, whatever its columns were.
 *   <li>Spark brings the survivors of each entity together: an exchange by the hash of the key, and a sort by the key within each part.
 *   <li>Whoever walks through a part meets all survivors of an entity in a row, and keeps the newest of them ({@link KeyNewest}).
 * </ol>
 *
 * <p><b>Why it is right.</b> "Newer" is a total order on packed rows, so the newest of all is the newest of the newest of any parts. The
 * answer depends on no file order, no number of tasks and not on when a map was full. And the order compares the very bytes that
 * the online store compares, and that a training set compares where times are equal, so no two of them ever choose differently.
 *
 * <p><b>Memory.</b> A task of the first step holds {@link TaskNewest#HELD_BYTES} and lets go of everything when they are full, which costs
 * rows in the exchange and nothing else. Exchange and sort are Spark's own and spill to disk. The last step holds two rows. So a view of
 * any number of entities is materialised in the memory of a small one.
 *
 * <p><b>Cost.</b> Of each row that is taken, the key is packed and looked up; the row itself only when its times are not older than those
 * of the row that is held.
 */
final class LatestPerEntity {
    private static final String KEY = "key";
    private static final StructType PACKED =
            new StructType().add(KEY, DataTypes.BinaryType, false).add("row", DataTypes.BinaryType, false);

    private LatestPerEntity() {}

    /**
     * Reads the source, which happens before this returns, and says where the newest rows are.
     *
     * @param rows the view's rows
     * @param task what each task that reads does
     * @return the newest rows, each entity once, in as many parts as Spark sees fit; to be walked through in tasks
     */
    static JavaRDD<Entry> of(FeatureRows rows, TaskNewest task) {
        JavaRDD<InternalRow> survivors = Plans.internal(rows.rows().filter(roughly(rows, task.selection())))
                .mapPartitions(task);
        SparkSession session = (SparkSession) rows.rows().sparkSession();
        Dataset<Row> divided = session.internalCreateDataFrame(survivors.rdd(), PACKED, false)
                .repartition(Plans.column(KEY))
                .sortWithinPartitions(Plans.column(KEY));
        return Plans.internal(divided).mapPartitions(KeyNewest::new);
    }

    private static Column roughly(FeatureRows rows, RowSelection selection) {
        FeatureLayout layout = rows.layout();
        String[] names = rows.rows().columns();
        return selection.roughly(
                Plans.column(names[layout.eventTime()]),
                layout.times() == Times.EVENT_AND_CREATED
                        ? Optional.of(Plans.column(names[layout.size() - 1]))
                        : Optional.empty());
    }
}
