package dev.tandem.offline.training;

import dev.tandem.offline.Progress;
import dev.tandem.offline.SparkSessions;
import dev.tandem.offline.engine.Phase;
import dev.tandem.offline.engine.Plans;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * How two training sets differ: in their columns, in the rows that they are about, and in the features of rows that both are about. Rows
 * are matched by the columns that came with the labels and that both have; of rows that are the same in all of these, the features are
 * compared together.
 *
 * @param before the manifest of the first
 * @param after the manifest of the second
 * @param columns differences of columns, definitions and engines, in sentences
 * @param rowsOnlyBefore rows of the first whose labels the second lacks
 * @param rowsOnlyAfter rows of the second whose labels the first lacks
 * @param features each feature that both have, in the order of the first
 */
public record TrainingSetComparison(
        Manifest before,
        Manifest after,
        List<String> columns,
        long rowsOnlyBefore,
        long rowsOnlyAfter,
        List<ComparedFeature> features) {
    /** Copies the lists. */
    public TrainingSetComparison {
        columns = List.copyOf(columns);
        features = List.copyOf(features);
    }

    /**
     * A feature of both.
     *
     * @param before what it holds in the first
     * @param after what it holds in the second
     * @param different how many different labels that both are about have other values, bit for bit
     */
    public record ComparedFeature(Manifest.Column before, Manifest.Column after, long different) {}

    /** Whether they hold the same. */
    public boolean isEqual() {
        return columns.isEmpty()
                && rowsOnlyBefore == 0
                && rowsOnlyAfter == 0
                && features.stream().allMatch(feature -> feature.different() == 0);
    }

    /**
     * Reads both.
     *
     * @param before the folder of the first
     * @param after the folder of the second
     * @throws TrainingSetException when one is no training set, or its data cannot be read
     */
    public static TrainingSetComparison of(SparkSession spark, String before, String after, Progress progress) {
        Manifest first = Manifest.read(before);
        Manifest second = Manifest.read(after);
        SparkSession session = SparkSessions.pinned(spark);
        List<String> labels = common(first, second, Manifest.Column::isOfLabels);
        List<String> features = common(first, second, column -> !column.isOfLabels());
        Sums sums;
        try (Phase phase = Phase.begin(session, "comparing", progress)) {
            sums = sums(
                    select(Verification.data(session, before), labels, features),
                    select(Verification.data(session, after), labels, features),
                    labels.size());
        }
        List<ComparedFeature> compared = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            compared.add(new ComparedFeature(
                    column(first, features.get(i)), column(second, features.get(i)), sums.different()[i]));
        }
        return new TrainingSetComparison(
                first, second, columnDifferences(first, second), sums.onlyBefore(), sums.onlyAfter(), compared);
    }

    private static List<String> common(Manifest first, Manifest second, Function<Manifest.Column, Boolean> kind) {
        return first.columns().stream()
                .filter(kind::apply)
                .filter(column -> second.columns().stream()
                        .anyMatch(other -> other.name().equals(column.name())
                                && other.type().equals(column.type())
                                && kind.apply(other)))
                .map(Manifest.Column::name)
                .toList();
    }

    private static Manifest.Column column(Manifest manifest, String name) {
        return manifest.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Dataset<Row> select(Dataset<Row> rows, List<String> labels, List<String> features) {
        List<Column> columns = new ArrayList<>();
        labels.forEach(name -> columns.add(Plans.column(name)));
        features.forEach(name -> columns.add(Plans.column(name)));
        return rows.select(columns.toArray(Column[]::new));
    }

    /** What is counted over all labels. */
    private record Sums(long onlyBefore, long onlyAfter, long[] different) implements Serializable {
        private static final long serialVersionUID = 1L;

        /**
         * Adds what is known of one label. Where it stands more often on one side, the means of its hashes are compared, without dividing.
         *
         * @param label for each side how many rows, and then for each feature the sum of the hashes of its values
         */
        Sums with(long[] label) {
            int side = label.length / 2;
            long[] counted = different.clone();
            if (label[0] > 0 && label[side] > 0) {
                for (int i = 0; i < counted.length; i++) {
                    counted[i] += label[1 + i] * label[side] == label[side + 1 + i] * label[0] ? 0 : 1;
                }
            }
            return new Sums(
                    onlyBefore + Math.max(0, label[0] - label[side]),
                    onlyAfter + Math.max(0, label[side] - label[0]),
                    counted);
        }

        Sums with(Sums other) {
            long[] counted = different.clone();
            for (int i = 0; i < counted.length; i++) {
                counted[i] += other.different[i];
            }
            return new Sums(onlyBefore + other.onlyBefore, onlyAfter + other.onlyAfter, counted);
        }
    }

    private static Sums sums(Dataset<Row> before, Dataset<Row> after, int labels) {
        Sums none = new Sums(0, 0, new long[before.schema().size() - labels]);
        return byLabel(before, labels, 0)
                .union(byLabel(after, labels, 1))
                .reduceByKey(TrainingSetComparison::sum)
                .values()
                .aggregate(none, Sums::with, Sums::with);
    }

    private static long[] sum(long[] one, long[] other) {
        long[] sum = one.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }

    private static JavaPairRDD<Long, long[]> byLabel(Dataset<Row> rows, int labels, int side) {
        StructType schema = rows.schema();
        return Plans.internal(rows).mapPartitionsToPair(part -> {
            RowHash labelHash = RowHash.of(schema, labels);
            List<ValueHash> features = Arrays.stream(schema.fields())
                    .skip(labels)
                    .map(StructField::dataType)
                    .map(ValueHash::of)
                    .toList();
            return new MappedRows(part, row -> {
                long[] of = new long[2 * (1 + features.size())];
                int at = side * (1 + features.size());
                of[at] = 1;
                for (int i = 0; i < features.size(); i++) {
                    of[at + 1 + i] = features.get(i).ofNullable(row, labels + i, TableStatistics.SEED);
                }
                return new Tuple2<>(labelHash.of(row, TableStatistics.SEED), of);
            });
        });
    }

    /** Rows, each made into something as it comes. */
    private record MappedRows(java.util.Iterator<InternalRow> rows, Function<InternalRow, Tuple2<Long, long[]>> made)
            implements java.util.Iterator<Tuple2<Long, long[]>> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Tuple2<Long, long[]> next() {
            return made.apply(rows.next());
        }
    }

    private static List<String> columnDifferences(Manifest before, Manifest after) {
        List<String> differences = new ArrayList<>();
        Map<String, Manifest.Column> second = after.columns().stream()
                .collect(Collectors.toMap(
                        Manifest.Column::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
        for (Manifest.Column column : before.columns()) {
            Manifest.Column other = second.remove(column.name());
            if (other == null) {
                differences.add("column '%s' (%s) is only in the first".formatted(column.name(), column.from()));
            } else if (!other.type().equals(column.type()) || !other.from().equals(column.from())) {
                differences.add("column '%s' is %s of %s in the first, %s of %s in the second"
                        .formatted(column.name(), column.type(), column.from(), other.type(), other.from()));
            }
        }
        second.values()
                .forEach(column -> differences.add(
                        "column '%s' (%s) is only in the second".formatted(column.name(), column.from())));
        before.service().views().forEach((name, view) -> {
            Manifest.View other = after.service().views().get(name);
            if (other != null && !other.definition().equals(view.definition())) {
                differences.add("view '%s' was defined otherwise: state %d and state %d"
                        .formatted(name, before.registryState(), after.registryState()));
            }
        });
        before.service().onDemand().forEach((name, definition) -> {
            String other = after.service().onDemand().get(name);
            if (other != null && !other.equals(definition)) {
                differences.add("on-demand view '%s' was defined otherwise: state %d and state %d"
                        .formatted(name, before.registryState(), after.registryState()));
            }
        });
        return differences;
    }
}
