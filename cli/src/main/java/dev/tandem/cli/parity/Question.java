package dev.tandem.cli.parity;

import dev.tandem.definition.ServiceParts.CallerColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * What a service is asked at one instant. Immutable, as long as nobody changes a value.
 *
 * @param columns what a caller brings: the keys of the service's entities and its request inputs
 * @param rows for each entity asked about, a value for each column in its type's Java form, or null
 * @param at the instant
 */
public record Question(List<CallerColumn> columns, List<List<@Nullable Object>> rows, Instant at) {

    /** Copies the columns. */
    public Question {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * Asks about every row of a dataset.
     *
     * @param rows holds the columns, each in its type
     */
    public static Question of(List<CallerColumn> columns, Dataset<Row> rows, Instant at) {
        Column[] names = columns.stream()
                .map(column -> functions.col("`" + column.name() + "`"))
                .toArray(Column[]::new);
        List<List<@Nullable Object>> values = new ArrayList<>();
        for (Row row : rows.select(names).collectAsList()) {
            values.add(SparkRows.values(row));
        }
        return new Question(columns, values, at);
    }

    /** The values of one column, row by row. */
    List<@Nullable Object> column(String name) {
        int position = columns.stream().map(CallerColumn::name).toList().indexOf(name);
        List<@Nullable Object> values = new ArrayList<>(rows.size());
        rows.forEach(row -> values.add(row.get(position)));
        return values;
    }

    /** One row as a person reads it, such as {@code origin=JFK dest=LAX}. */
    public String text(int row) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).name() + "="
                        + Objects.requireNonNullElse(rows.get(row).get(i), "null"))
                .collect(Collectors.joining(" "));
    }
}
