package dev.tandem.benchmarks.join;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.join.Division;
import dev.tandem.offline.join.PointInTimeJoin;
import dev.tandem.offline.join.PointInTimeJoin.LabelKey;
import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.offline.training.WhenPresent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * The ways from the same Parquet to the same Parquet: {@link JoinData#labelColumns} and the features of the first views, one row for each
 * label.
 *
 * @param spark computes them, all but DuckDB's
 * @param data what is joined
 * @param folder where the data lies
 */
record Ways(SparkSession spark, JoinData data, Path folder) {
    /** Tandem's join alone. */
    void pointInTime(int views, Path output) {
        History history = JoinProject.history(spark, data, folder);
        SourceReader sources = SourceReader.of(history);
        List<Lookup> lookups = new ArrayList<>();
        for (int view = 0; view < views; view++) {
            lookups.add(new Lookup(
                    sources.rows(history.definitions().view(JoinProject.name(view))),
                    List.of(new LabelKey(JoinData.ENTITY, col(JoinData.ENTITY))),
                    JoinProject.fields(view)));
        }
        Dataset<Row> labels =
                sources.session().read().parquet(data.labels(folder).toString());
        Division division = Division.of(data.labels(), lookups, spark.sparkContext());
        write(
                PointInTimeJoin.join(labels, col(JoinData.TIME), lookups, division)
                        .rows(),
                output);
    }

    /** All of {@code tandem train}: labels surveyed, joined, read back and checked, a manifest with statistics. */
    void train(Path output) {
        History history = JoinProject.history(spark, data, folder);
        TrainingSet.plan(
                        history,
                        JoinProject.service(1),
                        Labels.file(data.labels(folder).toString()))
                .write(output.toString(), WhenPresent.OVERWRITE, InstantSource.system(), Progress.UNWATCHED);
    }

    /** Labels beside the rows whose times they know already: the least that any join by Spark does. */
    void equalTimes(Path output) {
        write(equalTimes(0), output);
    }

    /** What the same join gives of all views, each joined by itself. */
    Answer answer() {
        return Answer.of(this::equalTimes, data.views());
    }

    private Dataset<Row> equalTimes(int view) {
        Dataset<Row> labels = labels();
        Dataset<Row> history = view(view);
        return labels.join(
                        history,
                        labels.col(JoinData.ENTITY)
                                .equalTo(history.col(JoinData.ENTITY))
                                .and(labels.col(JoinData.SEEN_AT).equalTo(history.col(JoinData.EVENT_TIME))),
                        "left")
                .drop(history.col(JoinData.ENTITY))
                .drop(history.col(JoinData.EVENT_TIME));
    }

    /** Every label beside every older row of its entity, and of these the newest: what Feast's template for Spark does. */
    void rangeAndRowNumber(Path output) {
        Dataset<Row> labels = labels();
        Dataset<Row> history = view(0);
        Dataset<Row> pairs = labels.join(
                        history,
                        labels.col(JoinData.ENTITY)
                                .equalTo(history.col(JoinData.ENTITY))
                                .and(history.col(JoinData.EVENT_TIME).leq(labels.col(JoinData.TIME))),
                        "left")
                .drop(history.col(JoinData.ENTITY));
        Column newestFirst = row_number()
                .over(Window.partitionBy("label_id")
                        .orderBy(col(JoinData.EVENT_TIME).desc()));
        List<String> names = Stream.concat(JoinData.labelColumns().stream(), JoinData.features(0).stream())
                .toList();
        write(
                pairs.withColumn("rank", newestFirst)
                        .filter(col("rank").equalTo(1))
                        .select(columns(names)),
                output);
    }

    /** Labels and rows in one table in the order of time, each label looking back at the last row. */
    void unionAndWindow(Path output) {
        Column[] features = columns(JoinData.features(0));
        Dataset<Row> history = view(0).select(
                        col(JoinData.ENTITY),
                        col(JoinData.EVENT_TIME).as("at"),
                        struct(features).as("row"));
        Dataset<Row> asking = labels().withColumn("at", col(JoinData.TIME)).withColumn("asks", lit(true));
        // At equal times the row comes first: it does not ask, and null sorts before true.
        Column lastRow = last(col("row"), true)
                .over(Window.partitionBy(JoinData.ENTITY)
                        .orderBy(col("at"), col("asks"))
                        .rowsBetween(Window.unboundedPreceding(), Window.currentRow()));
        Dataset<Row> answered =
                asking.unionByName(history, true).withColumn("seen", lastRow).filter(col("asks"));
        List<Column> columns = new ArrayList<>();
        JoinData.labelColumns().forEach(name -> columns.add(col(name)));
        JoinData.features(0)
                .forEach(name -> columns.add(
                        when(col("seen").isNotNull(), col("seen." + name)).as(name)));
        write(answered.select(columns.toArray(Column[]::new)), output);
    }

    /** DuckDB's own join for the purpose. */
    void duckDb(int threads, Path output) throws SQLException, IOException {
        String joined = """
                COPY (SELECT %s FROM read_parquet('%s/*.parquet') label
                      ASOF LEFT JOIN read_parquet('%s/*.parquet') history
                      ON label.entity = history.entity AND label.event_timestamp >= history.event_time)
                TO '%s' (FORMAT parquet, COMPRESSION snappy)
                """.formatted(
                        String.join(
                                ", ",
                                Stream.concat(
                                                JoinData.labelColumns().stream().map("label."::concat),
                                                JoinData.features(0).stream().map("history."::concat))
                                        .toList()),
                        data.labels(folder),
                        data.view(folder, 0),
                        output.resolve("part-0.parquet"));
        Files.createDirectories(output);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = " + threads);
            statement.execute(joined);
        }
    }

    private Dataset<Row> labels() {
        return spark.read().parquet(data.labels(folder).toString());
    }

    private Dataset<Row> view(int view) {
        return spark.read().parquet(data.view(folder, view).toString());
    }

    private static Column[] columns(List<String> names) {
        return names.stream().map(name -> col(name)).toArray(Column[]::new);
    }

    private static void write(Dataset<Row> rows, Path output) {
        rows.write().mode(SaveMode.Overwrite).option("compression", "snappy").parquet(output.toString());
    }
}
