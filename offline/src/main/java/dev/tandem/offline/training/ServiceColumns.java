package dev.tandem.offline.training;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.Argument;
import dev.tandem.definition.ServiceParts.Place;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.join.Division;
import dev.tandem.offline.join.PointInTimeJoin;
import dev.tandem.offline.join.PointInTimeJoin.Joined;
import dev.tandem.offline.join.PointInTimeJoin.LabelKey;
import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import dev.tandem.offline.ondemand.ComputedColumns;
import dev.tandem.offline.ondemand.ComputedColumns.Computing;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.offline.window.Events;
import dev.tandem.offline.window.WindowJoin;
import dev.tandem.transform.expression.ExpressionProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Puts the features of a service beside labels, part by part: first what is looked up and what is computed from that, under names of their
 * own, and from these columns the features in the service's order. Immutable.
 */
final class ServiceColumns {
    private final ServiceParts parts;
    private final LabelTable labels;
    private final List<ExpressionProgram> programs;
    private final SortedMap<Integer, Lookup> lookups;
    private final SortedMap<Integer, WindowJoin.Lookup> windows;

    private ServiceColumns(
            ServiceParts parts,
            LabelTable labels,
            List<ExpressionProgram> programs,
            SortedMap<Integer, Lookup> lookups,
            SortedMap<Integer, WindowJoin.Lookup> windows) {
        this.parts = parts;
        this.labels = labels;
        this.programs = programs;
        this.lookups = lookups;
        this.windows = windows;
    }

    /** Plans the columns; schemas are read, and rows are not. */
    static ServiceColumns plan(Definitions definitions, ServiceParts parts, LabelTable labels, SourceReader sources) {
        Map<String, FeatureView> views = new LinkedHashMap<>();
        parts.lookups().forEach(lookup -> views.put(lookup.view(), definitions.view(lookup.view())));
        Map<String, FeatureRows> rows = new HashMap<>();
        sources.rows(List.copyOf(views.values())).forEach(each -> rows.put(each.view(), each));
        SortedMap<Integer, Lookup> lookups = new TreeMap<>();
        SortedMap<Integer, WindowJoin.Lookup> windows = new TreeMap<>();
        for (int number = 0; number < parts.lookups().size(); number++) {
            ServiceParts.Lookup lookup = parts.lookups().get(number);
            FeatureView view = Objects.requireNonNull(views.get(lookup.view()));
            FeatureRows ofView = Objects.requireNonNull(rows.get(lookup.view()));
            List<LabelKey> keys = keys(lookup, labels);
            List<Field> fields = fields(number, lookup);
            if (view.isWindowed()) {
                windows.put(number, new WindowJoin.Lookup(Events.of(definitions, view, ofView), keys, fields));
            } else {
                lookups.put(number, new Lookup(ofView, keys, fields));
            }
        }
        List<ExpressionProgram> programs = parts.computations().stream()
                .map(computation -> ExpressionProgram.of(definitions, computation))
                .toList();
        return new ServiceColumns(parts, labels, programs, lookups, windows);
    }

    private static List<LabelKey> keys(ServiceParts.Lookup lookup, LabelTable labels) {
        return lookup.keys().stream()
                .map(column -> new LabelKey(
                        column, Objects.requireNonNull(labels.columns().get(column))))
                .toList();
    }

    private static List<Field> fields(int number, ServiceParts.Lookup lookup) {
        List<Field> fields = new ArrayList<>();
        lookup.features().forEach(feature -> fields.add(new Field(feature, name(number, fields.size()))));
        return fields;
    }

    /** What the column of a feature that was looked up is called until it gets its place. No column of labels holds a line feed. */
    private static String name(int lookup, int feature) {
        return "looked up\n%d:%d".formatted(lookup, feature);
    }

    /** What the column of a feature that was computed is called until it gets its place. */
    private static String computedName(int computation, int feature) {
        return "computed\n%d:%d".formatted(computation, feature);
    }

