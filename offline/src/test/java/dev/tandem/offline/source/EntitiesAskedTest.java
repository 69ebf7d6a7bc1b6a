package dev.tandem.offline.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.ValueType;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.source.EntitiesAsked.Asking;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read when a few entities are asked about: of a, b and c, once each. */
class EntitiesAskedTest {
    @TempDir
    static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void write() {
        spark = TestSpark.session();
        spark.sql(
                        "SELECT * FROM VALUES ('a', 1, TIMESTAMP '2013-01-01 00:00:00Z', 10), ('b', 2, TIMESTAMP '2013-01-01 00:00:00Z', 20),"
                                + " ('c', 3, TIMESTAMP '2013-01-01 00:00:00Z', 30) AS t(k, n, at, v)")
                .write()
                .parquet(folder.resolve("t").toString());
    }

    private static FeatureRows rows(String sql, String... keys) {
        TestProject project = new TestProject(folder)
                .entity("k", ValueType.STRING)
                .table("t", "parquet", "t")
                .query("q", sql, "t")
                .view("view", "k", "q", Optional.empty(), "v INT32");
        Asking asking = new Asking();
        for (String key : keys) {
            asking.ask("view", List.of(key));
        }
        return SourceReader.about(project.history(spark), asking.asked())
                .rows(project.state().definitions().view("view"));
    }

    private static String plan(FeatureRows rows) {
        return rows.rows().queryExecution().executedPlan().toString();
    }

    private static List<Object> values(FeatureRows rows) {
        int first = rows.layout().firstFeature();
        return rows.rows().collectAsList().stream().map(row -> row.get(first)).toList();
    }

    @Test
    void the_reader_of_the_files_is_told() {
        FeatureRows rows = rows("SELECT k, at, v FROM t", "a", "c");

        assertThat(plan(rows)).contains("In(k, [a,c])");
        assertThat(values(rows)).containsExactlyInAnyOrder(10, 30);
    }

    @Test
    void windows_over_an_entity_are_computed_of_those_asked_about() {
        FeatureRows rows = rows("SELECT k, at, CAST(SUM(v) OVER (PARTITION BY k ORDER BY at) AS INT) AS v FROM t", "b");

        assertThat(plan(rows)).contains("EqualTo(k,b)");
        assertThat(values(rows)).containsExactly(20);
    }

    @Test
    void what_is_computed_of_all_entities_is_computed_of_all() {
        FeatureRows rows = rows("SELECT k, at, CAST(SUM(v) OVER () AS INT) AS v FROM t", "b");

        assertThat(values(rows)).containsExactly(60);
    }

    @Test
    void a_view_that_is_asked_about_nothing_has_no_rows() {
        assertThat(values(rows("SELECT k, at, v FROM t"))).isEmpty();
    }
}
