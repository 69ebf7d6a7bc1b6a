package dev.tandem.offline.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training set that was written can be verified, made again, and compared with another. */
class WrittenTrainingSetTest {
    @TempDir
    Path folder;

    private SparkSession spark;
    private TestProject project;

    @BeforeEach
    void begin() {
        spark = TestSpark.session();
        readings("('a', 1, 1.5D), ('a', 2, -0.0D), ('b', 1, DOUBLE('NaN'))", SaveMode.ErrorIfExists);
        rows("SELECT * FROM VALUES ('a', 1, 10L), ('a', 3, 11L), ('b', 2, 12L) AS t(k, second, id)")
                .write()
                .parquet(folder.resolve("labels.parquet").toString());
        project = new TestProject(folder)
                .entity("k", ValueType.STRING)
                .table("readings", "parquet", "readings")
                .view("v", "k", "readings", Optional.empty(), "x FLOAT64");
    }

    private Dataset<Row> rows(String sql) {
        return spark.sql("SELECT * EXCEPT (second), timestamp_seconds(second) AS event_timestamp FROM (" + sql + ")");
    }

    private void readings(String values, SaveMode mode) {
        rows("SELECT * FROM VALUES " + values + " AS t(k, second, x)")
                .withColumnRenamed("event_timestamp", "at")
                .write()
                .mode(mode)
                .parquet(folder.resolve("readings").toString());
    }

