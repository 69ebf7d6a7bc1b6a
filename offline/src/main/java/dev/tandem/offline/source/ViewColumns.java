package dev.tandem.offline.source;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Names;
import dev.tandem.definition.Source;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.source.FeatureLayout.Times;
import dev.tandem.row.RowSchema;
import dev.tandem.row.Visibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the columns of one view in its source and brings them into the order of {@link FeatureLayout}. Whatever does not fit is noted, all
 * of it, so that one run tells everything. Used once; not thread-safe.
 */
final class ViewColumns {
    private final Definitions definitions;
    private final FeatureView view;
    private final RowSchema schema;
    private final SourceTable table;
    private final StructType found;
    private final List<Column> columns = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * @param schema what is wanted, in order: features of the view, or columns that its source declares when it is windowed
     */
    ViewColumns(Definitions definitions, FeatureView view, RowSchema schema, SourceTable table) {
        this.definitions = definitions;
        this.view = view;
        this.schema = schema;
        this.table = table;
        this.found = table.rows().schema();
    }

    /** The rows of the view, unless something does not fit. */
    Optional<FeatureRows> rows() {
        Source source = table.source();
        List<JoinKey> keys = definitions.joinKeys(view);
        for (JoinKey key : keys) {
            addValues(view.keys().getOrDefault(key.name(), key.name()), key.type(), "join key '" + key.name() + "'");
        }
        source.eventTime()
                .ifPresentOrElse(
                        column -> addTimes(column, "event_time"),
                        () -> problems.add(
                                "%s declares no event_time, which view '%s' needs to know when a row became true. Add it."
                                        .formatted(capital(table.label()), view.name())));
        for (RowSchema.Column column : schema.columns()) {
            if (view.isWindowed()) {
                addValues(column.name(), column.type(), "column '" + column.name() + "'");
            } else {
                Feature feature = view.findFeature(column.name()).orElseThrow();
                addValues(feature.column(), feature.type(), "feature '" + feature.name() + "'");
            }
        }
        source.createdTime().ifPresent(column -> addTimes(column, "created_time"));
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        FeatureLayout layout = new FeatureLayout(
                keys.stream().map(JoinKey::type).toList(),
                schema,
                source.createdTime().isPresent() ? Times.EVENT_AND_CREATED : Times.EVENT);
        return Optional.of(new FeatureRows(
                view.name(), table.rows().select(columns.toArray(Column[]::new)), layout, Visibility.of(view, source)));
    }

    /** What does not fit, in sentences; complete after {@link #rows}. */
    List<String> problems() {
        return problems;
    }

    private void addValues(String column, ValueType declared, String what) {
        findType(column, what)
                .ifPresent(type -> table.reading()
                        .values(column, type, declared)
                        .ifPresentOrElse(
                                values -> columns.add(values.as(what)),
                                () -> problems.add(unfit(column, new FoundType(type), declared, what))));
    }

    private void addTimes(String column, String what) {
        findType(column, what)
                .ifPresent(type -> table.reading()
                        .times(column, type)
                        .ifPresentOrElse(
                                times -> columns.add(times.as(what)),
                                () -> problems.add(
                                        ("Column '%s' of %s is %s, which says no time, but it is the %s. Make it one in a source with"
                                                        + " sql, such as: SELECT *, timestamp_seconds(%s) AS happened_at FROM %s.")
                                                .formatted(
                                                        column,
                                                        table.label(),
                                                        new FoundType(type),
                                                        what,
                                                        column,
                                                        table.source().name()))));
    }

    private Optional<DataType> findType(String column, String what) {
        if (Arrays.asList(found.fieldNames()).contains(column)) {
            return Optional.of(found.apply(column).dataType());
        }
        problems.add("%s has no column '%s', from which %s of view '%s' is read. %s"
                .formatted(
                        capital(table.label()),
                        column,
                        what,
                        view.name(),
                        Names.suggestion(column, Arrays.asList(found.fieldNames()))));
        return Optional.empty();
    }

    private String unfit(String column, FoundType type, ValueType declared, String what) {
        String declareIt = type.valueType()
                .map(fitting -> "Declare it %s, or convert".formatted(fitting))
                .orElse("Convert");
        return "Column '%s' of %s is %s, but %s of view '%s' is declared %s. %s it in a source with sql: CAST(%s AS ...)."
                .formatted(column, table.label(), type, what, view.name(), declared, declareIt, column);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
