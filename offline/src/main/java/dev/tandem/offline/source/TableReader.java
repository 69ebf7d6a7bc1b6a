package dev.tandem.offline.source;

import dev.tandem.definition.Origin;
import dev.tandem.definition.Source;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.source.ColumnReading.Cells;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/** Opens the tables that sources name, with Spark's own formats and options. Not thread-safe. */
final class TableReader {
    private static final Set<String> FORMATS_OF_TEXT = Set.of("csv", "json", "xml", "text");

    /**
     * Where Spark's own default would lose or mix up values without a word, Tandem's is to fail. What a source says itself wins.
     */
    private static final Map<String, Map<String, String>> DEFAULTS = Map.of(
            // Columns are found by their names, in every file; a row that does not fit them is an error.
            "csv", Map.of("header", "true", "enforceSchema", "false", "mode", "FAILFAST"),
            "json", Map.of("mode", "FAILFAST"),
            // A time without a zone stays one, instead of being taken for one in the zone of this machine.
            "jdbc", Map.of("preferTimestampNTZ", "true", "fetchsize", "10000"));

    private final SparkSession session;
    private final Workspace workspace;

    TableReader(SparkSession session, Workspace workspace) {
        this.session = session;
        this.workspace = workspace;
    }

    /** What reads the table: views, which say the type of every column, or SQL, which takes the types that are found. */
    enum For {
        VIEWS,
        SQL
    }

    /** What the strings of a table are. */
    static Cells cells(Origin.Table table) {
        return FORMATS_OF_TEXT.contains(format(table)) ? Cells.TEXT : Cells.TYPED;
    }

    /** Whether views and SQL read the same table. */
    static boolean isSameForAll(Origin.Table table) {
        return !format(table).equals("json");
    }

    /** Whether counting its rows is the one way to say how much was read. */
    static boolean isCounted(Origin.Table table) {
        return format(table).equals("jdbc");
    }

    private static String format(Origin.Table table) {
        return table.format().toLowerCase(Locale.ROOT);
    }

    /**
     * Opens a table, which reads its schema but no rows; only JSON has to be read to know its columns.
     *
     * @throws SourceException when it cannot be opened
     */
    OpenTable open(Source source, Origin.Table table, For reader) {
        Secrets secrets = new Secrets(source.name(), workspace.environment());
        Map<String, String> options = new TreeMap<>(DEFAULTS.getOrDefault(format(table), Map.of()));
        if (reader == For.VIEWS && format(table).equals("json")) {
            options.put("primitivesAsString", "true");
        }
        table.options().forEach((name, value) -> options.put(name, secrets.fillIn(value)));
        try {
            return switch (format(table)) {
                case "jdbc" -> openJdbc(table, options, secrets);
                case "delta" -> openDelta(table, options, secrets);
                case "orc" -> openOrc(source, table, options, secrets);
                default -> open(table, options, secrets, Optional.empty());
            };
        } catch (SourceException e) {
            throw e;
        } catch (LinkageError e) {
            throw new SourceException(
                    ("Source '%s' cannot be read: the library of format '%s' was made for another Spark than %s (%s). Put one that was made"
                                    + " for this Spark on the class path.")
                            .formatted(source.name(), table.format(), session.version(), e.getMessage()),
                    e);
        } catch (Exception e) { // Spark throws checked exceptions that its Java signatures do not declare
            throw unreadable(source.name(), table, secrets, e);
        }
    }

    private OpenTable open(Origin.Table table, Map<String, String> options, Secrets secrets, Optional<String> version) {
        DataFrameReader reader = session.read().format(table.format()).options(options);
        if (table.table().isPresent()) {
            return new OpenTable(
                    reader.table(secrets.fillIn(table.table().get())),
                    table.table().get(),
                    version);
        }
        if (table.path().isPresent()) {
            String path = locate(secrets.fillIn(table.path().get()));
            return new OpenTable(reader.load(path), secrets.hide(path), version);
        }
        return new OpenTable(reader.load(), table.format(), version);
    }

    private OpenTable openJdbc(Origin.Table table, Map<String, String> options, Secrets secrets) {
        table.table().ifPresent(name -> options.put("dbtable", secrets.fillIn(name)));
        String what = options.getOrDefault("dbtable", "a query");
        return new OpenTable(
                session.read().format(table.format()).options(options).load(),
                secrets.hide(JdbcUrl.withoutSecrets(options.getOrDefault("url", "jdbc")) + " " + what),
                Optional.empty());
    }

    private OpenTable openDelta(Origin.Table table, Map<String, String> options, Secrets secrets) {
        String name = table.table()
                .map(secrets::fillIn)
                .or(() -> table.path().map(path -> "delta.`%s`".formatted(locate(secrets.fillIn(path)))))
                .orElseThrow(() -> new SourceException("A delta source needs a table or a path. Add one."));
        return open(table, options, secrets, DeltaTable.choose(session, name, options));
    }

    private OpenTable openOrc(Source source, Origin.Table table, Map<String, String> options, Secrets secrets) {
        OpenTable open = open(table, options, secrets, Optional.empty());
        return new OpenTable(OrcTimes.inZone(open.rows(), source.timeZone()), open.location(), open.version());
    }

    /** A path as Spark is to see it: a relative one starts from the workspace. */
    private String locate(String path) {
        Path given = new Path(path);
        return given.toUri().getScheme() != null || given.isAbsolute()
                ? path
                : new Path(new Path(workspace.base()), given).toString();
    }

    private SourceException unreadable(String source, Origin.Table table, Secrets secrets, Exception e) {
        String condition = e instanceof SparkThrowable spark ? String.valueOf(spark.getCondition()) : "";
        String place =
                secrets.hide(table.path().map(this::locate).or(table::table).orElse("its options"));
        String explanation = switch (condition) {
            case "PATH_NOT_FOUND" ->
                "there is nothing at %s. Correct the path; a relative one starts from %s"
                        .formatted(place, workspace.base());
            case "UNABLE_TO_INFER_SCHEMA" ->
                "there is no %s file with columns at %s. Write the data first, or correct the path"
                        .formatted(table.format(), place);
            case "DATA_SOURCE_NOT_FOUND" ->
                ("Spark knows no format '%s'. Correct the format, or add its library to Spark's class path, for example by the setting"
                                + " spark.jars.packages")
                        .formatted(table.format());
            case "TABLE_OR_VIEW_NOT_FOUND" ->
                "no catalog has a table %s. Correct the name, or configure its catalog in the offline settings"
                        .formatted(place);
            default ->
                "%s. See that %s can be read as %s from this machine"
                        .formatted(
                                withoutFullStop(firstLine(secrets.hide(String.valueOf(e.getMessage())))),
                                place,
                                table.format());
        };
        return new SourceException("Source '%s' cannot be read: %s.".formatted(source, explanation), secrets.hide(e));
    }

    private static String firstLine(String message) {
        return message.strip().lines().findFirst().orElse("Spark does not say why");
    }

    private static String withoutFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
