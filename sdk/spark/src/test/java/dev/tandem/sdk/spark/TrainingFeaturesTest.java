package dev.tandem.sdk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.Project;
import dev.tandem.offline.Progress;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.training.Manifest;
import dev.tandem.offline.training.WhenPresent;
import dev.tandem.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFeaturesTest {
    private static final String PROJECT = "shop";

    @TempDir
    static Path folder;

    private static SparkSession spark;
    private static String registry;

    /** The session of a job that knows nothing of Tandem, with settings that Tandem would not choose. */
    @BeforeAll
    static void a_job_and_applied_definitions() throws IOException {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "Asia/Tokyo")
                .config("spark.sql.ansi.enabled", "false")
                .config("spark.driver.host", "localhost")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
        Files.createDirectories(folder.resolve("features"));
        Files.writeString(folder.resolve("features/shop.yaml"), """
                entities:
                  customer: {keys: {customer: INT64}}
                sources:
                  counts: {format: csv, path: counts.csv, options: {header: "true"}, event_time: counted_at}
                views:
                  orders:
                    entities: [customer]
                    source: counts
                    ttl: 2d
                    features: {orders: INT32}
                services:
                  purchase: {features: [orders]}
                """);
        Files.writeString(folder.resolve("counts.csv"), """
                customer,counted_at,orders
                1,2026-03-01T08:00:00Z,3
                1,2026-03-02T08:00:00Z,4
                """);
        registry = "jdbc:sqlite:" + folder.resolve("registry.db");
        try (Registry opened = Registry.open(registry, InstantSource.system())) {
            opened.apply(
                    opened.plan(DefinitionFiles.load(new Project(PROJECT, About.NOTHING), folder.resolve("features"))),
                    "test");
        }
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> labels() {
        StructType schema = new StructType()
                .add("customer", DataTypes.LongType)
                .add("event_timestamp", DataTypes.TimestampType)
                .add("bought", DataTypes.BooleanType);
        return spark.createDataFrame(
                List.of(
                        RowFactory.create(1L, Timestamp.from(Instant.parse("2026-03-01T12:00:00Z")), true),
                        RowFactory.create(1L, Timestamp.from(Instant.parse("2026-03-02T12:00:00Z")), false),
                        RowFactory.create(2L, Timestamp.from(Instant.parse("2026-03-02T12:00:00Z")), false)),
                schema);
    }

    private static TrainingFeatures features() {
        return TrainingFeatures.open(spark, registry, PROJECT, Workspace.of(folder));
    }

    @Test
    void labels_as_a_dataset_come_back_with_the_features_of_a_service() {
        List<Row> rows = features()
                .of("purchase", labels())
                .rows()
                .orderBy("customer", "event_timestamp")
                .collectAsList();
        assertThat(rows).extracting(row -> row.<Long>getAs("customer")).containsExactly(1L, 1L, 2L);
        assertThat(rows).extracting(row -> row.<Integer>getAs("orders")).containsExactly(3, 4, null);
        assertThat(rows).extracting(row -> row.<Boolean>getAs("bought")).containsExactly(true, false, false);
    }

    @Test
    void the_java_of_the_guide_makes_a_training_set() throws IOException {
        Dataset<Row> labels = labels();
        // tag::java[]
        TrainingFeatures features = TrainingFeatures.open(spark, registry, "shop", Workspace.of(folder));
        Dataset<Row> rows = features.of("purchase", labels).rows();
        // end::java[]

        assertThat(rows.count()).isEqualTo(3);
        String source = Files.readString(Path.of("src/test/java/dev/tandem/sdk/spark/TrainingFeaturesTest.java"));
        assertThat(Files.readString(Path.of("../../docs/training.md")))
                .contains(source.split("// tag::java\\[]\n")[1]
                        .split("// end::java")[0]
                        .stripTrailing()
                        .stripIndent());
    }

    @Test
    void features_can_be_named_one_by_one() {
        Dataset<Row> rows = features().of(List.of("orders:orders"), labels()).rows();
        assertThat(rows.columns()).containsExactly("customer", "event_timestamp", "bought", "orders");
    }

    @Test
    void a_training_set_is_written_with_its_manifest() {
        String output = folder.resolve("training").toString();
        features()
                .of("purchase", labels())
                .write(output, WhenPresent.REFUSE, InstantSource.system(), Progress.UNWATCHED);
        Manifest manifest = Manifest.read(output);
        assertThat(manifest.rows()).isEqualTo(3);
        assertThat(manifest.registryState()).isEqualTo(features().state().number());
        assertThat(spark.read().parquet(output + "/" + Manifest.DATA).count()).isEqualTo(3);
    }

    @Test
    void the_jobs_own_session_keeps_its_settings() {
        features().of("purchase", labels()).rows().count();
        assertThat(spark.conf().get("spark.sql.session.timeZone")).isEqualTo("Asia/Tokyo");
        assertThat(spark.conf().get("spark.sql.ansi.enabled")).isEqualTo("false");
    }

    @Test
    void an_unknown_service_is_named_with_the_nearest_known_one() {
        assertThatThrownBy(() -> features().of("purchaze", labels()))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageContaining("Did you mean 'purchase'?");
    }

    @Test
    void a_project_of_which_nothing_was_applied_is_told_how_to_begin() {
        assertThatThrownBy(() -> TrainingFeatures.open(spark, registry, "nowhere", Workspace.of(folder)))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("tandem apply");
    }
}
