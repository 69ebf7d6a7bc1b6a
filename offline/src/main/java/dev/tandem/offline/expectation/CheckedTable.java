package dev.tandem.offline.expectation;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.Expectation;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Rule;
import dev.tandem.definition.Source;
import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.FeatureLayout.Times;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.registry.ExpectationResult.Kind;
import dev.tandem.row.RowSchema;
import dev.tandem.row.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a source or view, with the columns of which something is expected; not read yet.
 *
 * @param kind what it is
 * @param name its name
 * @param expect what is expected
 * @param rows the rows, under any names
 * @param columns the columns by the names that expectations know
 * @param eventTime where rows have one
 * @param createdTime where rows have one
 * @param visibility from when on a row is known; its ttl is without meaning here
 */
record CheckedTable(
        Kind kind,
        String name,
        List<Expectation> expect,
        Dataset<Row> rows,
        SortedMap<String, Typed> columns,
        Optional<Column> eventTime,
        Optional<Column> createdTime,
        Visibility visibility) {

    /**
     * A column.
     *
     * @param values in the Spark type of its type
     */
    record Typed(Column values, ValueType type) {}

    /** A view, whose rows were planned to be read. */
    static CheckedTable of(Definitions definitions, FeatureView view, FeatureRows rows) {
        String[] names = rows.rows().columns();
        FeatureLayout layout = rows.layout();
        Source source = definitions.source(view.source());
        SortedMap<String, Typed> columns = new TreeMap<>();
        List<JoinKey> keys = definitions.joinKeys(view);
        for (int i = 0; i < keys.size(); i++) {
            columns.put(
                    keys.get(i).name(),
                    new Typed(Plans.column(names[i]), keys.get(i).type()));
        }
        for (RowSchema.Column column : layout.schema().columns()) {
            int ordinal = layout.firstFeature() + layout.schema().indexOf(column.name());
            columns.putIfAbsent(column.name(), new Typed(Plans.column(names[ordinal]), column.type()));
        }
        Column eventTime = Plans.column(names[layout.eventTime()]);
        Optional<Column> createdTime = layout.times() == Times.EVENT_AND_CREATED
                ? Optional.of(Plans.column(names[layout.size() - 1]))
                : Optional.empty();
        source.eventTime().ifPresent(column -> columns.putIfAbsent(column, new Typed(eventTime, ValueType.TIMESTAMP)));
        source.createdTime()
                .ifPresent(column ->
                        columns.putIfAbsent(column, new Typed(createdTime.orElseThrow(), ValueType.TIMESTAMP)));
        return new CheckedTable(
                Kind.VIEW,
                view.name(),
                view.expect(),
                rows.rows(),
                columns,
                Optional.of(eventTime),
                createdTime,
                rows.visibility());
    }

    /** A source. */
    static CheckedTable of(Source source, SourceReader sources) {
        SortedMap<String, ValueType> types = new TreeMap<>(source.columns());
        source.eventTime().ifPresent(column -> types.put(column, ValueType.TIMESTAMP));
        source.createdTime().ifPresent(column -> types.put(column, ValueType.TIMESTAMP));
        List<String> needed = new ArrayList<>(needed(source, types.keySet()));
        SortedMap<String, Typed> columns = new TreeMap<>();
        needed.forEach(column ->
                columns.put(column, new Typed(Plans.column(column), Objects.requireNonNull(types.get(column)))));
        return new CheckedTable(
                Kind.SOURCE,
                source.name(),
                source.expect(),
                sources.columns(source, needed),
                columns,
                source.eventTime().map(Plans::column),
                source.createdTime().map(Plans::column),
                Visibility.of(source));
    }

    /** A condition in SQL may use any column. */
    private static NavigableSet<String> needed(Source source, Iterable<String> all) {
        NavigableSet<String> needed = new TreeSet<>();
        source.eventTime().ifPresent(needed::add);
        source.createdTime().ifPresent(needed::add);
        for (Expectation expectation : source.expect()) {
            needed.addAll(expectation.rule().columns());
            if (expectation.rule() instanceof Rule.Sql) {
                all.forEach(needed::add);
            }
        }
        return needed;
    }

    Column values(String column) {
        return typed(column).values();
    }

    Typed typed(String column) {
        return Objects.requireNonNull(columns.get(column), column);
    }

    /** What conditions in SQL may use. */
    List<ExpressionColumn> expressionColumns() {
        return columns.entrySet().stream()
                .map(column ->
                        new ExpressionColumn(column.getKey(), column.getValue().type()))
                .toList();
    }

    /** It as a message names it. */
    String label() {
        return "%s '%s'".formatted(kind.word(), name);
    }
}
