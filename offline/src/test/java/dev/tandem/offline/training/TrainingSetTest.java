package dev.tandem.offline.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionHash;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.source.SourceException;
import dev.tandem.offline.source.UnfitTextException;
import dev.tandem.offline.training.Manifest.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training set is, what its manifest says, and what becomes of labels that are not what they should be. */
class TrainingSetTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private SparkSession spark;
    private TestProject project;
    private String output;

    @BeforeEach
    void begin() {
        spark = TestSpark.session();
        output = folder.resolve("out").toString();
        spark.sql("""
                        SELECT * FROM VALUES
                          ('a', TIMESTAMP '2013-01-01 00:00:00Z', 1.5D, 1),
                          ('a', TIMESTAMP '2013-01-02 00:00:00Z', -0.0D, NULL),
                          ('b', TIMESTAMP '2013-01-01 00:00:00Z', DOUBLE('NaN'), 3),
                          ('b', NULL, 9.0D, 9)
                        AS t(k, at, x, y)""").write().parquet(folder.resolve("readings").toString());
        project = new TestProject(folder)
                .entity("k", ValueType.STRING)
                .table("readings", "parquet", "readings")
                .view("v", "k", "readings", Optional.empty(), "x FLOAT64", "y INT32");
    }

    private Dataset<Row> labels(String values) {
        return spark.sql("SELECT * FROM VALUES " + values + " AS t(id, k, event_timestamp)");
    }

    private Dataset<Row> threeLabels() {
        return labels("""
                (1, 'a', TIMESTAMP '2013-01-01 12:00:00Z'), (2, 'a', TIMESTAMP '2013-01-02 12:00:00Z'),
                (2, 'a', TIMESTAMP '2013-01-02 12:00:00Z'), (3, 'b', TIMESTAMP '2013-01-02 12:00:00Z'),
                (4, NULL, TIMESTAMP '2013-01-02 12:00:00Z')""");
    }

    private TrainingSet plan(Labels labels) {
        return TrainingSet.plan(project.history(spark), project.service("v"), labels)
                .withoutLeakageCheck();
    }

    private Manifest write(Labels labels) {
        return plan(labels).write(output, WhenPresent.REFUSE, CLOCK, Progress.UNWATCHED);
    }

    private List<String> written() {
        return spark.read().parquet(output + "/" + Manifest.DATA).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    private String file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n")
                .toString();
    }

    private List<String> namesInFolder() throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            return names.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void it_holds_every_label_with_its_own_columns_and_the_features_in_the_order_of_the_service() {
        Manifest manifest = write(Labels.of(threeLabels()));

        assertThat(written())
                .containsExactly(
                        "[1,a,2013-01-01T12:00:00Z,1.5,1]",
                        "[2,a,2013-01-02T12:00:00Z,-0.0,null]",
                        "[2,a,2013-01-02T12:00:00Z,-0.0,null]",
                        "[3,b,2013-01-02T12:00:00Z,NaN,3]",
                        "[4,null,2013-01-02T12:00:00Z,null,null]");
        assertThat(manifest.rows()).isEqualTo(5);
        assertThat(manifest.columns()).extracting(Column::name).containsExactly("id", "k", "event_timestamp", "x", "y");
    }

    @Test
    void its_manifest_says_how_it_came_about_and_what_it_holds() {
        Manifest manifest = write(Labels.of(threeLabels()));

        assertThat(Manifest.read(output)).isEqualTo(manifest);
        assertThat(manifest.createdAt()).isEqualTo(CLOCK.instant());
        assertThat(manifest.project()).isEqualTo("test");
        assertThat(manifest.registryState()).isEqualTo(7);
        assertThat(manifest.engine().spark()).isEqualTo("4.2.0");
        assertThat(manifest.engine().settings()).containsEntry("spark.sql.session.timeZone", "UTC");
        assertThat(manifest.labels().origin()).isEqualTo("dataset");
        assertThat(manifest.labels().rows()).isEqualTo(5);
        assertThat(manifest.service().views())
                .isEqualTo(Map.of(
                        "v",
                        new Manifest.View(
                                DefinitionHash.ofView(
                                        project.state().definitions(),
                                        project.state().definitions().view("v")),
                                "readings",
                                1,
                                Optional.empty())));
        assertThat(manifest.sources()).singleElement().satisfies(source -> {
            assertThat(source.name()).isEqualTo("readings");
            assertThat(source.format()).isEqualTo("parquet");
            assertThat(source.location()).contains(folder.resolve("readings").toString());
            assertThat(source.files()).isNotEmpty().allSatisfy(file -> {
                Path path = Path.of(file.path().replaceFirst("file:/+", "/"));
                assertThat(file.bytes()).isEqualTo(Files.size(path));
                assertThat(file.modifiedAt().toEpochMilli())
                        .isEqualTo(Files.getLastModifiedTime(path).toMillis());
            });
        });
        Column x = manifest.columns().get(3);
        assertThat(x.type()).isEqualTo("DOUBLE");
        assertThat(x.from()).isEqualTo("v:x");
        assertThat(x.nulls()).isEqualTo(1);
        assertThat(x.min()).contains("-0.0");
        assertThat(x.max()).contains("1.5");
    }

    @Test
    void the_same_labels_give_the_same_digests_however_they_are_ordered_and_divided() {
        Manifest first = write(Labels.of(threeLabels()));
        output += "2";
        Manifest second = write(Labels.of(threeLabels().repartition(3).orderBy(functions.desc("id"))));

        assertThat(second.columns()).isEqualTo(first.columns());
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.labels().digest()).isEqualTo(first.labels().digest());
    }

    @Test
    void columns_of_labels_may_have_any_type() {
        Dataset<Row> labels = threeLabels()
                .selectExpr(
                        "*",
                        "map('a', id) AS m",
                        "named_struct('n', id, 'a', array(DOUBLE('NaN'), -0.0D)) AS s",
                        "CAST(id AS TINYINT) AS b",
                        "TIMESTAMP_NTZ '2013-03-10 02:30:00' AS n",
                        "CAST(id AS DECIMAL(38, 10)) AS d",
                        "X'00FF' AS bytes");

        assertThat(write(Labels.of(labels)).rows()).isEqualTo(5);
        assertThat(written().get(0))
                .startsWith(
                        "[1,a,2013-01-01T12:00:00Z,Map(a -> 1),[1,ArraySeq(NaN, -0.0)],1,2013-03-10T02:30,1.0000000000,");
    }

    @Test
    void labels_in_csv_get_the_types_that_keys_and_times_are_declared_to_have() throws IOException {
        String csv = file(
                "labels.csv",
                "late,event_timestamp,k,note",
                "1,2013-01-02 07:00:00,007,x",
                "0,2013-01-02T12:00:00Z,a,y");

        Manifest manifest = write(Labels.file(csv).withTimeZone(ZoneId.of("America/New_York")));

        assertThat(manifest.columns())
                .extracting(Column::type)
                .containsExactly("INT", "TIMESTAMP", "STRING", "STRING", "DOUBLE", "INT");
        assertThat(written())
                .containsExactly("[0,2013-01-02T12:00:00Z,a,y,-0.0,null]", "[1,2013-01-02T12:00:00Z,007,x,null,null]");
        assertThat(manifest.labels().files())
                .singleElement()
                .satisfies(file -> assertThat(file.path()).endsWith("/labels.csv"));
    }

    @Test
    void the_time_of_labels_may_stand_in_another_column_and_be_text_or_local() {
        Dataset<Row> labels =
                spark.sql("SELECT 'a' AS k, '2013-01-02 07:00:00' AS t, TIMESTAMP_NTZ '2013-01-02 07:00:00' AS n");
        ZoneId newYork = ZoneId.of("America/New_York");

        for (String column : List.of("t", "n")) {
            List<Row> rows = plan(Labels.of(labels).withTimeColumn(column).withTimeZone(newYork))
                    .rows()
                    .collectAsList();
            assertThat(rows)
                    .extracting(Row::toString)
                    .containsExactly("[a,2013-01-02 07:00:00,2013-01-02T07:00,-0.0,null]");
        }
    }

    @Test
    void labels_of_a_session_with_other_settings_keep_what_they_say_there() {
        spark.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        Dataset<Row> labels = spark.sql("SELECT 'a' AS k, TIMESTAMP '2013-01-01 09:00:00' AS event_timestamp");

        assertThat(plan(Labels.of(labels)).rows().collectAsList())
                .extracting(Row::toString)
                .containsExactly("[a,2013-01-01T00:00:00Z,1.5,1]");
    }

    @Test
    void labels_without_what_the_service_asks_by_are_refused_with_the_nearest_name() {
        Dataset<Row> labels = spark.sql("SELECT 'a' AS kk, 1 AS event_timestmp");

        assertThatThrownBy(() -> plan(Labels.of(labels)))
                .isInstanceOf(TrainingSetException.class)
                .hasMessage("""
                        The labels have no column 'event_timestamp' for the instant that each row asks about. Did you mean 'event_timestmp'?
                        The labels have no column 'k' for join key 'k' of view 'v'. Known: event_timestmp, kk.""");
    }

    @Test
    void labels_whose_columns_have_unfit_types_are_refused() {
        Dataset<Row> labels = spark.sql("SELECT 1 AS k, 2 AS event_timestamp");

        assertThatThrownBy(() -> plan(Labels.of(labels))).hasMessage("""
                        Column 'event_timestamp' of the labels is INT, which says no time. Make it a TIMESTAMP, or name another column.
                        Column 'k' of the labels is INT, but join key 'k' of view 'v' is STRING. Make it a STRING.""");
    }

    @Test
    void a_label_column_with_the_name_of_a_feature_is_refused_naming_both() {
        Dataset<Row> labels = threeLabels().withColumn("x", functions.lit(1));

        assertThatThrownBy(() -> plan(Labels.of(labels)))
                .hasMessageStartingWith(
                        "Column 'x' of the labels has the name under which the training set holds feature v:x.");
    }

    @Test
    void two_label_columns_of_one_name_are_refused() {
        Dataset<Row> labels =
                spark.sql("SELECT 'a' AS k, 'b' AS k, TIMESTAMP '2013-01-01 09:00:00' AS event_timestamp");

        assertThatThrownBy(() -> plan(Labels.of(labels))).hasMessageContaining("The labels have two columns 'k'");
    }

    @Test
    void labels_without_time_are_refused_and_counted() throws IOException {
        Dataset<Row> labels = labels("(1, 'a', TIMESTAMP '2013-01-01 12:00:00Z'), (2, 'a', NULL), (3, 'b', NULL)");

        assertThatThrownBy(() -> write(Labels.of(labels)))
                .hasMessageStartingWith("2 of 3 labels have no time: column 'event_timestamp' is null.");
        assertThat(namesInFolder()).containsExactly("readings");
    }

    @Test
    void times_of_labels_that_are_none_are_told_with_an_example_and_counted() throws IOException {
        String csv = file("labels.csv", "k,event_timestamp", "a,2013-01-01", "a,soon", "a,later");

        assertThatThrownBy(() -> write(Labels.file(csv)))
                .isInstanceOf(UnfitTextException.class)
                .hasMessageStartingWith(
                        "Column 'event_timestamp' of the labels holds 'soon', which is no time (2 of 3 values are not).");
    }

    @Test
    void no_labels_are_an_error() {
        assertThatThrownBy(() -> write(Labels.of(threeLabels().limit(0))))
                .hasMessageStartingWith("The labels are empty");
    }

    @Test
    void labels_that_are_not_there_are_told() {
        assertThatThrownBy(() -> plan(Labels.file(folder.resolve("nowhere.csv").toString())))
                .hasMessageStartingWith(
                        "The labels cannot be read: there is nothing at " + folder.resolve("nowhere.csv"));
        assertThatThrownBy(() -> plan(Labels.file(folder.resolve("nowhere").toString())))
                .hasMessageStartingWith("The labels cannot be read: there is nothing at " + folder.resolve("nowhere"));
    }

    @Test
    void labels_that_come_out_differently_each_time_are_an_error_and_nothing_is_written() throws IOException {
        UDF0<String> noise = () -> UUID.randomUUID().toString();
        Dataset<Row> labels = threeLabels()
                .withColumn(
                        "noise",
                        functions
                                .udf(noise, DataTypes.StringType)
                                .asNondeterministic()
                                .apply());

        assertThatThrownBy(() -> write(Labels.of(labels)))
                .hasMessageStartingWith("The labels changed while they were read: 5 rows with digest ");
        assertThat(namesInFolder()).containsExactly("readings");
    }

    @Test
    void a_run_that_fails_leaves_nothing_and_an_older_training_set_as_it_was() throws IOException {
        Manifest old = write(Labels.of(threeLabels()));
        file("bad.csv", "k,at,x", "a,2013-01-01,1.0", "a,2013-01-02,much");
        project.table("bad", "csv", "bad.csv").view("w", "k", "bad", Optional.empty(), "x FLOAT64");
        FeatureService service = new FeatureService("s", List.of(project.select("w", Map.of(), "")), About.NOTHING);

        assertThatThrownBy(() -> TrainingSet.plan(project.history(spark), service, Labels.of(threeLabels()))
                        .write(output, WhenPresent.OVERWRITE, CLOCK, Progress.UNWATCHED))
                .isInstanceOf(UnfitTextException.class)
                .hasMessageStartingWith(
                        "Column 'x' of source 'bad' holds 'much', which is no FLOAT64 (1 of 2 values are not).");

        assertThat(Manifest.read(output)).isEqualTo(old);
        assertThat(namesInFolder()).containsExactly("bad.csv", "out", "readings");
    }

    @Test
    void a_training_set_replaces_another_only_when_asked_to() {
        Manifest first = write(Labels.of(threeLabels()));

        assertThatThrownBy(() -> write(Labels.of(threeLabels().limit(1))))
                .hasMessageContaining("out exists already, and nothing was changed there.");
        assertThat(Manifest.read(output)).isEqualTo(first);

        plan(Labels.of(threeLabels().limit(1))).write(output, WhenPresent.OVERWRITE, CLOCK, Progress.UNWATCHED);
        assertThat(Manifest.read(output).rows()).isEqualTo(1);
        assertThat(written()).hasSize(1);
    }

    @Test
    void the_same_view_for_two_entities_of_a_label_is_told_apart_by_prefix() {
        FeatureService service = new FeatureService(
                "s",
                List.of(
                        project.select("v", Map.of("k", "origin"), ""),
                        project.select("v", Map.of("k", "dest"), "dest_")),
                About.NOTHING);
        Dataset<Row> labels =
                spark.sql("SELECT 'a' AS origin, 'b' AS dest, TIMESTAMP '2013-01-01 09:00:00' AS event_timestamp");

        assertThat(TrainingSet.plan(project.history(spark), service, Labels.of(labels))
                        .rows()
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactly("[a,b,2013-01-01T09:00:00Z,1.5,1,NaN,3]");
    }

    @Test
    void a_source_that_does_not_fit_is_told_before_anything_is_computed() {
        project.view("w", "k", "readings", Optional.empty(), "x INT32", "z INT32");

        assertThatThrownBy(() ->
                        TrainingSet.plan(project.history(spark), project.service("v", "w"), Labels.of(threeLabels())))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("Column 'x' of source 'readings' is DOUBLE")
                .hasMessageContaining("Source 'readings' has no column 'z'");
    }

    @Test
    void progress_is_told_phase_by_phase() {
        List<Progress.Update> updates = new ArrayList<>();

        plan(Labels.of(threeLabels())).write(output, WhenPresent.REFUSE, CLOCK, update -> {
            synchronized (updates) {
                updates.add(update);
            }
        });

        assertThat(updates.stream().map(Progress.Update::phase).distinct())
                .containsExactly("reading labels", "joining", "checking");
        assertThat(updates).allMatch(update -> update.tasksDone() <= update.tasksKnown());
        Progress.Update last = updates.get(updates.size() - 1);
        assertThat(last.tasksDone()).isPositive().isEqualTo(last.tasksKnown());
        assertThat(last.rowsRead()).isEqualTo(5);
    }
}
