package dev.tandem.offline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** Rows that were pushed over HTTP belong to their source like any other. */
class PushedRowsTest {
    @TempDir
    Path folder;

    private SparkSession spark;
    private TestProject project;

    @BeforeEach
    void begin() {
        spark = TestSpark.session();
        spark.sql("""
                        SELECT 1L AS k, TIMESTAMP '2013-01-01 00:00:00Z' AS at, TIMESTAMP_NTZ '2013-01-01 05:00:00' AS noted,
                          0.5D AS f64, CAST(0.5 AS FLOAT) AS f32, 1.25 AS d, 'x' AS s, X'00FF' AS b, DATE '2013-01-01' AS day,
                          array(1L) AS a, true AS yes""").write().parquet(folder.resolve("t").toString());
        project = new TestProject(folder)
                .landing(folder.resolve("landing"))
                .entity("k", ValueType.INT64)
                .table("t", "parquet", "t")
                .view(
                        "v",
                        "k",
                        "t",
                        Optional.empty(),
                        "noted TIMESTAMP",
                        "f64 FLOAT64",
                        "f32 FLOAT32",
                        "d DECIMAL(3,2)",
                        "s STRING",
                        "b BYTES",
                        "day DATE",
                        "a ARRAY<INT64>",
                        "yes BOOL");
    }

    private void push(String file, String text) throws Exception {
        Path path = folder.resolve("landing/t").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private List<Row> rows() {
        SourceReader reader = SourceReader.of(project.history(spark));
        FeatureRows rows = reader.rows(project.state().definitions().view("v"));
        try {
            return rows.rows().orderBy("event_time").collectAsList();
        } catch (Exception e) {
            throw reader.explain(e, Map.of()).orElseThrow();
        }
    }

    @Test
    void a_pushed_row_is_read_as_the_types_of_its_table() throws Exception {
        push("2013-01-02-a.jsonl", """
                {"k":9007199254740993,"at":"2013-01-02T00:00:00.000001Z","noted":"2013-01-02T05:00:00Z","f64":"-Infinity","f32":0.1,\
                "d":"1.5","s":"9","b":"AP8=","day":"2013-01-02","a":[9007199254740993,null],"yes":false}
                """);

        assertThat(rows()).hasSize(2);
        Row pushed = rows().get(1);
        assertThat(pushed.getLong(0)).isEqualTo(9007199254740993L);
        assertThat(pushed.get(1)).hasToString("2013-01-02T00:00:00.000001Z");
        assertThat(pushed.get(2)).hasToString("2013-01-02T05:00:00Z");
        assertThat(pushed.getDouble(3)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(pushed.getFloat(4)).isEqualTo(0.1f);
        assertThat(pushed.getDecimal(5)).hasToString("1.50");
        assertThat(pushed.getString(6)).isEqualTo("9");
        assertThat((byte[]) pushed.get(7)).containsExactly(0, 255);
        assertThat(pushed.get(8)).hasToString("2013-01-02");
        assertThat(pushed.getList(9)).hasToString("[9007199254740993, null]");
        assertThat(pushed.getBoolean(10)).isFalse();
    }

    @Test
    void a_column_that_was_not_pushed_is_null() throws Exception {
        push("a.jsonl", "{\"k\":\"2\",\"at\":\"2013-01-02T00:00:00Z\",\"s\":null}\n");

        assertThat(rows().get(1).getLong(0)).isEqualTo(2);
        assertThat(rows().get(1).isNullAt(6)).isTrue();
        assertThat(rows().get(1).isNullAt(9)).isTrue();
    }

    @Test
    void a_line_that_is_cut_off_at_the_end_of_a_file_was_never_acknowledged_and_is_left_out() throws Exception {
        push("a.jsonl", "{\"k\":2,\"at\":\"2013-01-02T00:00:00Z\"}\n\n{\"k\":3,\"at\":\"2013-01-0");
        push("b.jsonl", "{\"k\":4,\"at\":\"2013-01-04T00:00:00Z\"}");
        push("c.jsonl", "");

        assertThat(rows()).extracting(row -> row.getLong(0)).containsExactly(1L, 2L, 4L);
    }

    @Test
    void any_other_line_that_is_no_object_is_an_error() throws Exception {
        push("a.jsonl", "{\"k\":2,\"at\":\n{\"k\":3,\"at\":\"2013-01-02T00:00:00Z\"}\n");

        assertThatThrownBy(this::rows)
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("A row pushed to source 't' is no JSON object: {\"k\":2,\"at\":.");
    }

    @Test
    void a_value_that_does_not_fit_its_column_is_told_with_both() throws Exception {
        push("a.jsonl", "{\"k\":2.5,\"at\":\"2013-01-02T00:00:00Z\"}\n");

        assertThatThrownBy(this::rows)
                .isInstanceOf(UnfitTextException.class)
                .hasMessageStartingWith("Column 'k' of the rows pushed to source 't' holds '2.5', which is no BIGINT.");
    }

    @Test
    void a_column_that_the_source_has_not_is_told() throws Exception {
        push("a.jsonl", "{\"k\":2,\"att\":\"2013-01-02T00:00:00Z\"}\n");

        assertThatThrownBy(this::rows)
                .hasMessage(
                        "A row pushed to source 't' has a column 'att', which the source has not. Did you mean 'at'?");
    }
}
