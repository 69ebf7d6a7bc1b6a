package dev.tandem.offline.source;

import dev.tandem.definition.Names;
import dev.tandem.definition.Source;
import dev.tandem.definition.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Finds columns of a source by its own word: its times, and those whose types it declares. Whatever does not fit is told at once. */
final class DeclaredColumns {
    private final SourceTable table;
    private final StructType found;
    private final List<String> problems = new ArrayList<>();

    DeclaredColumns(SourceTable table) {
        this.table = table;
        this.found = table.rows().schema();
    }

    /** These columns, in order and under their names. */
    Dataset<Row> rows(List<String> names) {
        List<Column> columns = new ArrayList<>();
        names.forEach(name -> findType(name)
                .ifPresent(type -> column(name, type)
                        .ifPresentOrElse(
                                column -> columns.add(column.as(name)), () -> problems.add(unfit(name, type)))));
        if (!problems.isEmpty()) {
            throw new SourceException(String.join("\n", problems));
        }
        return table.rows().select(columns.toArray(Column[]::new));
    }

    private Optional<Column> column(String name, DataType type) {
        return isTime(name)
                ? table.reading().times(name, type)
                : table.reading().values(name, type, declared(name));
    }

    private boolean isTime(String name) {
        Source source = table.source();
        return source.eventTime().filter(name::equals).isPresent()
                || source.createdTime().filter(name::equals).isPresent();
    }

    private ValueType declared(String name) {
        return Objects.requireNonNull(table.source().columns().get(name), name);
    }

    private Optional<DataType> findType(String name) {
        List<String> names = Arrays.asList(found.fieldNames());
        if (names.contains(name)) {
            return Optional.of(found.apply(name).dataType());
        }
        problems.add("%s has no column '%s', of which something is expected. %s"
                .formatted(capital(table.label()), name, Names.suggestion(name, names)));
        return Optional.empty();
    }

    private String unfit(String name, DataType type) {
        return "Column '%s' of %s is %s, but is declared %s. Declare it as it is, or convert it in a source with sql."
                .formatted(
                        name,
                        table.label(),
                        new FoundType(type),
                        isTime(name) ? "a time" : declared(name).toString());
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
