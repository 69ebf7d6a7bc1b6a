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
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 *       are computed on demand depend on the time itself and are left out. A window that is seen earlier begins earlier too, and may hold other
 *       events for that alone: so what changes is asked about a third time, at the label's own time, of what was known just before it.
 * </ol>
 *
 * <p>The sample is small, so each costs about one reading of the sources. A cut sees only leaks that reach past it from the sampled labels;
 * labels lie close before it so that most do.
 */
final class LeakageCheck {
    /** The most labels that are asked about again. */
    private static final int SAMPLE = 1_000;

    /** From which share of rows on a feature is said to be known only at the label's time. */
    private static final double NEARLY_ALL = 0.9;

    private static final String NUMBER = "number of the label\n";
    private static final String JUST_BEFORE = "just before the label\n";

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
                    .orderBy(inOrder())
                    .limit(SAMPLE)
                    .collectAsList();
            List<Manifest.Suspect> suspects = new ArrayList<>();
            Dataset<Row> asked = asked(written, sample);
            suspects.addAll(later(sample, answers(asked, SourceReader.endingAt(history, cut))));
            suspects.addAll(atLabelTime(sample, asked));
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

    /** The latest labels first; of those of one time, an order by what decides their features, so that it does not matter which of equals is taken. */
    private Column[] inOrder() {
        Column[] asking = Stream.concat(parts.keys().stream(), parts.request().stream())
                .map(column -> Plans.column(column.name()))
                .toArray(Column[]::new);
        return asking.length == 0
                ? new Column[] {table.time().desc()}
                : new Column[] {table.time().desc(), functions.xxhash64(asking)};
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
        return numbered(ask(asked, world).rows());
    }

    private TrainingSet ask(Dataset<Row> asked, SourceReader world) {
        return TrainingSet.plan(world, history, service, labels.withRows(asked));
    }

    private static List<Row> numbered(Dataset<Row> answers) {
        List<Row> found = answers.collectAsList();
        Row[] inOrder = new Row[found.size()];
        found.forEach(row -> inOrder[row.<Integer>getAs(NUMBER)] = row);
        return List.of(inOrder);
    }

    private List<Manifest.Suspect> later(List<Row> sample, List<Row> again) {
        List<Manifest.Suspect> suspects = new ArrayList<>();
        for (ServiceParts.Output output : parts.outputs()) {
            List<Integer> changed = changed(sample, again, output);
            if (!changed.isEmpty()) {
                suspects.add(suspect(
                        output,
                        Manifest.Suspicion.LATER_ROWS,
                        changed,
                        "%s; without the rows that came later: %s",
                        sample,
                        again));
            }
        }
        return suspects;
    }

    private List<Manifest.Suspect> atLabelTime(List<Row> sample, Dataset<Row> asked) {
        Column justBefore = table.time().minus(functions.expr("INTERVAL 0.000001 SECOND"));
        List<Row> earlier = answers(asked.withColumn(labels.timeColumn(), justBefore), SourceReader.of(history));
        List<ServiceParts.Output> changing = parts.outputs().stream()
                .filter(output -> !(output.place() instanceof Place.Computed))
                .filter(output -> changesNearlyAlways(sample, earlier, output))
                .toList();
        if (changing.isEmpty()) {
            return List.of();
        }
        Map<Integer, String> knownAt = IntStream.range(0, parts.lookups().size())
                .boxed()
                .collect(Collectors.toMap(Function.identity(), lookup -> JUST_BEFORE));
        List<Row> knownBefore = numbered(ask(asked.withColumn(JUST_BEFORE, justBefore), SourceReader.of(history))
                .rows(new Knowledge.Until(knownAt)));
        return changing.stream()
                .filter(output -> changesNearlyAlways(sample, knownBefore, output))
                .map(output -> suspect(
                        output,
                        Manifest.Suspicion.KNOWN_AT_LABEL_TIME,
                        changed(sample, knownBefore, output),
                        "%s; a microsecond before: %s",
                        sample,
                        knownBefore))
                .toList();
    }

    private static boolean changesNearlyAlways(List<Row> sample, List<Row> again, ServiceParts.Output output) {
        long known =
                sample.stream().filter(row -> row.getAs(output.name()) != null).count();
        return known > 0 && changed(sample, again, output).size() >= NEARLY_ALL * known;
    }

    private static Manifest.Suspect suspect(
            ServiceParts.Output output,
            Manifest.Suspicion suspicion,
            List<Integer> changed,
            String example,
            List<Row> sample,
            List<Row> again) {
        int first = changed.get(0);
        return new Manifest.Suspect(
                output.name(),
                suspicion,
                changed.size(),
                example.formatted(
                        text(sample.get(first).getAs(output.name())),
                        text(again.get(first).getAs(output.name()))));
    }

    private static List<Integer> changed(List<Row> sample, List<Row> again, ServiceParts.Output output) {
        return IntStream.range(0, sample.size())
                .filter(i -> !RowValues.same(
                        sample.get(i).<@Nullable Object>getAs(output.name()),
                        again.get(i).<@Nullable Object>getAs(output.name())))
                .boxed()
                .toList();
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value);
    }
}
