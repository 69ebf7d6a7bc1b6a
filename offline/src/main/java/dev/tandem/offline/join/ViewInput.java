package dev.tandem.offline.join;

import dev.tandem.definition.FeatureService.Field;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.row.RowSchema;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;

/**
 * One view as an input of the join.
 *
 * @param plan computes its rows, without those that name no entity; its columns are new, so that a view may stand in a join twice
 * @param joined what the join takes from it
 */
record ViewInput(LogicalPlan plan, JoinedView joined) {

    /** The input that serves several lookups of one view. */
    static ViewInput of(List<Lookup> sameView, SparkSession session) {
        FeatureRows rows = sameView.get(0).rows();
        RowSchema schema = rows.layout().schema();
        List<Integer> taken = sameView.stream()
                .flatMap(lookup -> lookup.fields().stream())
                .map(field -> rows.layout().firstFeature() + schema.indexOf(field.feature()))
                .distinct()
                .toList();
        JoinedView joined =
                new JoinedView(rows.layout(), rows.visibility(), taken, PartitionCounts.on(session.sparkContext()));
        return new ViewInput(Plans.plan(namingEntities(rows)), joined);
    }

    private static Dataset<Row> namingEntities(FeatureRows rows) {
        String[] names = rows.rows().columns();
        Dataset<Row> naming = rows.rows();
        for (int key = 0; key < rows.layout().keyTypes().size(); key++) {
            naming = naming.filter(Plans.column(names[key]).isNotNull());
        }
        return naming.select(
                Arrays.stream(names).map(name -> Plans.column(name).as(name)).toArray(Column[]::new));
    }

    /** The column that the join puts out for a field, under the field's name. */
    NamedExpression output(Field field) {
        int ordinal = joined.layout().firstFeature() + joined.layout().schema().indexOf(field.feature());
        Attribute column = plan.output().apply(ordinal);
        return Plans.named(column.withNullability(true), field.name());
    }
}
