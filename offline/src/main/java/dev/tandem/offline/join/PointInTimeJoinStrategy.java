package dev.tandem.offline.join;

import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.engine.Scala;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/**
 * Tells Spark's planner how a {@link PointInTimeJoinNode} is executed. A selection of its columns, as they are or under other names, is
 * executed by the join itself: Spark would copy each row once more, through a method generated for all of its columns.
 */
final class PointInTimeJoinStrategy extends SparkStrategy {
    private static final long serialVersionUID = 1L;

    /** Makes a session able to plan the join, once. */
    static void teach(SparkSession session) {
        List<SparkStrategy> strategies =
                new ArrayList<>(Scala.list(session.experimental().extraStrategies()));
        if (strategies.stream().noneMatch(PointInTimeJoinStrategy.class::isInstance)) {
            strategies.add(new PointInTimeJoinStrategy());
            session.experimental().extraStrategies_$eq(Scala.seq(strategies));
        }
    }

    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        if (plan instanceof PointInTimeJoinNode node) {
            return Scala.seq(List.of(join(node, node.output())));
        }
        if (plan instanceof Project project
                && project.child() instanceof PointInTimeJoinNode node
                && Scala.list(project.projectList()).stream().allMatch(Plans::isPlainColumn)) {
            return Scala.seq(List.of(join(node, project.projectList())));
        }
        return Scala.seq(List.of());
    }

    private SparkPlan join(PointInTimeJoinNode node, Seq<? extends NamedExpression> selected) {
        JoinSpec spec = node.spec();
        List<SparkPlan> children =
                new ArrayList<>(List.of(planLater(node.children().head())));
        for (int view = 0; view < spec.views().size(); view++) {
            SparkPlan rows = planLater(node.children().apply(view + 1));
            children.add(
                    spec.isSifted()
                            ? new SiftExec(
                                    rows,
                                    spec.views().apply(view),
                                    spec.index(),
                                    spec.division().siftedBytes())
                            : rows);
        }
        return new PointInTimeJoinExec(Scala.seq(children), spec, Scala.seq(Scala.list(selected)));
    }
}
