package dev.tandem.offline.source;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Source;
import dev.tandem.offline.History;
import dev.tandem.offline.SparkSessions;
import dev.tandem.offline.source.ColumnReading.Cells;
import dev.tandem.offline.source.TableReader.For;
import dev.tandem.registry.StoredView;
import dev.tandem.row.RowSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Reads the sources of one registry state for one run. It works in a Spark session of its own, so that the names of sources are tables for
 * the SQL of other sources and for nobody else. Nothing but schemas is read before the rows are asked for. Not thread-safe.
 */
public final class SourceReader {
    private final History history;
    private final SparkSession session;
    private final TableReader tables;
    private final PushedRows pushed;
    private final Optional<Instant> end;
    private final Optional<EntitiesAsked> entities;
    private final Map<String, OpenTable> openTables = new HashMap<>();
    private final Map<String, SourceTable> openForViews = new HashMap<>();
    private final Map<String, Dataset<Row>> openForSql = new HashMap<>();
    private final Map<String, FeatureRows> rowsOfViews = new HashMap<>();

    private SourceReader(History history, Optional<Instant> end, Optional<EntitiesAsked> entities) {
        this.history = history;
        this.end = end;
        this.entities = entities;
        this.session = SparkSessions.pinned(history.spark());
        this.tables = new TableReader(session, history.workspace());
        this.pushed = new PushedRows(session, history.workspace());
    }

    /** A reader for one run. */
    public static SourceReader of(History history) {
        return new SourceReader(history, Optional.empty(), Optional.empty());
    }

    /**
     * A reader of the sources as if nothing had happened after an instant: tables that declare an event time lose the rows that come later,
     * before any SQL sees them.
     */
    public static SourceReader endingAt(History history, Instant end) {
        return new SourceReader(history, Optional.of(end), Optional.empty());
    }

    /** A reader of what there is of a few entities: the rows that it has for views are those of these entities, and maybe some of others. */
    public static SourceReader about(History history, EntitiesAsked entities) {
        return new SourceReader(history, Optional.empty(), Optional.of(entities));
    }

    /** The session in which the sources are read and everything that is computed from them should be. */
    public SparkSession session() {
        return session;
    }

    /**
     * The rows of views; of a windowed view, its events, with the columns that its source declares instead of features. The same rows each time
     * that they are asked for, so that whoever wants to keep them keeps them for all.
     *
     * @return one for each view, in order
     * @throws SourceException when a source cannot be opened, or does not hold what its views say; then every such mistake of every view
     *     is told
     */
    public List<FeatureRows> rows(List<FeatureView> views) {
        List<FeatureRows> rows = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (FeatureView view : views) {
            FeatureRows known = rowsOfViews.get(view.name());
            if (known != null) {
                rows.add(known);
                continue;
            }
            SourceTable table = openForViews(definitions().source(view.source()));
            ViewColumns columns = new ViewColumns(definitions(), view, schema(view), table);
            columns.rows()
                    .map(all -> entities.map(asked -> asked.of(all)).orElse(all))
                    .ifPresent(found -> {
                        rowsOfViews.put(view.name(), found);
                        rows.add(found);
                    });
            problems.addAll(columns.problems());
        }
        if (!problems.isEmpty()) {
            throw new SourceException(String.join("\n", problems));
        }
        return rows;
    }

    /** The rows of one view. See {@link #rows(List)}. */
    public FeatureRows rows(FeatureView view) {
        return rows(List.of(view)).get(0);
    }

    /**
     * Columns of a source, whatever views read it: its times, and columns whose types it declares.
     *
     * @param names of such columns, each once
     * @return these columns, in order and under their names
     * @throws SourceException when the source cannot be opened, or does not hold them as it says
     */
    public Dataset<Row> columns(Source source, List<String> names) {
        return new DeclaredColumns(openForViews(source)).rows(names);
    }

    private Definitions definitions() {
        return history.definitions();
    }

    /** As the online store packs them, so that a tie is decided alike; of events, everything that may be aggregated. */
    private RowSchema schema(FeatureView view) {
        if (view.isWindowed()) {
            return new RowSchema(
                    0,
                    definitions().source(view.source()).columns().entrySet().stream()
                            .map(column -> new RowSchema.Column(column.getKey(), column.getValue()))
                            .toList());
        }
        return Optional.ofNullable(history.state().storage().get(view.name()))
                .map(StoredView::schema)
                .orElseGet(() -> RowSchema.of(0, view.features()));
    }

    private SourceTable openForViews(Source source) {
        return openForViews.computeIfAbsent(source.name(), unseen -> {
            if (source.origin() instanceof Origin.Table table) {
                return new SourceTable(source, open(source, table, For.VIEWS), TableReader.cells(table));
            }
            return new SourceTable(source, openForSql(source), Cells.TYPED);
        });
    }

