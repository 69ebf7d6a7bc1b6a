package dev.tandem.offline.join;

import dev.tandem.offline.engine.Scala;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ZippedPartitionsBaseRDD;
import org.apache.spark.rdd.ZippedPartitionsPartition;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;

/** Partition by partition, the labels and the views that were divided alike, joined. */
final class ZippedRows extends ZippedPartitionsBaseRDD<InternalRow> {
    private static final long serialVersionUID = 1L;

    private final SlotJoin join;

    /**
     * @param inputs the labels, then each view; all of the same number of partitions
     */
    ZippedRows(SparkContext context, List<RDD<InternalRow>> inputs, SlotJoin join) {
        super(context, Scala.seq(inputs), false, ClassTag$.MODULE$.apply(InternalRow.class));
        this.join = join;
    }

    @Override
    public Iterator<InternalRow> compute(Partition split, TaskContext context) {
        Seq<Partition> partitions = ((ZippedPartitionsPartition) split).partitions();
        List<Iterator<InternalRow>> inputs = new ArrayList<>();
        for (int input = 0; input < partitions.size(); input++) {
            inputs.add(rowsOf(input, partitions.apply(input), context));
        }
        return join.join(inputs.get(0), inputs.subList(1, inputs.size()));
    }

    @SuppressWarnings("unchecked") // the constructor takes nothing else
    private Iterator<InternalRow> rowsOf(int input, Partition partition, TaskContext context) {
        return (Iterator<InternalRow>) rdds().apply(input).iterator(partition, context);
    }
}
