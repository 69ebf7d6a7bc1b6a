package dev.tandem.offline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.Origin;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of docs/semantics.md, "Types", and what a source must be to be read. */
class SourceReaderTest {
    private static final String AT = "TIMESTAMP '2013-01-01 00:00:00Z' AS at";

    @TempDir
    Path folder;

    private SparkSession spark;
    private TestProject project;

    @BeforeEach
    void begin() {
        spark = TestSpark.session();
        project = new TestProject(folder).entity("k", ValueType.STRING);
    }

    private void parquet(String name, String select) {
        spark.sql(select).write().parquet(folder.resolve(name).toString());
    }

    private void write(String file, String... lines) throws Exception {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), String.join("\n", lines) + "\n");
    }

    private FeatureRows rows(String view) {
        return SourceReader.of(project.history(spark))
                .rows(project.state().definitions().view(view));
    }

    private List<Row> features(String view) {
        FeatureRows rows = rows(view);
        String[] columns = rows.rows().columns();
        return rows.rows()
                .selectExpr(java.util.stream.IntStream.range(
                                rows.layout().firstFeature(),
                                rows.layout().firstFeature()
                                        + rows.layout().schema().columns().size())
                        .mapToObj(i -> "`" + columns[i] + "`")
                        .toArray(String[]::new))
                .collectAsList();
    }

    /** Reads the rows of a view, telling errors as a run would. */
    private List<Row> explained(String view) {
        SourceReader reader = SourceReader.of(project.history(spark));
        FeatureRows rows = reader.rows(project.state().definitions().view(view));
        try {
            return rows.rows().collectAsList();
        } catch (Exception e) {
            throw reader.explain(e, Map.of()).orElseThrow();
        }
    }

    @Test
    void a_column_of_a_narrower_type_widens_to_the_declared_one_without_loss() {
        parquet("t", """
                SELECT 'a' AS k, %s, CAST(-128 AS TINYINT) AS i8, CAST(7 AS SMALLINT) AS i16, 2147483647 AS i32,
                  CAST(0.1 AS FLOAT) AS f32, CAST(1.25 AS DECIMAL(5,2)) AS d, array(1, NULL) AS a""".formatted(AT));
        project.table("t", "parquet", "t")
                .view(
                        "v",
                        "k",
                        "t",
                        Optional.empty(),
                        "a INT32 i8",
                        "b INT64 i16",
                        "c FLOAT64 i32",
                        "e FLOAT64 f32",
                        "f DECIMAL(12,4) d",
                        "g DECIMAL(10,0) i32",
                        "h FLOAT32 i16",
                        "i ARRAY<INT64> a");

        assertThat(features("v").get(0).toString())
                .isEqualTo("[-128,7,2.147483647E9,0.10000000149011612,1.2500,2147483647,7.0,ArraySeq(1, null)]");
    }

    @Test
    void a_column_that_would_lose_value_is_refused_by_its_name_its_type_and_the_declared_one() {
        parquet("t", "SELECT 'a' AS k, %s, 1L AS wide, 'x' AS text, 0.5D AS f64, 1.25 AS d".formatted(AT));
        project.table("t", "parquet", "t")
                .view(
                        "v",
                        "k",
                        "t",
                        Optional.empty(),
                        "a INT32 wide",
                        "b FLOAT64 text",
                        "c FLOAT32 f64",
                        "e DECIMAL(3,1) d",
                        "f FLOAT64 wide");

        assertThatThrownBy(() -> rows("v")).isInstanceOf(SourceException.class).hasMessage("""
                        Column 'wide' of source 't' is BIGINT, but feature 'a' of view 'v' is declared INT32. Declare it INT64, or convert \
                        it in a source with sql: CAST(wide AS ...).
                        Column 'text' of source 't' is STRING, but feature 'b' of view 'v' is declared FLOAT64. Declare it STRING, or \
                        convert it in a source with sql: CAST(text AS ...).
                        Column 'f64' of source 't' is DOUBLE, but feature 'c' of view 'v' is declared FLOAT32. Declare it FLOAT64, or \
                        convert it in a source with sql: CAST(f64 AS ...).
                        Column 'd' of source 't' is DECIMAL(3,2), but feature 'e' of view 'v' is declared DECIMAL(3,1). Declare it \
                        DECIMAL(3,2), or convert it in a source with sql: CAST(d AS ...).
                        Column 'wide' of source 't' is BIGINT, but feature 'f' of view 'v' is declared FLOAT64. Declare it INT64, or \
                        convert it in a source with sql: CAST(wide AS ...).""");
    }

    @Test
    void every_missing_column_is_told_at_once_with_the_nearest_name() {
        parquet("t", "SELECT 'a' AS key, TIMESTAMP '2013-01-01 00:00:00Z' AS at_time, 0.5D AS temp".formatted());
        project.table("t", "parquet", "t").view("v", "k", "t", Map.of("k", "kee"), Optional.empty(), "a FLOAT64 Temp");

        assertThatThrownBy(() -> rows("v"))
                .hasMessageContaining(
                        "Source 't' has no column 'kee', from which join key 'k' of view 'v' is read. Did you mean 'key'?")
                .hasMessageContaining("Source 't' has no column 'at', from which event_time of view 'v' is read.")
                .hasMessageContaining(
                        "no column 'Temp', from which feature 'a' of view 'v' is read. Did you mean 'temp'?");
    }

    @Test
    void columns_whose_names_differ_in_case_only_are_different_columns() {
        parquet("t", "SELECT 'a' AS k, %s, 1 AS x, 2 AS X".formatted(AT));
        project.table("t", "parquet", "t").view("v", "k", "t", Optional.empty(), "a INT32 x", "b INT32 X");

        assertThat(features("v")).extracting(Row::toString).containsExactly("[1,2]");
    }

    @Test
    void a_source_that_is_not_there_is_told_with_the_place_where_it_was_looked_for() {
        project.table("t", "parquet", "data/t.parquet").view("v", "k", "t", Optional.empty(), "a INT32");

        assertThatThrownBy(() -> rows("v"))
                .hasMessage(
                        "Source 't' cannot be read: there is nothing at %s/data/t.parquet. Correct the path; a relative one starts from %s."
                                .formatted(folder, folder));
    }

    @Test
    void a_format_that_spark_does_not_know_is_told() {
        project.table("t", "parkett", "t").view("v", "k", "t", Optional.empty(), "a INT32");

        assertThatThrownBy(() -> rows("v")).hasMessageContaining("Spark knows no format 'parkett'");
    }

    @Test
    void a_file_of_another_format_is_told() throws Exception {
        write("t.parquet", "this is no parquet");
        project.table("t", "parquet", "t.parquet").view("v", "k", "t", Optional.empty(), "a INT32");

        assertThatThrownBy(() -> rows("v"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("Source 't' cannot be read");
    }

    @Test
    void csv_is_read_by_the_declared_types() throws Exception {
        write(
                "t.csv",
                "k,at,i,l,f,d,s,b,y,day",
                "007,2013-01-01,42,9007199254740993,0.1,1.50,  padded,true,AHJ/,2013-02-28",
                "7,2013-01-01,,,NaN,,,,,");
        project.table("t", "csv", "t.csv")
                .view(
                        "v",
                        "k",
                        "t",
                        Optional.empty(),
                        "i INT32",
                        "l INT64",
                        "f FLOAT64",
                        "d DECIMAL(5,2)",
                        "s STRING",
                        "b BOOL",
                        "y BYTES",
                        "day DATE");

        assertThat(rows("v").rows().select("`join key 'k'`").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactlyInAnyOrder("007", "7");
        Row first = features("v").get(0);
        assertThat(first.getInt(0)).isEqualTo(42);
        assertThat(first.getLong(1)).isEqualTo(9007199254740993L);
        assertThat(first.getDouble(2)).isEqualTo(0.1);
        assertThat(first.getDecimal(3)).hasToString("1.50");
        assertThat(first.getString(4)).isEqualTo("  padded");
        assertThat(first.getBoolean(5)).isTrue();
        assertThat((byte[]) first.get(6)).containsExactly(0, 114, 127);
        assertThat(first.get(7)).hasToString("2013-02-28");
        assertThat(features("v").get(1).toString()).isEqualTo("[null,null,NaN,null,null,null,null,null]");
    }

    @Test
    void a_text_that_is_no_value_of_the_declared_type_is_told_with_its_column_and_how_many_there_are()
            throws Exception {
        write("t.csv", "k,at,i", "a,2013-01-01,12", "a,2013-01-01,1.5", "a,2013-01-01,", "a,2013-01-01,many");
        project.table("t", "csv", "t.csv").view("v", "k", "t", Optional.empty(), "i INT32");

        assertThatThrownBy(() -> explained("v"))
                .isInstanceOf(UnfitTextException.class)
                .hasMessage(
                        "Column 'i' of source 't' holds '1.5', which is no INT32 (2 of 3 values are not). Correct the data, or read it"
                                + " through a source with sql that says what such a value means.");
    }

    @Test
    void csv_columns_are_found_by_their_names_in_every_file() throws Exception {
        write("t/1.csv", "k,at,x,y", "a,2013-01-01,1,2");
        write("t/2.csv", "k,at,y,x", "b,2013-01-01,2,1");
        project.table("t", "csv", "t").view("v", "k", "t", Optional.empty(), "x INT32");

        assertThatThrownBy(() -> explained("v"))
                .isInstanceOf(SourceException.class)
                .hasMessageMatching(
                        "(?s)The file .*/t/\\d.csv cannot be read: .*CSV header does not conform to the schema.*");
    }

    @Test
    void json_keeps_what_its_text_says() throws Exception {
        write(
                "t.json",
                "{\"k\":\"a\",\"at\":\"2013-01-01T00:00:00Z\",\"l\":9007199254740993,\"f\":\"NaN\",\"g\":-0.0,\"d\":1.10,\"a\":[1,null,3]}");
        project.table("t", "json", "t.json")
                .view(
                        "v",
                        "k",
                        "t",
                        Optional.empty(),
                        "l INT64",
                        "f FLOAT64",
                        "g FLOAT64",
                        "d DECIMAL(3,2)",
                        "a ARRAY<INT32>");

        assertThat(features("v").get(0).toString()).isEqualTo("[9007199254740993,NaN,-0.0,1.10,ArraySeq(1, null, 3)]");
    }

    @Test
    void sql_sees_the_sources_it_names_as_tables_and_so_does_sql_over_it() {
        parquet("t", "SELECT 'a' AS k, %s, 3 AS x".formatted(AT));
        project.table("base", "parquet", "t")
                .query("doubled", "SELECT k, at, 2 * x AS x FROM base;", "base")
                .query(
                        "summed",
                        "SELECT b.k, b.at, b.x + d.x AS x FROM base b JOIN doubled d USING (k)",
                        "base",
                        "doubled")
                .view("v", "k", "summed", Optional.empty(), "x INT32");

        assertThat(features("v")).extracting(row -> row.getInt(0)).containsExactly(9);
        assertThat(spark.catalog().listTables().collectAsList()).isEmpty();
    }

    @Test
    void sql_that_is_no_query_or_names_no_known_table_is_told() {
        parquet("t", "SELECT 'a' AS k, %s, 3 AS x".formatted(AT));
        project.table("base", "parquet", "t")
                .query("drops", "DROP TABLE base", "base")
                .query("lost", "SELECT * FROM bass", "base")
                .view("v", "k", "drops", Optional.empty(), "x INT32")
                .view("w", "k", "lost", Optional.empty(), "x INT32");

        assertThatThrownBy(() -> rows("v")).hasMessageStartingWith("The sql of source 'drops' does not work");
        assertThatThrownBy(() -> rows("w"))
                .hasMessageStartingWith("The sql of source 'lost' does not work")
                .hasMessageContaining("bass");
    }

    @Test
    void a_variable_is_filled_in_from_the_environment_and_never_shown() {
        project.source(
                        "t",
                        new Origin.Table(
                                "jdbc",
                                Optional.empty(),
                                Optional.of("t"),
                                Map.of("url", "jdbc:nowhere://host/db", "driver", "${SECRET}")),
                        it -> it)
                .view("v", "k", "t", Optional.empty(), "x INT32");

        assertThatThrownBy(() -> rows("v"))
                .hasMessage(
                        "Source 't' needs the environment variable SECRET, which is not set. Set it where this command runs.");
        project.variable("SECRET", "no.such.Driver");
        assertThatThrownBy(() -> rows("v")).hasMessageContaining("${SECRET}").hasMessageNotContaining("no.such.Driver");
    }

    @Test
    void a_source_without_event_time_serves_no_view() {
        parquet("t", "SELECT 'a' AS k, 3 AS x");
        project.source(
                        "t",
                        new Origin.Table("parquet", Optional.of("t"), Optional.empty(), Map.of()),
                        it -> it.with(parts -> parts.eventTime = null))
                .view("v", "k", "t", Optional.empty(), "x INT32");

        assertThatThrownBy(() -> rows("v"))
                .hasMessageContaining("Source 't' declares no event_time, which view 'v' needs");
    }
}
