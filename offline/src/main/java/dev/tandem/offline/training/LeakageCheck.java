package dev.tandem.offline.training;

import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.Place;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.engine.Phase;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.engine.RowValues;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.row.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Looks for knowledge of the future in a training set that was just computed. The join itself lets none through; the SQL of a source can, and
 * so can an event time that is not when something became known.
 *
 * <p>A cut is chosen: the time of some label. Of the labels at or before it, those nearest to it are a sample, and are asked about again in two
 * worlds of their own:
 *
 * <ol>
 *   <li><b>Nothing after the cut has happened.</b> Every table that declares an event time loses the rows that come after the cut, before any
 *       SQL sees them. What was known at the cut does not depend on them, so nothing may change. What changes was computed from the future.
 *   <li><b>A microsecond earlier.</b> Features that change in nearly all rows come from events that carry the very time of the label: an outcome
 *       that is recorded under the time of what it is the outcome of looks like this. It may be right, so it is told and no more. Features that
 *       are computed on demand depend on the time itself and are left out.
 * </ol>
 *
 * <p>The sample is small, so both cost about one reading of the sources each. A cut sees only leaks that reach past it from the sampled labels;
 * labels lie close before it so that most do.
 */
final class LeakageCheck {
    /** The most labels that are asked about again. */
    private static final int SAMPLE = 1_000;

    /** From which share of rows on a feature is said to be known only at the label's time. */
    private static final double NEARLY_ALL = 0.9;

    private static final String NUMBER = "number of the label\n";

    private final History history;
    private final FeatureService service;
    private final Labels labels;
    private final ServiceParts parts;
    private final LabelTable table;

    LeakageCheck(History history, FeatureService service, Labels labels, ServiceParts parts, LabelTable table) {
        this.history = history;
        this.service = service;
        this.labels = labels;
        this.parts = parts;
        this.table = table;
    }

    /**
     * Looks at a training set.
     *
     * @param written its rows
     */
    Manifest.Leakage of(Dataset<Row> written, Progress progress) {
        try (Phase phase = Phase.begin(written.sparkSession(), "looking for leaks", progress)) {
            Instant cut = cut(written);
            List<Row> sample = written.where(table.time().leq(functions.lit(cut)))
                    .orderBy(table.time().desc(), functions.xxhash64(allColumns(written)))
                    .limit(SAMPLE)
                    .collectAsList();
            List<Manifest.Suspect> suspects = new ArrayList<>();
            Dataset<Row> asked = asked(written, sample);
            suspects.addAll(later(sample, answers(asked, SourceReader.endingAt(history, cut))));
            Dataset<Row> before = asked.withColumn(
                    labels.timeColumn(), table.time().minus(functions.expr("INTERVAL 0.000001 SECOND")));
            suspects.addAll(atLabelTime(sample, answers(before, SourceReader.of(history))));
            return new Manifest.Leakage(cut, sample.size(), suspects);
        }
    }

    /** The time of some label, always the same one for the same labels. */
    private Instant cut(Dataset<Row> written) {
        return Micros.instant(written.select(functions.unix_micros(table.time()).as("time"))
                .orderBy(functions.xxhash64(Plans.column("time")))
                .first()
                .getLong(0));
    }

    private static Column[] allColumns(Dataset<Row> rows) {
        return Arrays.stream(rows.columns()).map(Plans::column).toArray(Column[]::new);
    }

    /** The labels of the sample, each with its place there. */
    private Dataset<Row> asked(Dataset<Row> written, List<Row> sample) {
        StructType schema = written.schema();
        int width = labelColumns();
        StructType asked = new StructType(Arrays.copyOf(schema.fields(), width))
                .add(DataTypes.createStructField(NUMBER, DataTypes.IntegerType, false));
        List<Row> rows = new ArrayList<>();
        for (Row row : sample) {
            @Nullable Object[] values = new @Nullable Object[width + 1];
            for (int i = 0; i < width; i++) {
                values[i] = row.get(i);
            }
            values[width] = rows.size();
            rows.add(RowFactory.create(values));
        }
        return written.sparkSession().createDataFrame(rows, asked);
    }

    private int labelColumns() {
        return table.rows().columns().length;
    }

    /** The features of the sample as another world has them, in its order. */
    private List<Row> answers(Dataset<Row> asked, SourceReader world) {
        List<Row> found = TrainingSet.plan(world, history, service, labels.withRows(asked))
                .rows()
                .collectAsList();
        Row[] inOrder = new Row[found.size()];
        found.forEach(row -> inOrder[row.<Integer>getAs(NUMBER)] = row);
        return List.of(inOrder);
    }

    private List<Manifest.Suspect> later(List<Row> sample, List<Row> again) {
        List<Manifest.Suspect> suspects = new ArrayList<>();
        forEachFeature((output, field, name) -> {
            List<Integer> changed = changed(sample, again, field);
            if (!changed.isEmpty()) {
                int first = changed.get(0);
                suspects.add(new Manifest.Suspect(
                        name,
                        Manifest.Suspicion.LATER_ROWS,
                        changed.size(),
                        "%s; without the rows that came later: %s"
                                .formatted(
                                        text(sample.get(first).get(field)),
                                        text(again.get(first).get(field + 1)))));
            }
        });
        return suspects;
    }

    private List<Manifest.Suspect> atLabelTime(List<Row> sample, List<Row> again) {
        List<Manifest.Suspect> suspects = new ArrayList<>();
        forEachFeature((output, field, name) -> {
            if (output.place() instanceof Place.Computed) {
                return;
            }
            long known = sample.stream().filter(row -> !row.isNullAt(field)).count();
            List<Integer> changed = changed(sample, again, field);
            if (known > 0 && changed.size() >= NEARLY_ALL * known) {
                int first = changed.get(0);
                suspects.add(new Manifest.Suspect(
                        name,
                        Manifest.Suspicion.KNOWN_AT_LABEL_TIME,
                        changed.size(),
                        "%s; a microsecond before: %s"
                                .formatted(
                                        text(sample.get(first).get(field)),
                                        text(again.get(first).get(field + 1)))));
            }
        });
        return suspects;
    }

    /** Takes one feature. */
    private interface FeatureUse {
        void use(ServiceParts.Output output, int field, String name);
    }

    /** The features stand behind the columns of the labels; in the answers there is one more of these. */
    private void forEachFeature(FeatureUse use) {
        for (int i = 0; i < parts.outputs().size(); i++) {
            ServiceParts.Output output = parts.outputs().get(i);
            use.use(output, labelColumns() + i, output.name());
        }
    }

    private static List<Integer> changed(List<Row> sample, List<Row> again, int field) {
        return IntStream.range(0, sample.size())
                .filter(i ->
                        !RowValues.same(sample.get(i).get(field), again.get(i).get(field + 1)))
                .boxed()
                .toList();
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value);
    }
}
