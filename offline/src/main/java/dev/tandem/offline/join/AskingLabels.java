package dev.tandem.offline.join;

import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.engine.Scala;
import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * The labels with everything that the join asks by: their own columns, and behind them the time and the keys where these are not simply
 * columns of the labels already.
 *
 * @param plan computes them
 * @param own the labels' own columns
 * @param time the instant that a row asks about
 * @param keyColumns by the name of the label column, each key that a lookup asks by
 */
record AskingLabels(LogicalPlan plan, List<Attribute> own, Attribute time, Map<String, Attribute> keyColumns) {

    static AskingLabels of(Dataset<Row> labels, Column time, List<Lookup> lookups) {
        Map<String, Column> keys = new LinkedHashMap<>();
        lookups.forEach(lookup -> lookup.keys().forEach(key -> keys.put(key.column(), key.values())));
        List<Column> columns = new ArrayList<>();
        for (String column : labels.columns()) {
            columns.add(Plans.column(column));
        }
        int own = columns.size();
        columns.add(time.as("label time"));
        keys.forEach((column, values) -> columns.add(values.as("label key " + column)));

        Project project = (Project) Plans.plan(labels.select(columns.toArray(Column[]::new)));
        List<NamedExpression> wanted = Scala.list(project.projectList());
        List<NamedExpression> travelling = new ArrayList<>(wanted.subList(0, own));
        Attribute timeColumn = columnOf(wanted.get(own), travelling);
        Map<String, Attribute> keyColumns = new LinkedHashMap<>();
        for (String column : keys.keySet()) {
            keyColumns.put(column, columnOf(wanted.get(own + 1 + keyColumns.size()), travelling));
        }
        return new AskingLabels(
                new Project(Scala.seq(travelling), project.child()),
                wanted.subList(0, own).stream()
                        .map(NamedExpression::toAttribute)
                        .toList(),
                timeColumn,
                keyColumns);
    }

    /** The column that holds an expression's value; only one that computes something has to travel beside the labels' own. */
    private static Attribute columnOf(NamedExpression expression, List<NamedExpression> travelling) {
        if (Plans.isPlainColumn(expression)) {
            return Plans.plainColumn(expression);
        }
        travelling.add(expression);
        return expression.toAttribute();
    }

    /** The columns that a lookup asks by. */
    List<Attribute> keys(Lookup lookup) {
        return lookup.keys().stream()
                .map(key -> Objects.requireNonNull(keyColumns.get(key.column())))
                .toList();
    }
}
