package dev.tandem.offline.join;

import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.engine.Scala;
import dev.tandem.offline.engine.SparkTypes;
import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The labels with everything that the join asks by: their own columns, and behind them the time and the keys where these are not simply
 * columns of the labels already.
 *
 * @param plan computes them
 * @param own the labels' own columns
 * @param time the instant that a row asks about
 * @param keyColumns each key that a lookup asks by
 */
record AskingLabels(LogicalPlan plan, List<Attribute> own, Attribute time, Map<Key, Attribute> keyColumns) {

    /**
     * A label column, read as a type.
     *
     * @param column its name
     * @param type the type of the join key that it names
     */
    record Key(String column, DataType type) {}

    static AskingLabels of(Dataset<Row> labels, Column time, List<Lookup> lookups) {
        StructType schema = labels.schema();
        List<Column> columns = new ArrayList<>(
                Arrays.stream(schema.fieldNames()).map(Plans::column).toList());
        columns.add(time.as("label_time"));
        List<Key> keys = lookups.stream()
                .flatMap(lookup -> keysOf(lookup).stream())
                .distinct()
                .toList();
        for (Key key : keys) {
            Column column = Plans.column(key.column());
            boolean asItIs = schema.apply(key.column()).dataType().equals(key.type());
            columns.add((asItIs ? column : column.cast(key.type())).as("label_key"));
        }
        Project project = (Project) Plans.plan(labels.select(columns.toArray(Column[]::new)));
        List<NamedExpression> wanted = Scala.list(project.projectList());
        List<NamedExpression> kept = new ArrayList<>(wanted.subList(0, schema.size()));
        List<Attribute> asked = new ArrayList<>();
        for (NamedExpression expression : wanted.subList(schema.size(), wanted.size())) {
            asked.add(attribute(expression, kept));
        }
        Map<Key, Attribute> keyColumns = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            keyColumns.put(keys.get(i), asked.get(i + 1));
        }
        return new AskingLabels(
                new Project(Scala.seq(kept), project.child()),
                kept.subList(0, schema.size()).stream()
                        .map(NamedExpression::toAttribute)
                        .toList(),
                asked.get(0),
                keyColumns);
    }

    /** The column behind an expression; only one that computes something has to travel beside the labels' own. */
    private static Attribute attribute(NamedExpression expression, List<NamedExpression> kept) {
        if (expression instanceof Alias alias && alias.child() instanceof Attribute column) {
            return column;
        }
        kept.add(expression);
        return expression.toAttribute();
    }

    /** The columns that a lookup asks by. */
    List<Attribute> keys(Lookup lookup) {
        return keysOf(lookup).stream()
                .map(key -> Objects.requireNonNull(keyColumns.get(key)))
                .toList();
    }

    private static List<Key> keysOf(Lookup lookup) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < lookup.keys().size(); i++) {
            keys.add(new Key(
                    lookup.keys().get(i),
                    SparkTypes.of(lookup.rows().layout().keyTypes().get(i))));
        }
        return keys;
    }
}
