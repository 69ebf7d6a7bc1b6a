package dev.tandem.offline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.Origin;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.RelationProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows are the same features, whatever format they are kept in. */
class FormatsTest {
    private static final List<String> EXPECTED = List.of(
            "[a,2013-01-01T05:00:00.000001Z,1.5,9007199254740993,x]",
            "[a,2013-07-01T04:00:00Z,-0.0,null,null]",
            "[b,2013-01-01T05:00:00Z,null,-1,]");

    @TempDir
    Path folder;

    private final SparkSession spark = TestSpark.session();

    private Dataset<Row> rows() {
        return spark.sql("""
                SELECT * FROM VALUES
                  ('a', TIMESTAMP_NTZ '2013-01-01 00:00:00.000001', 1.5D, 9007199254740993L, 'x'),
                  ('a', TIMESTAMP_NTZ '2013-07-01 00:00:00', -0.0D, NULL, NULL),
                  ('b', TIMESTAMP_NTZ '2013-01-01 00:00:00', NULL, -1L, '')
                AS t(k, at, f, l, s)""");
    }

    private TestProject project(Origin origin) {
        return new TestProject(folder)
                .entity("k", ValueType.STRING)
                .source("t", origin, it -> it.with(parts -> parts.zone = ZoneId.of("America/New_York")))
                .view("v", "k", "t", Optional.empty(), "f FLOAT64", "l INT64", "s STRING");
    }

    private static Origin path(String format, String path, Map<String, String> options) {
        return new Origin.Table(format, Optional.of(path), Optional.empty(), options);
    }

    private SourceReader reader(Origin origin) {
        return SourceReader.of(project(origin).history(spark));
    }

    private static List<String> read(SourceReader reader, TestProject project) {
        return reader.rows(project.state().definitions().view("v")).rows().collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    private List<String> read(Origin origin) {
        return read(reader(origin), project(origin));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "json", "delta"})
    void files_of_a_format_with_types(String format) {
        // Spark's writers of text keep milliseconds only.
        String at = format.equals("json") ? "CAST(at AS STRING) AS at" : "at";
        rows().selectExpr("k", at, "f", "l", "s")
                .repartition(2)
                .write()
                .format(format)
                .save(folder.resolve("t").toString());

        assertThat(read(path(format, "t", Map.of()))).isEqualTo(EXPECTED);
    }

    @Test
    void files_of_csv_with_options_of_their_own() {
        rows().selectExpr("k", "CAST(at AS STRING) AS at", "f", "l", "s")
                .write()
                .options(Map.of("header", "true", "sep", ";", "nullValue", "-", "emptyValue", "none"))
                .csv(folder.resolve("t").toString());

        assertThat(read(path("csv", "t", Map.of("sep", ";", "nullValue", "-", "emptyValue", "none"))))
                .isEqualTo(EXPECTED.stream()
                        .map(row -> row.replace(",]", ",none]"))
                        .toList());
    }

    @Test
    void a_table_of_a_catalog() {
        spark.sql("CREATE DATABASE IF NOT EXISTS formats");
        rows().write().format("parquet").mode("overwrite").saveAsTable("formats.t");
        try {
            assertThat(read(new Origin.Table("parquet", Optional.empty(), Optional.of("formats.t"), Map.of())))
                    .isEqualTo(EXPECTED);
        } finally {
            spark.sql("DROP DATABASE formats CASCADE");
        }
    }

    @Test
    void a_version_of_a_delta_table_is_chosen_before_it_is_read_and_told() {
        String table = folder.resolve("t").toString();
        rows().write().format("delta").save(table);
        TestProject project = project(path("delta", "t", Map.of()));
        SourceReader reader = SourceReader.of(project.history(spark));
        FeatureRows before = reader.rows(project.state().definitions().view("v"));

        rows().write().format("delta").mode("append").save(table);

        assertThat(before.rows().count()).isEqualTo(3);
        assertThat(reader.reads()).singleElement().satisfies(read -> {
            assertThat(read.version()).contains("0");
            assertThat(read.location()).contains(table);
            assertThat(read.files()).isEmpty();
        });
        assertThat(read(path("delta", "t", Map.of()))).hasSize(6);
        assertThat(read(path("delta", "t", Map.of("versionAsOf", "0")))).isEqualTo(EXPECTED);
    }