    private FeatureService service() {
        return project.state().definitions().serviceOf(List.of("v"));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private Manifest write(String name, Labels labels) {
        return TrainingSet.plan(project.history(spark), service(), labels)
                .withoutLeakageCheck()
                .write(at(name), WhenPresent.REFUSE, InstantSource.system(), Progress.UNWATCHED);
    }

    private void write(String name) {
        write(name, Labels.file(at("labels.parquet")));
    }

    private Rebuild rebuild(String name) {
        return Rebuild.of(
                at(name),
                project.history(spark),
                at(name + "-again"),
                WhenPresent.REFUSE,
                InstantSource.system(),
                Progress.UNWATCHED);
    }

    private TrainingSetComparison compare(String before, String after) {
        return TrainingSetComparison.of(spark, at(before), at(after), Progress.UNWATCHED);
    }

    private List<String> verify(String name) {
        return Verification.of(spark, at(name), Progress.UNWATCHED).differences();
    }

    @Test
    void what_was_written_holds_what_its_manifest_says() {
        write("set");

        assertThat(verify("set")).isEmpty();
    }

    @Test
    void one_bit_that_changed_is_found_in_its_column_and_in_the_rows() {
        write("set");
        spark.read()
                .parquet(at("set/data"))
                .withColumn("x", org.apache.spark.sql.functions.expr("if(x = 0, 0.0D, x)"))
                .write()
                .parquet(at("changed"));
        replaceData("set", "changed");

        assertThat(verify("set"))
                .hasSize(2)
                .satisfiesExactly(
                        column -> assertThat(column)
                                .startsWith("column 'x': the manifest says 0 nulls, values from -0.0 to"),
                        rows -> assertThat(rows).startsWith("rows taken whole: "));
    }

    private void replaceData(String set, String by) {
        try (Stream<Path> files = Files.list(folder.resolve(set + "/data"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder.resolve(set + "/data"));
            Files.move(folder.resolve(by), folder.resolve(set + "/data"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_row_that_is_missing_is_found() {
        write("set");
        spark.read().parquet(at("set/data")).where("id <> 11").write().parquet(at("changed"));
        replaceData("set", "changed");

        assertThat(verify("set")).first().isEqualTo("rows: the manifest says 3, the data hold 2");
    }

    @Test
    void other_columns_are_found() {
        write("set");
        spark.read().parquet(at("set/data")).drop("x").write().parquet(at("changed"));
        replaceData("set", "changed");

        assertThat(verify("set"))
                .singleElement()
                .asString()
                .contains("x DOUBLE")
                .contains("struct<");
    }

    @Test
    void files_that_are_gone_are_said_to_be() {
        write("set");
        assertThat(folder.resolve("set/data")
                        .toFile()
                        .renameTo(folder.resolve("elsewhere").toFile()))
                .isTrue();

        assertThatThrownBy(() -> verify("set"))
                .isInstanceOf(TrainingSetException.class)
                .hasMessageContaining("damaged or gone")
                .hasMessageContaining("tandem dataset rebuild");
    }

    @Test
    void a_training_set_is_made_again_digest_for_digest() {
        write("set");

        Rebuild rebuild = rebuild("set");

        assertThat(rebuild.differences()).isEmpty();
        assertThat(rebuild.changes()).isEmpty();
        assertThat(rebuild.again().digest()).isEqualTo(rebuild.original().digest());
        assertThat(compare("set", "set-again").isEqual()).isTrue();
    }

    @Test
    void labels_that_a_job_had_computed_are_taken_from_the_training_set() {
        write("set", Labels.of(spark.read().parquet(at("labels.parquet")).where("id > 10")));

        assertThat(rebuild("set").differences()).isEmpty();
    }

    @Test
    void a_source_that_was_rewritten_since_is_named() {
        write("set");
        readings("('a', 1, 1.5D), ('a', 2, 7.5D), ('b', 1, DOUBLE('NaN'))", SaveMode.Overwrite);

        Rebuild rebuild = rebuild("set");

        assertThat(rebuild.differences()).singleElement().asString().startsWith("column 'x' (v:x): ");
        assertThat(rebuild.changes())
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change).startsWith("source 'readings': "))
                .anySatisfy(change -> assertThat(change).endsWith(" is gone"))
                .anySatisfy(change -> assertThat(change).endsWith(" is new"));
    }

    @Test
    void rows_that_came_late_are_seen_as_a_new_file() {
        write("set");
        readings("('b', 2, 4.5D)", SaveMode.Append);

        Rebuild rebuild = rebuild("set");

        assertThat(rebuild.differences()).hasSize(1);
        assertThat(rebuild.changes()).singleElement().asString().endsWith(" is new");
    }

    @Test
    void a_comparison_tells_rows_of_one_side_from_values_that_differ() {
        write("before");
        readings("('a', 3, 7.5D)", SaveMode.Append);
        write(
                "after",
                Labels.of(
                        rows("SELECT * FROM VALUES ('a', 1, 10L), ('a', 3, 11L), ('c', 2, 13L) AS t(k, second, id)")));

        TrainingSetComparison comparison = compare("before", "after");

        assertThat(comparison.rowsOnlyBefore()).isEqualTo(1);
        assertThat(comparison.rowsOnlyAfter()).isEqualTo(1);
        assertThat(comparison.columns()).isEmpty();
        assertThat(comparison.features()).singleElement().satisfies(feature -> {
            assertThat(feature.different()).isEqualTo(1);
            assertThat(feature.before().nulls()).isZero();
            assertThat(feature.after().nulls()).isEqualTo(1);
        });
    }

    @Test
    void labels_that_stand_there_twice_are_compared_together() {
        Dataset<Row> twice = rows("SELECT * FROM VALUES ('a', 1, 10L), ('a', 1, 10L) AS t(k, second, id)");
        write("before", Labels.of(twice));
        write("after", Labels.of(twice.limit(1)));

        TrainingSetComparison comparison = compare("before", "after");

        assertThat(comparison.rowsOnlyBefore()).isEqualTo(1);
        assertThat(comparison.rowsOnlyAfter()).isZero();
    }

    @Test
    void values_are_not_taken_for_others_because_their_label_stands_there_once_more() {
        Dataset<Row> twice =
                rows("SELECT * FROM VALUES ('a', 1, 10L), ('a', 1, 10L), ('b', 2, 11L) AS t(k, second, id)");
        write("before", Labels.of(twice));
        write("after", Labels.of(twice.dropDuplicates()));

        assertThat(compare("before", "after").features())
                .singleElement()
                .extracting(TrainingSetComparison.ComparedFeature::different)
                .isEqualTo(0L);
    }

    @Test
    void a_struct_that_a_job_computed_is_verified_and_made_again_though_files_know_nothing_of_never_being_null() {
        write("set", Labels.of(rows("SELECT 'a' AS k, 1 AS second, named_struct('id', 10L) AS more")));

        assertThat(verify("set")).isEmpty();
        assertThat(rebuild("set").differences()).isEmpty();
    }

    @Test
    void columns_of_one_side_and_other_definitions_are_told() {
        write("before");
        project.view("v", "k", "readings", Optional.of(java.time.Duration.ofHours(1)), "x FLOAT64", "again FLOAT64 x");
        write("after");

        assertThat(compare("before", "after").columns())
                .containsExactly(
                        "column 'again' (v:again) is only in the second",
                        "view 'v' was defined otherwise: state 7 and state 7");
    }
}
