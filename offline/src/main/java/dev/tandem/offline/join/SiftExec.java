package dev.tandem.offline.join;

import dev.tandem.offline.engine.Scala;
import java.util.List;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Lets go of a view's rows that cannot win, where they are read and before they are exchanged ({@link SiftedRows}). */
public final class SiftExec extends SparkPlan {
    private static final long serialVersionUID = 1L;

    private final SparkPlan child;
    private final JoinedView view;
    private final LabelIndex index;
    private final long mostBytes;

    /** Public because Spark may call it by reflection, with what {@link #productElement} gave away. */
    public SiftExec(SparkPlan child, JoinedView view, LabelIndex index, long mostBytes) {
        this.child = child;
        this.view = view;
        this.index = index;
        this.mostBytes = mostBytes;
    }

    @Override
    public RDD<InternalRow> doExecute() {
        Broadcast<LabelSlots> slots = index.slots();
        Optional<BatchedScan> scan = BatchSieve.bytes(slots.value().size()) <= mostBytes
                ? BatchedScan.of(child, view.layout())
                : Optional.empty();
        if (scan.isPresent()) {
            return scan.get().sifted(slots, view);
        }
        JoinedView sifted = view;
        long most = mostBytes;
        Seq<Attribute> columns = child.output();
        return child.execute()
                .toJavaRDD()
                .mapPartitions(rows -> {
                    RowSlots places = SlotJoin.rowSlots(slots.value(), sifted, columns);
                    return CollectionConverters.asJava(
                            new SiftedRows(CollectionConverters.asScala(rows), places, sifted, most));
                })
                .rdd();
    }

    @Override
    public Seq<SparkPlan> children() {
        return Scala.seq(List.of(child));
    }

    @Override
    public Seq<Attribute> output() {
        return child.output();
    }

    @Override
    public Partitioning outputPartitioning() {
        return child.outputPartitioning();
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
        return new SiftExec(newChildren.head(), view, index, mostBytes);
    }

    @Override
    public int productArity() {
        return 4;
    }

    @Override
    public Object productElement(int number) {
        return switch (number) {
            case 0 -> child;
            case 1 -> view;
            case 2 -> index;
            case 3 -> mostBytes;
            default -> throw new IndexOutOfBoundsException(number);
        };
    }

    @Override
    public boolean canEqual(Object that) {
        return that instanceof SiftExec;
    }

    @Override
    public boolean equals(@Nullable Object that) {
        return this == that
                || (that instanceof SiftExec node
                        && child.equals(node.child)
                        && view.equals(node.view)
                        && index == node.index
                        && mostBytes == node.mostBytes);
    }

    @Override
    public int hashCode() {
        return 31 * child.hashCode() + System.identityHashCode(index);
    }

    @Override
    public String nodeName() {
        return "Sift";
    }
}