    private Dataset<Row> openForSql(Source source) {
        Dataset<Row> open = openForSql.get(source.name());
        if (open == null) {
            open = source.origin() instanceof Origin.Query query
                    ? pushed.addTo(query(source, query), source)
                    : open(source, (Origin.Table) source.origin(), For.SQL);
            openForSql.put(source.name(), open);
        }
        return open;
    }

    /** Opened once for views and SQL alike, so that both read the same files; only JSON is not the same table to both. */
    private Dataset<Row> open(Source source, Origin.Table table, For reader) {
        OpenTable open = TableReader.isSameForAll(table) ? openTables.get(source.name()) : null;
        if (open == null) {
            OpenTable opened = tables.open(source, table, reader);
            open = new OpenTable(
                    untilEnd(pushed.addTo(opened.rows(), source), source, table), opened.location(), opened.version());
            openTables.put(source.name(), open);
        }
        return open.rows();
    }

    /** Rows without a time stay; a time column that there is not is told of by whoever needs it. */
    private Dataset<Row> untilEnd(Dataset<Row> rows, Source source, Origin.Table table) {
        Optional<Column> time = source.eventTime()
                .filter(column -> Arrays.asList(rows.columns()).contains(column))
                .flatMap(column -> new SourceTable(source, rows, TableReader.cells(table))
                        .reading()
                        .times(column, rows.schema().apply(column).dataType()));
        if (end.isEmpty() || time.isEmpty()) {
            return rows;
        }
        return rows.where(time.get().isNull().or(time.get().leq(functions.lit(end.get()))));
    }

    private Dataset<Row> query(Source source, Origin.Query query) {
        for (String input : query.inputs()) {
            openForSql(definitions().source(input)).createOrReplaceTempView("`" + input + "`");
        }
        try {
            return session.sql("SELECT * FROM (\n%s\n)".formatted(withoutSemicolon(query.sql())));
        } catch (Exception e) { // Spark throws checked exceptions that its Java signatures do not declare
            throw new SourceException(
                    "The sql of source '%s' does not work: %s%nIt is one query in Spark SQL, over the sources %s."
                            .formatted(
                                    source.name(),
                                    Objects.requireNonNullElse(e.getMessage(), e.toString())
                                            .strip(),
                                    String.join(", ", query.inputs())),
                    e);
        }
    }

    private static String withoutSemicolon(String sql) {
        String stripped = sql.strip();
        return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }

    /**
     * What was read so far, by name. The rows of tables behind JDBC, which have neither files nor versions, are counted for this.
     */
    public List<SourceRead> reads() {
        Set<String> names = new TreeSet<>(openForViews.keySet());
        names.addAll(openForSql.keySet());
        return names.stream().map(name -> read(definitions().source(name))).toList();
    }

    private SourceRead read(Source source) {
        if (!(source.origin() instanceof Origin.Table table)) {
            return new SourceRead(
                    source.name(), "sql", Optional.empty(), Optional.empty(), Optional.empty(), List.of());
        }
        OpenTable open = Objects.requireNonNull(openTables.get(source.name()));
        return new SourceRead(
                source.name(),
                table.format(),
                Optional.of(open.location()),
                open.version(),
                TableReader.isCounted(table) ? Optional.of(open.rows().count()) : Optional.empty(),
                ReadFiles.of(open.rows()));
    }

    /**
     * What a failed job means, when the reason is in the data or was told by Tandem itself. An unfit text is looked for in the whole of its
     * column, to say how many there are.
     *
     * @param others tables beside the sources, by the name that messages use
     */
    public Optional<TandemException> explain(Throwable failure, Map<String, Dataset<Row>> others) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnfitTextException unfit) {
                return Optional.of(findTable(unfit.table(), others)
                        .<TandemException>map(unfit::counted)
                        .orElse(unfit));
            }
            if (cause instanceof TandemException told) {
                return Optional.of(told);
            }
            if (cause instanceof SparkThrowable spark && isUnreadableFile(spark)) {
                return Optional.of(new SourceException(
                        "The file %s cannot be read: %s. Mend it, or take it away."
                                .formatted(spark.getMessageParameters().get("path"), rootMessage(cause)),
                        failure));
            }
        }
        return Optional.empty();
    }

    private static boolean isUnreadableFile(SparkThrowable spark) {
        return spark.getCondition() != null && spark.getCondition().startsWith("FAILED_READ_FILE");
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).strip().replaceFirst("\\.$", "");
    }

    private Optional<Dataset<Row>> findTable(String label, Map<String, Dataset<Row>> others) {
        return openForViews.values().stream()
                .filter(table -> table.label().equals(label))
                .map(SourceTable::rows)
                .findFirst()
                .or(() -> Optional.ofNullable(others.get(label)));
    }
}
