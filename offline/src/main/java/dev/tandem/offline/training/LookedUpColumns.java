package dev.tandem.offline.training;

import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.Source.Availability;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.join.Division;
import dev.tandem.offline.join.PointInTimeJoin;
import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.offline.window.WindowJoin;
import dev.tandem.row.RowSchema;
import dev.tandem.row.Visibility;
import dev.tandem.transform.expression.SparkTypes;
import dev.tandem.transform.window.WindowPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Puts beside labels what was looked up for them with some {@link Knowledge}, and the times of the rows that were found. Immutable.
 *
 * @param labels the labels
 * @param lookups what is looked up in rows, by the number of the lookup
 * @param windows what is aggregated over windows, likewise
 * @param count how many labels there are
 */
record LookedUpColumns(
        LabelTable labels,
        SortedMap<Integer, Lookup> lookups,
        SortedMap<Integer, WindowJoin.Lookup> windows,
        long count) {

    Dataset<Row> with(Knowledge knowledge) {
        if (knowledge instanceof Knowledge.Until until) {
            return knownUntil(until.columns());
        }
        if (knowledge instanceof Knowledge.Arrived arrived) {
            return arrived(arrived.columns());
        }
        return knowledge instanceof Knowledge.Dated dated ? dated(dated.columns()) : knownAtLabelTime();
    }

    private Dataset<Row> knownAtLabelTime() {
        Dataset<Row> widened = WindowJoin.join(labels.rows(), labels.time(), List.copyOf(windows.values()));
        List<Lookup> timed = new ArrayList<>();
        lookups.forEach((number, lookup) -> timed.add(timed(number, lookup, rows -> rows)));
        return PointInTimeJoin.join(widened, labels.rows(), labels.time(), timed, division(widened, timed))
                .rows();
    }

    /** Each lookup asks at an instant of its own, so each is a join of its own. */
    private Dataset<Row> knownUntil(Map<Integer, String> columns) {
        Dataset<Row> widened = labels.rows();
        for (Map.Entry<Integer, WindowJoin.Lookup> window : windows.entrySet()) {
            widened = WindowJoin.joinKnownAt(
                    widened, labels.time(), knownAt(columns, window.getKey()), window.getValue());
        }
        for (Map.Entry<Integer, Lookup> entry : lookups.entrySet()) {
            int number = entry.getKey();
            Visibility declared = entry.getValue().rows().visibility();
            Lookup timed = timed(number, entry.getValue(), rows -> rows.seenBy(ageless(declared)));
            widened = young(join(widened, knownAt(columns, number), timed), number, entry.getValue(), declared);
        }
        return widened;
    }

    private Dataset<Row> dated(Map<Integer, String> columns) {
        Dataset<Row> widened = labels.rows();
        for (WindowJoin.Lookup window : windows.values()) {
            WindowPlan plan = window.events().plan();
            widened = leftOut(
                    widened,
                    window.fields(),
                    field ->
                            SparkTypes.of(plan.resultTypes().get(plan.features().indexOf(field.feature()))));
        }
        for (Map.Entry<Integer, Lookup> entry : lookups.entrySet()) {
            Lookup timed = timed(
                    entry.getKey(),
                    entry.getValue(),
                    rows -> rows.seenBy(new Visibility(Visibility.NO_TTL, Availability.From.EVENT_TIME, 0)));
            widened = join(widened, instant(columns, entry.getKey()), timed);
        }
        return widened;
    }

    private Dataset<Row> arrived(Map<Integer, String> columns) {
        Dataset<Row> widened = labels.rows();
        for (Map.Entry<Integer, WindowJoin.Lookup> window : windows.entrySet()) {
            widened = WindowJoin.joinArrivedBy(
                    widened, labels.time(), knownAt(columns, window.getKey()), window.getValue());
        }
        for (Map.Entry<Integer, Lookup> entry : lookups.entrySet()) {
            Lookup timed = timed(entry.getKey(), entry.getValue(), rows -> rows);
            RowSchema schema = timed.rows().layout().schema();
            widened = leftOut(
                    widened,
                    timed.fields(),
                    field -> SparkTypes.of(schema.columns()
                            .get(schema.indexOf(field.feature()))
                            .type()));
        }
        return widened;
    }

    /** Fields of which nothing is known. */
    private static Dataset<Row> leftOut(Dataset<Row> rows, List<Field> fields, Function<Field, DataType> types) {
        List<Column> all = new ArrayList<>();
        Arrays.stream(rows.columns()).map(Plans::column).forEach(all::add);
        fields.forEach(
                field -> all.add(functions.lit(null).cast(types.apply(field)).as(field.name())));
        return rows.select(all.toArray(Column[]::new));
    }

    private static Visibility ageless(Visibility declared) {
        return new Visibility(Visibility.NO_TTL, declared.from(), declared.after());
    }

    private Dataset<Row> join(Dataset<Row> widened, Column instant, Lookup lookup) {
        return PointInTimeJoin.join(
                        widened, labels.rows(), instant, List.of(lookup), division(widened, List.of(lookup)))
                .rows();
    }

    private Division division(Dataset<Row> rows, List<Lookup> asked) {
        return Division.of(count, asked, rows.sparkSession().sparkContext());
    }

    private static Lookup timed(int number, Lookup lookup, UnaryOperator<FeatureRows> seen) {
        List<Field> fields = new ArrayList<>(lookup.fields());
        fields.add(new Field(FeatureRows.EVENT_TIME, Knowledge.eventTime(number)));
        fields.add(new Field(FeatureRows.CREATED_TIME, Knowledge.createdTime(number)));
        return new Lookup(seen.apply(lookup.rows().withTimes()), lookup.keys(), fields);
    }

    /** Features are null where their row is too old for its view; its times stay. */
    private Dataset<Row> young(Dataset<Row> rows, int number, Lookup lookup, Visibility visibility) {
        if (visibility.ttl() == Visibility.NO_TTL) {
            return rows;
        }
        Column age = functions
                .unix_micros(labels.time())
                .minus(functions.unix_micros(Plans.column(Knowledge.eventTime(number))));
        Column counts = age.leq(functions.lit(visibility.ttl()));
        List<String> features = lookup.fields().stream().map(Field::name).toList();
        return rows.select(Arrays.stream(rows.columns())
                .map(name -> features.contains(name)
                        ? functions.when(counts, Plans.column(name)).as(name)
                        : Plans.column(name))
                .toArray(Column[]::new));
    }

    private Column knownAt(Map<Integer, String> columns, int number) {
        Column until = instant(columns, number);
        return functions.when(until.leq(labels.time()), until).when(until.isNotNull(), labels.time());
    }

    private static Column instant(Map<Integer, String> columns, int number) {
        return columns.containsKey(number)
                ? Plans.column(Objects.requireNonNull(columns.get(number)))
                : functions.lit(null).cast(DataTypes.TimestampType);
    }
}
