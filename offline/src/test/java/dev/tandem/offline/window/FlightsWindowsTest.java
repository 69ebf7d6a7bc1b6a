package dev.tandem.offline.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.offline.History;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.registry.RegistryState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows over all arrivals of a year, against the window functions of another engine: DuckDB, over the same files. */
class FlightsWindowsTest {
    private static final Path EXAMPLE =
            Path.of("..", "examples", "flights").toAbsolutePath().normalize();
    /** Every fifth label; of events, all. */
    private static final String SAMPLE = "flight_id % 5 = 0";

    private static final long MINUTE = 60_000_000L;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "carrier_arrivals_lately, carrier, carrier",
        "origin_arrivals_lately, origin, airport",
        "plane_arrivals_lately, tailnum, tailnum"
    })
    void every_label_has_the_mean_delays_that_duckdb_finds(String view, String column, String key) throws SQLException {
        Definitions definitions =
                DefinitionFiles.load(new Project("flights", About.NOTHING), EXAMPLE.resolve("features"));
        History history = new History(
                TestSpark.session(),
                new RegistryState(1, Instant.parse("2026-01-01T00:00:00Z"), "somebody", definitions, new TreeMap<>()),
                Workspace.of(EXAMPLE));
        Labels labels = Labels.of(history.spark()
                .read()
                .parquet(EXAMPLE.resolve("data/labels.parquet").toString())
                .where(SAMPLE)
                .selectExpr("flight_id", "event_timestamp", column + " AS " + key));
        List<String> features =
                List.of("avg_arr_delay_1h", "avg_arr_delay_1d", "avg_arr_delay_7d", "avg_arr_delay_30d");
        TrainingSet.plan(
                        history,
                        definitions.serviceOf(features.stream()
                                .map(feature -> view + ":" + feature)
                                .toList()),
                        labels)
                .rows()
                .write()
                .parquet(folder.resolve("found").toString());

        try (Connection duckdb = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement sql = duckdb.createStatement()) {
            sql.execute("CREATE TABLE found AS SELECT flight_id, %s FROM '%s/*.parquet'"
                    .formatted(String.join(", ", features), folder.resolve("found")));
            sql.execute("""
                    CREATE TABLE stream AS
                    SELECT %1$s AS k, epoch_us(arr_time) AS us, arr_delay AS delay, NULL AS label
                    FROM '%2$s/data/flights.parquet' WHERE arr_delay IS NOT NULL
                    UNION ALL
                    SELECT %1$s, epoch_us(event_timestamp), NULL, flight_id FROM '%2$s/data/labels.parquet' WHERE %3$s
                    """.formatted(column, EXAMPLE, SAMPLE));
            sql.execute(
                    """
                    CREATE TABLE expected AS SELECT label AS flight_id, %s, %s, %s, %s
                    FROM stream
                    QUALIFY label IS NOT NULL
                    """.formatted(mean(HOUR, 5 * MINUTE), mean(DAY, HOUR), mean(7 * DAY, HOUR), mean(30 * DAY, DAY)));

            assertThat(count(sql, "FROM found")).isEqualTo(67_355);
            assertThat(differences(sql)).isEmpty();
            assertThat(count(sql, "FROM found WHERE avg_arr_delay_1h IS NOT NULL"))
                    .isPositive();
        }
    }

    /**
     * The frame begins after the edge: the start of the window, rounded down. DuckDB's own avg divides in a wider type and rounds twice, so the
     * quotient is written out.
     */
    private static String mean(long window, long resolution) {
        String frame = """
                OVER (PARTITION BY k ORDER BY us
                  RANGE BETWEEN (us - ((us - %1$d) - ((us - %1$d) %% %2$d)) - 1) PRECEDING AND CURRENT ROW)
                """.formatted(window, resolution);
        return "CASE WHEN k IS NOT NULL THEN CAST(sum(delay) %1$s AS DOUBLE) / nullif(count(delay) %1$s, 0) END"
                .formatted(frame);
    }

    /** Those labels for which the two did not find the same, with what each found. */
    private static List<String> differences(Statement sql) throws SQLException {
        List<String> differences = new ArrayList<>();
        try (ResultSet rows = sql.executeQuery("""
                SELECT 'expected', * FROM (FROM expected EXCEPT ALL FROM found)
                UNION ALL SELECT 'found', * FROM (FROM found EXCEPT ALL FROM expected)
                ORDER BY 2, 1""")) {
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(rows.getObject(i)).append(' ');
                }
                differences.add(row.toString());
            }
        }
        return differences;
    }

    private static long count(Statement sql, String rows) throws SQLException {
        try (ResultSet result = sql.executeQuery("SELECT count(*) FROM (" + rows + ")")) {
            assertThat(result.next()).isTrue();
            return result.getLong(1);
        }
    }
}