    @Test
    void a_delta_table_of_a_catalog_in_its_newest_version() {
        spark.sql("CREATE DATABASE IF NOT EXISTS deltas");
        rows().write().format("delta").mode("overwrite").saveAsTable("deltas.t");
        try {
            Origin origin = new Origin.Table("delta", Optional.empty(), Optional.of("deltas.t"), Map.of());
            SourceReader reader = reader(origin);

            assertThat(read(reader, project(origin))).isEqualTo(EXPECTED);
            assertThat(reader.reads().get(0).version()).isPresent();
        } finally {
            spark.sql("DROP DATABASE deltas CASCADE");
        }
    }

    @Test
    void a_table_of_postgresql() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE TABLE readings (k TEXT, at TIMESTAMP, f DOUBLE PRECISION, l BIGINT, s TEXT)");
            sql.execute("""
                    INSERT INTO readings VALUES
                      ('a', '2013-01-01 00:00:00.000001', 1.5, 9007199254740993, 'x'),
                      ('a', '2013-07-01 00:00:00', '-0.0', NULL, NULL),
                      ('b', '2013-01-01 00:00:00', NULL, -1, '')""");
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Origin origin = new Origin.Table("jdbc", Optional.empty(), Optional.of("readings"), Map.of("url", url));
            SourceReader reader = reader(origin);

            assertThat(read(reader, project(origin))).isEqualTo(EXPECTED);
            assertThat(reader.reads()).singleElement().satisfies(read -> {
                assertThat(read.location().orElseThrow())
                        .isEqualTo("jdbc:postgresql://localhost:%d/postgres readings".formatted(postgres.getPort()));
                assertThat(read.rows()).contains(3L);
            });
        }
    }

    @Test
    void a_query_of_sqlite() throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("t.db");
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE TABLE readings (k TEXT, at TEXT, f DOUBLE, l BIGINT, s TEXT)");
            sql.execute("INSERT INTO readings VALUES ('b', '2013-01-01 00:00:00', NULL, -1, '')");
        }

        assertThat(read(new Origin.Table(
                        "jdbc",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("url", url, "query", "SELECT * FROM readings", "customSchema", "l BIGINT"))))
                .containsExactly(EXPECTED.get(2));
    }

    @Test
    void sql_over_tables_of_different_formats() {
        rows().selectExpr("k", "CAST(at AS STRING) AS at", "f")
                .write()
                .json(folder.resolve("j").toString());
        rows().select("k", "at", "l", "s").write().parquet(folder.resolve("p").toString());
        TestProject project = new TestProject(folder)
                .entity("k", ValueType.STRING)
                .table("j", "json", "j")
                .table("p", "parquet", "p")
                .source(
                        "t",
                        new Origin.Query(
                                "SELECT k, p.at, f, l, s FROM j JOIN p USING (k) WHERE CAST(j.at AS TIMESTAMP_NTZ) = p.at",
                                List.of("j", "p")),
                        it -> it.with(parts -> parts.zone = ZoneId.of("America/New_York")))
                .view("v", "k", "t", Optional.empty(), "f FLOAT64", "l INT64", "s STRING");
        SourceReader reader = SourceReader.of(project.history(spark));

        assertThat(read(reader, project)).isEqualTo(EXPECTED);
        assertThat(reader.reads()).extracting(SourceRead::name).containsExactly("j", "p", "t");
        assertThat(reader.reads()).extracting(SourceRead::format).containsExactly("json", "parquet", "sql");
    }

    /** A library that does not fit the Spark it meets. */
    public static final class MadeForAnotherSpark implements RelationProvider {
        @Override
        public BaseRelation createRelation(
                org.apache.spark.sql.SQLContext context, scala.collection.immutable.Map<String, String> options) {
            throw new IncompatibleClassChangeError("class X can not implement Y");
        }
    }

    @Test
    void a_library_that_was_made_for_another_spark_is_told() {
        Origin origin =
                new Origin.Table(MadeForAnotherSpark.class.getName(), Optional.empty(), Optional.empty(), Map.of());

        assertThatThrownBy(() -> read(origin))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("was made for another Spark than 4.2.0 (class X can not implement Y)");
    }

    @Test
    void a_url_is_shown_without_what_may_be_secret() {
        assertThat(JdbcUrl.withoutSecrets("jdbc:postgresql://me:pw@host:5432/db?password=x"))
                .isEqualTo("jdbc:postgresql://host:5432/db");
        assertThat(JdbcUrl.withoutSecrets("jdbc:sqlserver://host;password=x")).isEqualTo("jdbc:sqlserver://host");
    }
}
