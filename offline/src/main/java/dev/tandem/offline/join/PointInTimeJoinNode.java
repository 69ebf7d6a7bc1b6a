package dev.tandem.offline.join;

import dev.tandem.offline.engine.Scala;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The point-in-time join among Spark's logical operators. Its first child is the labels, the others are the views that share one key. It
 * puts out the labels' columns and what is taken from each view.
 */
public final class PointInTimeJoinNode extends LogicalPlan {
    private static final long serialVersionUID = 1L;

    private final Seq<LogicalPlan> children;
    private final JoinSpec spec;

    /** Called by Spark by reflection, with what {@link #productElement} gave away, whenever it has changed a part: therefore public. */
    public PointInTimeJoinNode(
            Seq<LogicalPlan> children,
            Attribute labelTime,
            Seq<Attribute> labelKeys,
            Seq<Seq<Attribute>> viewColumns,
            Seq<JoinedView> views,
            Division division,
            LabelIndex index) {
        this(children, new JoinSpec(labelTime, labelKeys, viewColumns, views, division, index));
    }

    PointInTimeJoinNode(Seq<LogicalPlan> children, JoinSpec spec) {
        this.children = children;
        this.spec = spec;
    }

    JoinSpec spec() {
        return spec;
    }

    @Override
    public Seq<LogicalPlan> children() {
        return children;
    }

    @Override
    public Seq<Attribute> output() {
        return spec.output(children.head().output());
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
        return new PointInTimeJoinNode(newChildren, spec);
    }

    @Override
    public int productArity() {
        return 1 + JoinSpec.PARTS;
    }

    @Override
    public Object productElement(int number) {
        return number == 0 ? children : spec.part(number - 1);
    }

    @Override
    public boolean canEqual(Object that) {
        return that instanceof PointInTimeJoinNode;
    }

    @Override
    public boolean equals(@Nullable Object that) {
        return this == that
                || (that instanceof PointInTimeJoinNode node
                        && children.equals(node.children)
                        && spec.equals(node.spec));
    }

    @Override
    public int hashCode() {
        return 31 * children.hashCode() + spec.hashCode();
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