    /**
     * The labels' columns and then the features, not computed yet.
     *
     * @param count how many labels there are
     */
    ServiceRows besideLabels(long count) {
        Dataset<Row> widened = WindowJoin.join(labels.rows(), labels.time(), List.copyOf(windows.values()));
        List<Lookup> asked = List.copyOf(lookups.values());
        Division division = Division.of(count, asked, widened.sparkSession().sparkContext());
        Joined joined = PointInTimeJoin.join(widened, labels.rows(), labels.time(), asked, division);
        List<Computing> computings = computings(joined.rows());
        Dataset<Row> complete = ComputedColumns.beside(joined.rows(), computings);
        List<Column> columns = new ArrayList<>();
        Arrays.stream(labels.rows().columns()).map(Plans::column).forEach(columns::add);
        Map<String, PartitionCounts> failures = new LinkedHashMap<>();
        for (ServiceParts.Output output : parts.outputs()) {
            columns.add(Plans.column(place(output.place())).as(output.name()));
            if (output.place() instanceof Place.Computed computed) {
                failures.put(
                        output.name(),
                        computings.get(computed.computation()).failures().get(computed.feature()));
            }
        }
        Map<String, PartitionCounts> withoutEventTime = new LinkedHashMap<>(joined.withoutEventTime());
        Map<String, PartitionCounts> failedConditions = new LinkedHashMap<>();
        for (WindowJoin.Lookup lookup : windows.values()) {
            Events events = lookup.events(); // those of a view that is looked up twice are read, and counted, twice
            withoutEventTime.putIfAbsent(events.rows().view(), events.skipped());
            failedConditions.putIfAbsent(events.rows().view(), events.failed());
        }
        return new ServiceRows(
                complete.select(columns.toArray(Column[]::new)), withoutEventTime, failedConditions, failures);
    }

    /**
     * The labels' columns, the features as they come out with some knowledge, and behind them, for each lookup of rows, the times of the row that
     * was found.
     *
     * @param count how many labels there are
     */
    Dataset<Row> besideLabels(long count, Knowledge knowledge) {
        Dataset<Row> widened = new LookedUpColumns(labels, lookups, windows, count).with(knowledge);
        Dataset<Row> complete = ComputedColumns.beside(widened, computings(widened));
        List<Column> columns = new ArrayList<>();
        Arrays.stream(labels.rows().columns()).map(Plans::column).forEach(columns::add);
        parts.outputs()
                .forEach(output ->
                        columns.add(Plans.column(place(output.place())).as(output.name())));
        lookups.keySet().forEach(number -> {
            columns.add(Plans.column(Knowledge.eventTime(number)));
            columns.add(Plans.column(Knowledge.createdTime(number)));
        });
        return complete.select(columns.toArray(Column[]::new));
    }

    private List<Computing> computings(Dataset<Row> rows) {
        List<Computing> computings = new ArrayList<>();
        for (int number = 0; number < programs.size(); number++) {
            ExpressionProgram program = programs.get(number);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < program.outputs().size(); i++) {
                names.add(computedName(number, i));
            }
            List<Column> arguments = parts.computations().get(number).arguments().stream()
                    .map(this::argument)
                    .toList();
            computings.add(
                    new Computing(program, arguments, names, ComputedColumns.failures(rows.sparkSession(), program)));
        }
        return computings;
    }

    private Column argument(Argument argument) {
        if (argument instanceof Argument.LookedUp lookedUp) {
            return Plans.column(name(lookedUp.lookup(), lookedUp.feature()));
        }
        return argument instanceof Argument.Brought brought
                ? Objects.requireNonNull(labels.columns()
                        .get(parts.request().get(brought.column()).name()))
                : labels.time();
    }

    private static String place(Place place) {
        if (place instanceof Place.Computed computed) {
            return computedName(computed.computation(), computed.feature());
        }
        Place.LookedUp lookedUp = (Place.LookedUp) place;
        return name(lookedUp.lookup(), lookedUp.feature());
    }
}
