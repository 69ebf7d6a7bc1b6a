package dev.tandem.offline.source;

import dev.tandem.definition.Names;
import dev.tandem.definition.Source;
import dev.tandem.offline.Workspace;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows that were pushed to a source over HTTP: JSON Lines below {@code <landing>/<source>/}, each line an object of the source's
 * columns. They are read as the types that the source's own columns have, so that a pushed row and a row of the table are the same thing.
 *
 * <p>A line that is cut off at the end of its file is a push that was never acknowledged: its writer is still at work, or was killed. It is
 * left out. Any other line that is no JSON object is an error.
 */
final class PushedRows {
    private static final String SUFFIX = ".jsonl";
    private static final DataType CELLS = DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, true);
    private static final DataType TEXTS = DataTypes.createArrayType(DataTypes.StringType, true);

    private final SparkSession session;
    private final Workspace workspace;

    PushedRows(SparkSession session, Workspace workspace) {
        this.session = session;
        this.workspace = workspace;
    }

    /** The rows of a source and those that were pushed to it. */
    Dataset<Row> addTo(Dataset<Row> table, Source source) {
        List<FileStatus> files = files(source.name());
        if (files.isEmpty()) {
            return table;
        }
        String[] paths = files.stream().map(file -> file.getPath().toString()).toArray(String[]::new);
        Column line = functions.col("value");
        Column cells = functions.from_json(line, CELLS, Map.of());
        Dataset<Row> rows = session.read()
                .text(paths)
                .filter(functions.length(functions.trim(line)).gt(0))
                .filter(functions.not(line.cast(DataTypes.BinaryType).isin((Object[]) cutOffLines(files))))
                .filter(wellFormed(source.name(), table.columns()).apply(line, cells))
                .select(cells.as("cells"));
        String label = "the rows pushed to source '%s'".formatted(source.name());
        Column[] columns = Arrays.stream(table.schema().fields())
                .map(field -> column(field, label, source.timeZone()).as(field.name()))
                .toArray(Column[]::new);
        return table.unionByName(rows.select(columns));
    }

    private static Column column(StructField field, String label, ZoneId zone) {
        Column text = functions.element_at(functions.col("cells"), field.name());
        if (field.dataType() instanceof ArrayType array) {
            Column texts = functions.from_json(text, TEXTS, Map.of("mode", "FAILFAST"));
            return textColumn(field, array.elementType(), label, zone).arrays(texts);
        }
        return field.dataType() instanceof StringType
                ? text
                : textColumn(field, field.dataType(), label, zone).values(text);
    }

    private static TextColumn textColumn(StructField field, DataType type, String label, ZoneId zone) {
        return new TextColumn(
                label, field.name(), new FoundType(field.dataType()).toString(), new TextValue(type, zone));
    }

    /** Always true, or an error: a line that is no object, or has a column that the source has not. */
    private static org.apache.spark.sql.expressions.UserDefinedFunction wellFormed(String source, String[] columns) {
        Set<String> known = new HashSet<>(Arrays.asList(columns));
        UDF2<String, scala.collection.@Nullable Map<String, String>, Boolean> check = (line, cells) -> {
            if (cells == null) {
                throw new SourceException(
                        "A row pushed to source '%s' is no JSON object: %s. Mend or remove that line in the landing folder."
                                .formatted(source, UnfitTextException.shown(line)));
            }
            for (String column : CollectionConverters.asJava(cells.keySet())) {
                if (!known.contains(column)) {
                    throw new SourceException(
                            "A row pushed to source '%s' has a column '%s', which the source has not. %s"
                                    .formatted(source, column, Names.suggestion(column, known)));
                }
            }
            return true;
        };
        return functions.udf(check, DataTypes.BooleanType);
    }

    private List<FileStatus> files(String source) {
        if (workspace.landing().isEmpty()) {
            return List.of();
        }
        Path folder = new Path(new Path(workspace.landing().get()), source);
        try {
            FileSystem files = fileSystem(folder);
            if (!files.exists(folder)) {
                return List.of();
            }
            return Arrays.stream(files.listStatus(folder, path -> path.getName().endsWith(SUFFIX)))
                    .sorted(Comparator.comparing(FileStatus::getPath))
                    .toList();
        } catch (IOException e) {
            throw new SourceException(
                    "The rows pushed to source '%s' cannot be listed at %s: %s. See that the landing folder can be read."
                            .formatted(source, folder, e.getMessage()),
                    e);
        }
    }

    private byte[][] cutOffLines(List<FileStatus> files) {
        List<byte[]> lines = new ArrayList<>();
        for (FileStatus file : files) {
            try {
                LastLine.ofUnfinished(fileSystem(file.getPath()), file).ifPresent(lines::add);
            } catch (IOException e) {
                throw new SourceException(
                        "The pushed rows in %s cannot be read: %s. See that the landing folder can be read."
                                .formatted(file.getPath(), e.getMessage()),
                        e);
            }
        }
        return lines.toArray(byte[][]::new);
    }

    private FileSystem fileSystem(Path path) throws IOException {
        Configuration configuration = session.sparkContext().hadoopConfiguration();
        return path.getFileSystem(configuration);
    }
}
