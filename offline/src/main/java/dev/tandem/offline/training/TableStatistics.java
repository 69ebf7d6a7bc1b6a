package dev.tandem.offline.training;

import dev.tandem.offline.profile.Profile;
import dev.tandem.offline.profile.Profiling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What a table holds, in numbers, found out in one pass. A digest is the sum, over 64 bits, of the hashes of values or rows: it depends on
 * neither order nor partitions, and changes with any value that changed, is missing, or is there twice. Not thread-safe.
 */
final class TableStatistics implements Serializable {
    private static final long serialVersionUID = 1L;
    static final long SEED = 42;

    private final StructType schema;
    private final List<ColumnStatistics> columns;
    private final RowHash labelHash;
    private final RowHash rowHash;
    private final @Nullable Profiling profiling;
    private long rows;
    private long labelDigest;
    private long rowDigest;

    /** What to find out besides counts, ranges and digests. */
    private enum Detail {
        /** Nothing. */
        DIGESTS,
        /** The distribution of each column too. */
        PROFILE
    }

    private TableStatistics(StructType schema, int labelColumns, Detail detail) {
        this.schema = schema;
        this.columns = Arrays.stream(schema.fields())
                .map(StructField::dataType)
                .map(ColumnStatistics::new)
                .toList();
        this.labelHash = RowHash.of(schema, labelColumns);
        this.rowHash = RowHash.of(schema, schema.size());
        this.profiling = detail == Detail.PROFILE ? Profiling.of(schema) : null;
    }

    /**
     * Reads a table.
     *
     * @param labelColumns how many of its columns, from the first on, came with the labels
     */
    static TableStatistics of(Dataset<Row> table, int labelColumns) {
        return of(table, labelColumns, Detail.DIGESTS);
    }

    /** The same, with the distribution of each column. */
    static TableStatistics withProfile(Dataset<Row> table, int labelColumns) {
        return of(table, labelColumns, Detail.PROFILE);
    }

    private static TableStatistics of(Dataset<Row> table, int labelColumns, Detail detail) {
        StructType schema = table.schema();
        List<TableStatistics> parts = ((org.apache.spark.sql.classic.Dataset<Row>) table)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(part ->
                        List.of(ofPart(schema, labelColumns, detail, part)).iterator())
                .collect();
        TableStatistics all = new TableStatistics(schema, labelColumns, detail);
        parts.forEach(all::merge);
        return all;
    }

    private static TableStatistics ofPart(
            StructType schema, int labelColumns, Detail detail, Iterator<InternalRow> part) {
        TableStatistics statistics = new TableStatistics(schema, labelColumns, detail);
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
        if (profiling != null) {
            profiling.add(row);
        }
    }

    private void merge(TableStatistics part) {
        rows += part.rows;
        labelDigest += part.labelDigest;
        rowDigest += part.rowDigest;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).merge(part.columns.get(i));
        }
        if (profiling != null && part.profiling != null) {
            profiling.merge(part.profiling);
        }
    }

    /** The columns of the table that was read. */
    StructType schema() {
        return schema;
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

    /** The distribution of each column, if it was asked for. */
    Optional<Profile> profile() {
        return Optional.ofNullable(profiling).map(Profiling::profile);
    }

    /** What each column holds, in order. */
    List<ColumnStatistics> columns() {
        return columns;
    }
}
