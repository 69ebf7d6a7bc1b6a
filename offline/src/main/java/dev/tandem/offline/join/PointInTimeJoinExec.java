package dev.tandem.offline.join;

import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.engine.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.physical.ClusteredDistribution;
import org.apache.spark.sql.catalyst.plans.physical.Distribution;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The point-in-time join among Spark's physical operators. It asks that the labels and the views be divided by their keys into the same
 * parts, which Spark sees to with one exchange of each, and joins part by part.
 */
public final class PointInTimeJoinExec extends SparkPlan {
    private static final long serialVersionUID = 1L;

    private final Seq<SparkPlan> children;
    private final JoinSpec spec;
    private final Seq<NamedExpression> selected;

    /** Called by Spark by reflection, with what {@link #productElement} gave away, whenever it has changed a part: therefore public. */
    public PointInTimeJoinExec(
            Seq<SparkPlan> children,
            Attribute labelTime,
            Seq<Attribute> labelKeys,
            Seq<Seq<Attribute>> viewColumns,
            Seq<JoinedView> views,
            Division division,
            LabelIndex index,
            Seq<NamedExpression> selected) {
        this(children, new JoinSpec(labelTime, labelKeys, viewColumns, views, division, index), selected);
    }

    /**
     * @param selected what is put out: columns of the labels and of the views, as they are or under other names
     */
    PointInTimeJoinExec(Seq<SparkPlan> children, JoinSpec spec, Seq<NamedExpression> selected) {
        this.children = children;
        this.spec = spec;
        this.selected = selected;
    }

    @Override
    public Seq<Distribution> requiredChildDistribution() {
        List<Distribution> required = new ArrayList<>();
        required.add(dividedBy(Scala.list(spec.labelKeys())));
        for (int view = 0; view < spec.views().size(); view++) {
            required.add(dividedBy(spec.viewKeys(view)));
        }
        return Scala.seq(required);
    }

    private Distribution dividedBy(List<Attribute> keys) {
        return new ClusteredDistribution(
                Scala.<Expression>seq(keys), true, Option.apply(spec.division().parts()));
    }

    @Override
    public Partitioning outputPartitioning() {
        return children.head().outputPartitioning();
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<RDD<InternalRow>> inputs = new ArrayList<>();
        Scala.list(children).forEach(child -> inputs.add(child.execute()));
        Seq<Attribute> output =
                Scala.seq(Scala.list(selected).stream().map(Plans::plainColumn).toList());
        return new ZippedRows(
                sparkContext(), inputs, new SlotJoin(children.head().output(), spec, output, sifted()));
    }

    private @Nullable Broadcast<LabelSlots> sifted() {
        return spec.isSifted() ? spec.index().slots() : null;
    }

    @Override
    public Seq<SparkPlan> children() {
        return children;
    }

    @Override
    public Seq<Attribute> output() {
        return Scala.seq(
                Scala.list(selected).stream().map(NamedExpression::toAttribute).toList());
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
        return new PointInTimeJoinExec(newChildren, spec, selected);
    }

    @Override
    public int productArity() {
        return 2 + JoinSpec.PARTS;
    }

    @Override
    public Object productElement(int number) {
        if (number == 0) {
            return children;
        }
        return number <= JoinSpec.PARTS ? spec.part(number - 1) : selected;
    }

    @Override
    public boolean canEqual(Object that) {
        return that instanceof PointInTimeJoinExec;
    }

    @Override
    public boolean equals(@Nullable Object that) {
        return this == that
                || (that instanceof PointInTimeJoinExec node
                        && children.equals(node.children)
                        && spec.equals(node.spec)
                        && selected.equals(node.selected));
    }

    @Override
    public int hashCode() {
        return Objects.hash(children, spec, selected);
    }

    @Override
    public String nodeName() {
        return "PointInTimeJoin";
    }

    @Override
    public Iterator<Object> stringArgs() {
        return Scala.<Object>seq(List.of(spec.labelKeys(), spec.labelTime())).iterator();
    }
}
