package dev.tandem.offline.join;

import dev.tandem.offline.engine.Scala;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Tells Spark's planner how a {@link PointInTimeJoinNode} is executed. */
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
        if (!(plan instanceof PointInTimeJoinNode node)) {
            return Scala.seq(List.of());
        }
        List<SparkPlan> children =
                Scala.list(node.children()).stream().map(this::planLater).toList();
        return Scala.seq(List.of(new PointInTimeJoinExec(Scala.seq(children), node.spec())));
    }
}
