package dev.tandem.offline.join;

import dev.tandem.definition.FeatureService.Field;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.join.PointInTimeJoin.Joined;
import dev.tandem.offline.join.PointInTimeJoin.LabelKey;
import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import dev.tandem.offline.join.ViewHistory.Fact;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.transform.expression.SparkTypes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A join to be tried: labels and what they ask.
 *
 * @param schema the labels' columns; {@code t}, a TIMESTAMP, is the time
 * @param labels the labels' rows
 * @param asked what they ask
 */
record JoinCase(StructType schema, List<List<@Nullable Object>> labels, List<Asked> asked) {

    /** More bytes than a test has. */
    static final long PLENTY = 1 << 20;

    /** Some features of a view, by label columns. */
    record Asked(ViewHistory history, List<String> keys, List<Field> fields) {}

    /** Every row of the answer as text, sorted, computed by Spark. */
    List<String> bySpark(SparkSession spark, int partitions, int parts) {
        return text(joined(spark, partitions, parts).rows());
    }

    /** The same, divided in that way. */
    List<String> bySpark(SparkSession spark, Division division, int parts) {
        return text(joined(spark, division, parts).rows());
    }

    Joined joined(SparkSession spark, int partitions, int parts) {
        return joined(spark, new Division(partitions, PLENTY, PLENTY), parts);
    }

    /** The same, with the views' rows in that many files below a folder. */
    List<String> bySparkFromFiles(SparkSession spark, Division division, int files, Path folder) {
        return text(joined(spark, division, files, history -> history.rowsInFiles(spark, files, folder))
                .rows());
    }

    Joined joined(SparkSession spark, Division division, int parts) {
        return joined(spark, division, parts, history -> history.rows(spark, parts));
    }

    private Joined joined(SparkSession spark, Division division, int parts, Function<ViewHistory, FeatureRows> rowsOf) {
        List<Row> rows =
                labels.stream().map(label -> RowFactory.create(label.toArray())).collect(Collectors.toList());
        Dataset<Row> dataset = spark.createDataFrame(rows, schema).repartition(parts);
        return PointInTimeJoin.join(dataset, functions.col("t"), lookups(rowsOf), division);
    }

    List<Lookup> lookups(SparkSession spark, int parts) {
        return lookups(history -> history.rows(spark, parts));
    }

    private List<Lookup> lookups(Function<ViewHistory, FeatureRows> rowsOf) {
        return asked.stream()
                .map(ask -> new Lookup(rowsOf.apply(ask.history()), labelKeys(ask), ask.fields()))
                .toList();
    }

    private List<LabelKey> labelKeys(Asked ask) {
        List<LabelKey> keys = new ArrayList<>();
        for (int i = 0; i < ask.keys().size(); i++) {
            DataType wanted = SparkTypes.of(ask.history().keyTypes().get(i));
            Column column = Plans.column(ask.keys().get(i));
            boolean asItIs = schema.apply(ask.keys().get(i)).dataType().equals(wanted);
            keys.add(new LabelKey(ask.keys().get(i), asItIs ? column : column.cast(wanted)));
        }
        return keys;
    }

    static List<String> text(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(JoinCase::text).sorted().toList();
    }

    private static String text(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.get(i));
        }
        return Bits.ofRow(values);
    }

    /** Every row of the answer as text, sorted, by the rules alone. */
    List<String> byTheRules() {
        return labels.stream().map(label -> Bits.ofRow(answer(label))).sorted().toList();
    }

    private List<@Nullable Object> answer(List<@Nullable Object> label) {
        List<@Nullable Object> row = new ArrayList<>(label);
        for (Asked ask : asked) {
            Optional<Fact> seen = Optional.ofNullable((Instant) label.get(schema.fieldIndex("t")))
                    .flatMap(t -> NaiveJoin.seen(ask.history(), keys(ask, label), t));
            for (Field field : ask.fields()) {
                int column = ask.history().schema().indexOf(field.feature());
                row.add(seen.<@Nullable Object>map(fact -> fact.values().get(column))
                        .orElse(null));
            }
        }
        return row;
    }

    /** The keys that a label names, in the view's types. */
    private List<@Nullable Object> keys(Asked ask, List<@Nullable Object> label) {
        List<@Nullable Object> keys = new ArrayList<>();
        for (int i = 0; i < ask.keys().size(); i++) {
            Object key = label.get(schema.fieldIndex(ask.keys().get(i)));
            boolean widened = key instanceof Integer
                    && ask.history().keyTypes().get(i).equals(dev.tandem.definition.ValueType.INT64);
            keys.add(widened ? Long.valueOf((Integer) Objects.requireNonNull(key)) : key);
        }
        return Collections.unmodifiableList(keys);
    }
}
