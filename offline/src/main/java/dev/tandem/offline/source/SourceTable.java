package dev.tandem.offline.source;

import dev.tandem.definition.Source;
import dev.tandem.offline.source.ColumnReading.Cells;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A source, opened: all of its rows, with the columns that it has.
 *
 * @param source what the definitions say of it
 * @param rows the rows, pushed ones included; not read yet
 * @param cells what its strings are
 */
record SourceTable(Source source, Dataset<Row> rows, Cells cells) {

    /** How its columns become values. */
    ColumnReading reading() {
        return new ColumnReading(label(), cells, source.timeZone());
    }

    /** The source as a message names it. */
    String label() {
        return "source '%s'".formatted(source.name());
    }
}
