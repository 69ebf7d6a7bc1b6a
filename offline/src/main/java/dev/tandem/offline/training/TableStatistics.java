package dev.tandem.offline.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What a table holds, in numbers, found out in one pass. A digest is the sum, over 64 bits, of the hashes of values or rows: it depends on
 * neither order nor partitions, and changes with any value that changed, is missing, or is there twice. Not thread-safe.
 */
final class TableStatistics implements Serializable {
    private static final long serialVersionUID = 1L;
    static final long SEED = 42;

    private final List<ColumnStatistics> columns;
    private final RowHash labelHash;
    private final RowHash rowHash;
    private long rows;
    private long labelDigest;
    private long rowDigest;

    private TableStatistics(StructType schema, int labelColumns) {
        this.columns = Arrays.stream(schema.fields())
                .map(StructField::dataType)
                .map(ColumnStatistics::new)
                .toList();
        this.labelHash = RowHash.of(schema, labelColumns);
        this.rowHash = RowHash.of(schema, schema.size());
    }

    /**
     * Reads a table.
     *
     * @param labelColumns how many of its columns, from the first on, came with the labels
     */
    static TableStatistics of(Dataset<Row> table, int labelColumns) {
        StructType schema = table.schema();
        List<TableStatistics> parts = ((org.apache.spark.sql.classic.Dataset<Row>) table)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(
                        part -> List.of(ofPart(schema, labelColumns, part)).iterator())
                .collect();
        TableStatistics all = new TableStatistics(schema, labelColumns);
        parts.forEach(all::merge);
        return all;
    }

    private static TableStatistics ofPart(StructType schema, int labelColumns, Iterator<InternalRow> part) {
        TableStatistics statistics = new TableStatistics(schema, labelColumns);
        part.forEachRemaining(statistics::add);
        return statistics;
    }

    private void add(InternalRow row) {
        rows++;
        labelDigest += labelHash.of(row, SEED);
        rowDigest += rowHash.of(row, SEED);
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(row, i);
        }
    }

    private void merge(TableStatistics part) {
        rows += part.rows;
        labelDigest += part.labelDigest;
        rowDigest += part.rowDigest;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).merge(part.columns.get(i));
        }
    }

    long rows() {
        return rows;
    }

    /** The digest of the columns that came with the labels, row by row. */
    long labelDigest() {
        return labelDigest;
    }

    /** The digest of whole rows. */
    long rowDigest() {
        return rowDigest;
    }

    /** What each column holds, in order. */
    List<ColumnStatistics> columns() {
        return columns;
    }
}
