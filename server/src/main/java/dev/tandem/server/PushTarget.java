package dev.tandem.server;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Source;
import dev.tandem.definition.ValueType;
import dev.tandem.online.FeatureRow;
import dev.tandem.online.ViewTarget;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.RowSchema;
import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A view that pushed rows are for, and which columns of the push hold what. Immutable.
 *
 * @param view the view
 * @param keys for each join key, in order, the column that holds it
 * @param values for each column of a stored row, or of an event of a windowed view, the column that holds it
 */
record PushTarget(FeatureView view, List<Cell> keys, List<NamedCell> values) {

    /** A column, and the type that its values have to be of. */
    record Cell(String column, ValueType type) {}

    /** A feature, or a column of an event, and where it is. */
    record NamedCell(String name, Cell cell) {}

    /** A view, fed by rows of its source. */
    static PushTarget bySource(Definitions definitions, FeatureView view) {
        List<Cell> keys = new ArrayList<>();
        for (JoinKey key : definitions.joinKeys(view)) {
            String column = Objects.requireNonNull(view.keys().get(key.name()), () -> "no column holds " + key.name());
            keys.add(new Cell(column, key.type()));
        }
        return new PushTarget(view, keys, view.isWindowed() ? event(definitions.source(view.source())) : row(view));
    }

    private static List<NamedCell> row(FeatureView view) {
        return view.features().stream()
                .map(feature -> new NamedCell(feature.name(), new Cell(feature.column(), feature.type())))
                .toList();
    }

    private static List<NamedCell> event(Source source) {
        return source.columns().entrySet().stream()
                .map(column -> new NamedCell(column.getKey(), new Cell(column.getKey(), column.getValue())))
                .toList();
    }

    /** A view, fed by rows of its own join keys and features. */
    static PushTarget byName(Definitions definitions, FeatureView view) {
        return new PushTarget(
                view,
                definitions.joinKeys(view).stream()
                        .map(key -> new Cell(key.name(), key.type()))
                        .toList(),
                view.features().stream()
                        .map(feature -> new NamedCell(feature.name(), new Cell(feature.name(), feature.type())))
                        .toList());
    }

    /** Declares the columns that it needs. */
    void requireOf(PushedColumns columns) {
        keys.forEach(key -> columns.require(key.column(), key.type()));
        values.forEach(
                value -> columns.require(value.cell().column(), value.cell().type()));
    }

    /** Where its rows are stored, or nowhere when it is not kept online. */
    ViewTarget stored(RegistryState state) {
        return ViewTarget.of(state.definitions(), state.stored(view.name()));
    }

    /** The rows of a push, as this view sees them: a value for each column of {@code schema}. */
    List<FeatureRow> rows(PushedColumns.Read pushed, PushedTimes times, RowSchema schema) {
        List<Column> keyColumns = keys.stream().map(pushed::column).toList();
        List<Column> valueColumns = schema.columns().stream()
                .map(column -> pushed.column(cellOf(column.name())))
                .toList();
        List<FeatureRow> rows = new ArrayList<>(times.rows());
        for (int row = 0; row < times.rows(); row++) {
            rows.add(new FeatureRow(
                    new RowOf(keyColumns, row), times.event(row), times.created(row), new RowOf(valueColumns, row)));
        }
        return rows;
    }

    private Cell cellOf(String name) {
        return values.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("view " + view.name() + " has no " + name))
                .cell();
    }

    /** One row of several columns. */
    private record RowOf(List<Column> columns, int row) implements ValueSource {
        @Override
        public int size() {
            return columns.size();
        }

        @Override
        public boolean isNull(int index) {
            return columns.get(index).isNull(row);
        }

        @Override
        public boolean booleanAt(int index) {
            return columns.get(index).booleanAt(row);
        }

        @Override
        public int intAt(int index) {
            return columns.get(index).intAt(row);
        }

        @Override
        public long longAt(int index) {
            return columns.get(index).longAt(row);
        }

        @Override
        public float floatAt(int index) {
            return columns.get(index).floatAt(row);
        }

        @Override
        public double doubleAt(int index) {
            return columns.get(index).doubleAt(row);
        }

        @Override
        public BigDecimal decimalAt(int index) {
            return columns.get(index).decimalAt(row);
        }

        @Override
        public byte[] bytesAt(int index) {
            return columns.get(index).bytesAt(row);
        }

        @Override
        public ValueSource arrayAt(int index) {
            return columns.get(index).arrayAt(row);
        }
    }
}
