package dev.tandem.offline.training;

import dev.tandem.definition.Names;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.source.ColumnReading;
import dev.tandem.offline.source.ColumnReading.Cells;
import dev.tandem.offline.source.ReadFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Opens labels and sees that they have what a service asks by. Whatever is wrong is noted, all of it. Used once; not thread-safe. */
final class LabelReader {
    /** How messages call the labels. */
    static final String LABEL = "the labels";

    private static final Map<String, String> CSV =
            Map.of("header", "true", "enforceSchema", "false", "mode", "FAILFAST");

    private final Labels labels;
    private final SparkSession session;
    private final Map<String, Needed> needed = new LinkedHashMap<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * A column that a service asks by.
     *
     * @param type that its values have there
     * @param neededBy what asks by it, as a message says it
     */
    private record Needed(ValueType type, String neededBy) {}

    LabelReader(Labels labels, SparkSession session) {
        this.labels = labels;
        this.session = session;
    }

    /** Says that a service asks by a column; one column has one type in all of a service. */
    void need(String column, ValueType type, String neededBy) {
        needed.putIfAbsent(column, new Needed(type, neededBy));
    }

    /** Says that a name is that of an output column, so that no column of the labels can have it. */
    void refuse(String column, String feature) {
        outputs.put(column, feature);
    }

    /** What is wrong, in sentences; complete after {@link #open}. */
    List<String> problems() {
        return problems;
    }

    /**
     * Opens the labels.
     *
     * @return empty when their columns are not what is needed
     * @throws TrainingSetException when they cannot be read at all
     */
    Optional<LabelTable> open() {
        Dataset<Row> raw = read();
        checkNames(raw.columns());
        StructType found = raw.schema();
        Optional<Column> time = time(found);
        Map<String, Column> values = new LinkedHashMap<>();
        needed.forEach((column, wanted) -> values(column, wanted, found).ifPresent(read -> values.put(column, read)));
        if (!problems.isEmpty() || time.isEmpty()) {
            return Optional.empty();
        }
        if (cells() == Cells.TYPED) {
            return Optional.of(new LabelTable(raw, raw, time.get(), values, files(raw)));
        }
        Column[] typed = Arrays.stream(raw.columns())
                .map(column -> column.equals(labels.timeColumn())
                        ? time.get().as(column)
                        : values.getOrDefault(column, Plans.column(column)).as(column))
                .toArray(Column[]::new);
        values.replaceAll((column, read) -> Plans.column(column));
        return Optional.of(
                new LabelTable(raw, raw.select(typed), Plans.column(labels.timeColumn()), values, files(raw)));
    }

    private List<dev.tandem.offline.source.FileRead> files(Dataset<Row> raw) {
        return labels.origin() instanceof Labels.Origin.Files ? ReadFiles.of(raw) : List.of();
    }

    private Cells cells() {
        return labels.origin() instanceof Labels.Origin.Files files && files.isCsv() ? Cells.TEXT : Cells.TYPED;
    }

    private Dataset<Row> read() {
        if (labels.origin() instanceof Labels.Origin.Rows computed) {
            return Plans.rows((org.apache.spark.sql.classic.SparkSession) session, Plans.plan(computed.rows()));
        }
        Labels.Origin.Files files = (Labels.Origin.Files) labels.origin();
        try {
            return files.isCsv() ? readCsv(files.path()) : session.read().parquet(files.path());
        } catch (Exception e) { // Spark throws checked exceptions that its Java signatures do not declare
            throw unreadable(files, e);
        }
    }

    /** What the service asks by is read by its declared types; of the other columns, Spark finds out what they hold. */
    private Dataset<Row> readCsv(String path) {
        StructType inferred = session.read()
                .options(CSV)
                .option("inferSchema", "true")
                .csv(path)
                .schema();
        StructField[] fields = Arrays.stream(inferred.fields())
                .map(field -> needed.containsKey(field.name()) || field.name().equals(labels.timeColumn())
                        ? DataTypes.createStructField(field.name(), DataTypes.StringType, true)
                        : field)
                .toArray(StructField[]::new);
        return session.read().options(CSV).schema(new StructType(fields)).csv(path);
    }

    private static TrainingSetException unreadable(Labels.Origin.Files files, Exception e) {
        String kind = files.isCsv() ? "CSV" : "Parquet";
        String condition = e instanceof SparkThrowable spark ? String.valueOf(spark.getCondition()) : "";
        String cause = switch (condition) {
            case "PATH_NOT_FOUND" -> "there is nothing at %s".formatted(files.path());
            case "UNABLE_TO_INFER_SCHEMA" -> "there is no %s file at %s".formatted(kind, files.path());
            default -> "%s is no %s that Spark reads (%s)".formatted(files.path(), kind, e.getMessage());
        };
        return new TrainingSetException(
                "The labels cannot be read: %s. Name a CSV file (ending in .csv, with a header) or Parquet files."
                        .formatted(cause),
                e);
    }

    private void checkNames(String[] columns) {
        Set<String> met = new HashSet<>();
        for (String column : columns) {
            if (!met.add(column)) {
                problems.add("The labels have two columns '%s', and a training set has each name once. Rename one."
                        .formatted(column));
            }
            if (outputs.containsKey(column)) {
                problems.add(
                        ("Column '%s' of the labels has the name under which the training set holds feature %s. Rename the column, or give"
                                        + " the feature another name in the service.")
                                .formatted(column, outputs.get(column)));
            }
        }
    }

    private Optional<Column> time(StructType found) {
        String column = labels.timeColumn();
        Optional<DataType> type = findType(
                column, found, "the instant that each row asks about", " Name the one that holds it (--time-column).");
        Optional<Column> time = type.flatMap(it -> reading().times(column, it));
        if (type.isPresent() && time.isEmpty()) {
            problems.add(
                    "Column '%s' of the labels is %s, which says no time. Make it a TIMESTAMP, or name another column."
                            .formatted(column, sql(type.get())));
        }
        return time;
    }

    private Optional<Column> values(String column, Needed wanted, StructType found) {
        Optional<DataType> type = findType(column, found, wanted.neededBy(), "");
        Optional<Column> values = type.flatMap(it -> reading().values(column, it, wanted.type()));
        if (type.isPresent() && values.isEmpty()) {
            problems.add("Column '%s' of the labels is %s, but %s is %s. Make it a %s."
                    .formatted(column, sql(type.get()), wanted.neededBy(), wanted.type(), wanted.type()));
        }
        return values;
    }

    private ColumnReading reading() {
        return new ColumnReading(LABEL, cells(), labels.timeZone());
    }

    private static String sql(DataType type) {
        return type.sql().toUpperCase(java.util.Locale.ROOT);
    }

    /** @param otherwise what to do where no column has nearly the name */
    private Optional<DataType> findType(String column, StructType found, String neededFor, String otherwise) {
        List<String> names = Arrays.asList(found.fieldNames());
        if (names.contains(column)) {
            return Optional.of(found.apply(column).dataType());
        }
        problems.add("The labels have no column '%s' for %s. %s%s"
                .formatted(
                        column,
                        neededFor,
                        Names.suggestion(column, names),
                        Names.nearest(column, names).isPresent() ? "" : otherwise));
        return Optional.empty();
    }
}
