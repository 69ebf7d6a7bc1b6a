package dev.tandem.offline.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.join.PointInTimeJoin.LabelKey;
import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.FeatureLayout.Times;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.row.RowSchema;
import dev.tandem.row.Visibility;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The join against another engine: DuckDB's ASOF JOIN over the same Parquet files, many files a side and none of them sorted. DuckDB has no
 * rule for rows with the same time, so there are none here; it has no ttl either, so that is applied to what it finds.
 */
class PointInTimeJoinDuckDbTest {
    private static final long TTL_MICROS = 3_000_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, 1, 50", "2, 3, 5", "3, 8, 2000"})
    void sees_what_an_asof_join_of_duckdb_sees(long seed, int partitions, int entities) throws SQLException {
        SparkSession spark = TestSpark.session();
        // One row of history at most for an entity and a second, each at a microsecond of its own within it.
        spark.range(40_000)
                .selectExpr(
                        "pmod(xxhash64(id, %1$dL), %2$d) AS k".formatted(seed, entities),
                        "CAST(pmod(xxhash64(id, %dL + 1), 3) AS STRING) AS j".formatted(seed),
                        "timestamp_micros(1356998400000000 + pmod(xxhash64(id, %dL + 2), 20000) * 1000000 + id) AS at"
                                .formatted(seed),
                        "IF(pmod(id, 11) = 0, NULL, CAST(xxhash64(id, 9L) AS DOUBLE) / 1024) AS x",
                        "id AS y")
                .repartition(5)
                .write()
                .parquet(folder.resolve("history").toString());
        spark.range(20_000)
                .selectExpr(
                        "id",
                        "IF(pmod(id, 13) = 0, NULL, pmod(xxhash64(id, %dL + 3), %d)) AS k".formatted(seed, entities),
                        "CAST(pmod(xxhash64(id, %dL + 4), 3) AS STRING) AS j".formatted(seed),
                        "timestamp_micros(1356998400000000 + pmod(xxhash64(id DIV 2, %dL + 5), 20000) * 1000000 + id) AS t"
                                .formatted(seed))
                .repartition(4)
                .write()
                .parquet(folder.resolve("labels").toString());

        List<String> expected = byDuckDb();
        assertThat(bySpark(spark, partitions)).as("seed %d", seed).isEqualTo(expected);
        assertThat(expected).anyMatch(row -> row.endsWith("null, null]")).anyMatch(row -> !row.endsWith("null]"));
    }

    private List<String> bySpark(SparkSession spark, int partitions) {
        Dataset<Row> history = spark.read().parquet(folder.resolve("history").toString());
        Dataset<Row> labels = spark.read().parquet(folder.resolve("labels").toString());
        RowSchema schema = new RowSchema(
                0, List.of(new RowSchema.Column("x", ValueType.FLOAT64), new RowSchema.Column("y", ValueType.INT64)));
        FeatureRows rows = new FeatureRows(
                "v",
                history.select("k", "j", "at", "x", "y"),
                new FeatureLayout(List.of(ValueType.INT64, ValueType.STRING), schema, Times.EVENT),
                new Visibility(TTL_MICROS, Availability.From.EVENT_TIME, 0));
        Lookup lookup = new Lookup(
                rows,
                List.of(new LabelKey("k", functions.col("k")), new LabelKey("j", functions.col("j"))),
                List.of(new Field("y", "seen_y"), new Field("x", "seen_x")));
        List<String> seen = new ArrayList<>();
        for (Row row : PointInTimeJoin.join(
                        labels,
                        functions.col("t"),
                        List.of(lookup),
                        new Division(partitions, JoinCase.PLENTY, JoinCase.PLENTY))
                .rows()
                .select("id", "seen_x", "seen_y")
                .collectAsList()) {
            seen.add(text(row.get(0), row.get(1), row.get(2)));
        }
        Collections.sort(seen);
        return seen;
    }

    private List<String> byDuckDb() throws SQLException {
        String sql = """
                SELECT l.id,
                  CASE WHEN epoch_us(l.t) - epoch_us(h.at) <= %3$d THEN h.x END,
                  CASE WHEN epoch_us(l.t) - epoch_us(h.at) <= %3$d THEN h.y END
                FROM read_parquet('%1$s/*.parquet') l
                ASOF LEFT JOIN read_parquet('%2$s/*.parquet') h ON l.k = h.k AND l.j = h.j AND l.t >= h.at""".formatted(folder.resolve("labels"), folder.resolve("history"), TTL_MICROS);
        List<String> seen = new ArrayList<>();
        try (Connection duckDb = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = duckDb.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                seen.add(text(rows.getObject(1), rows.getObject(2), rows.getObject(3)));
            }
        }
        Collections.sort(seen);
        return seen;
    }

    private static String text(@org.jspecify.annotations.Nullable Object... values) {
        return Bits.ofRow(java.util.Arrays.asList(values));
    }
}
