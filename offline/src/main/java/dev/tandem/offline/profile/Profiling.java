package dev.tandem.offline.profile;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A profile in the making: rows are added, and what was found in several parts of a table is merged. It travels between processes in the
 * form of a profile. Not thread-safe.
 */
public final class Profiling implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient List<ColumnProfiling> columns;
    private transient long rows;

    private Profiling(List<ColumnProfiling> columns, long rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** No row was seen yet. */
    public static Profiling of(StructType schema) {
        return new Profiling(
                Arrays.stream(schema.fields()).map(Profiling::column).toList(), 0);
    }

    private static ColumnProfiling column(StructField field) {
        return ColumnProfiling.of(field.name(), field.dataType());
    }

    /** What a profile knows. */
    static Profiling of(Profile profile) {
        return new Profiling(profile.columns().stream().map(ColumnProfiling::of).toList(), profile.rows());
    }

    static Profiling of(Dataset<Row> table) {
        StructType schema = table.schema();
        List<Profiling> parts = ((org.apache.spark.sql.classic.Dataset<Row>) table)
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(part -> List.of(ofPart(schema, part)).iterator())
                .collect();
        Profiling all = of(schema);
        parts.forEach(all::merge);
        return all;
    }

    private static Profiling ofPart(StructType schema, Iterator<InternalRow> part) {
        Profiling profiling = of(schema);
        part.forEachRemaining(profiling::add);
        return profiling;
    }

    /** Counts a row. */
    public void add(SpecializedGetters row) {
        rows++;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).add(row, i);
        }
    }

    /** Counts the rows that another part of the same table counted. */
    public void merge(Profiling part) {
        if (columns.size() != part.columns.size()) {
            throw new IllegalArgumentException(
                    "%d columns cannot be merged with %d".formatted(columns.size(), part.columns.size()));
        }
        rows += part.rows;
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).merge(part.columns.get(i));
        }
    }

    /** What was found so far. */
    public Profile profile() {
        return new Profile(
                Profile.FORMAT,
                rows,
                columns.stream().map(ColumnProfiling::profile).toList());
    }

    private Object writeReplace() {
        return new Travelling(ProfileFile.bytes(profile()));
    }

    private record Travelling(byte[] json) implements Serializable {
        private Object readResolve() {
            return of(ProfileFile.read(json));
        }
    }
}
