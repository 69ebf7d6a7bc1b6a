package dev.tandem.offline.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Project;
import dev.tandem.definition.Source;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.registry.RegistryState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example projects, as their readers will run them. */
class ExamplesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    /** Every fourth label; of what it may find, all. */
    private static final String SAMPLE = "flight_id % 4 = 0";

    @TempDir
    private Path folder;

    @Test
    void quickstart_gives_the_table_of_its_readme() {
        TrainingSet trainingSet = TrainingSet.plan(
                history("quickstart"),
                definitions("quickstart").service("purchase"),
                Labels.file(example("quickstart").resolve("data/labels.csv").toString()));

        List<String> lines = trainingSet.rows().collectAsList().stream()
                .map(ExamplesTest::line)
                .sorted()
                .toList();

        assertThat(lines)
                .containsExactly(
                        "1|2026-03-02T07:00:00Z|true|3|41.5",
                        "1|2026-03-02T12:00:00Z|true|4|38.25",
                        "2|2026-03-02T12:00:00Z|false|1|12.0",
                        "3|2026-03-02T12:00:00Z|false|null|null",
                        "4|2026-03-02T12:00:00Z|true|null|null");
    }

    private static String line(Row row) {
        return row.mkString("|");
    }

    /** DuckDB reads the same files, runs the same SQL for the computed sources and joins with its own ASOF JOIN. */
    @Test
    void flights_get_what_another_engine_finds() throws SQLException {
        Path output = folder.resolve("training");
        History history = history("flights");
        Labels labels = Labels.of(history.spark()
                .read()
                .parquet(example("flights").resolve("data/labels.parquet").toString())
                .where(SAMPLE));
        TrainingSet.plan(history, lookedUp(definitions("flights")), labels)
                .withoutLeakageCheck()
                .write(output.toString(), WhenPresent.REFUSE, CLOCK, Progress.UNWATCHED);

        try (Connection duckdb = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement sql = duckdb.createStatement()) {
            sql.execute("SET TimeZone = 'UTC'");
            sources(sql);
            sql.execute("CREATE TABLE found AS FROM '" + output.resolve("data") + "/*.parquet'");
            joinByDuckDb(sql);

            assertThat(count(sql, "FROM found")).isEqualTo(84_194);
            assertThat(count(sql, "FROM expected EXCEPT ALL FROM found")).isZero();
            assertThat(count(sql, "FROM found EXCEPT ALL FROM expected")).isZero();
        }
    }

    /** What the service looks up; FlightsWindowsTest is about what it aggregates. */
    private static FeatureService lookedUp(Definitions flights) {
        FeatureService service = flights.service("arrival_delay");
        return new FeatureService(
                service.name(),
                service.selections().stream()
                        .filter(selection -> flights.views().containsKey(selection.view())
                                && !flights.view(selection.view()).isWindowed())
                        .toList(),
                service.about());
    }

    private static void joinByDuckDb(Statement sql) throws SQLException {
        sql.execute("CREATE TABLE label AS FROM '" + example("flights") + "/data/labels.parquet' WHERE " + SAMPLE);
        newestRow(sql, "weather", "weather_reports", "origin = label.origin", "time_hour", "1 HOUR", "3 HOURS");
        newestRow(sql, "origin", "airport_movements", "airport = label.origin", "moved_at", "0 HOURS", "2 DAYS");
        newestRow(sql, "dest", "airport_movements", "airport = label.dest", "moved_at", "0 HOURS", "2 DAYS");
        newestRow(sql, "carrier", "carrier_arrivals", "carrier = label.carrier", "arr_time", "0 HOURS", "2 DAYS");
        sql.execute("""
                CREATE TABLE expected AS SELECT
                  label.*,
                  weather.temp, weather.humid, weather.wind_dir, weather.wind_speed, weather.precip, weather.pressure, weather.visib,
                  origin.mean_delay, origin.late_share, dest.mean_delay, dest.late_share, carrier.mean_delay, carrier.late_share,
                  plane.year, plane.manufacturer, plane.engine, plane.seats
                FROM label
                LEFT JOIN newest_weather weather USING (flight_id)
                LEFT JOIN newest_origin origin USING (flight_id)
                LEFT JOIN newest_dest dest USING (flight_id)
                LEFT JOIN newest_carrier carrier USING (flight_id)
                LEFT JOIN plane_registry plane ON plane.tailnum = label.tailnum
                """);
    }

    private static void newestRow(
            Statement sql, String name, String source, String key, String time, String lag, String ttl)
            throws SQLException {
        sql.execute("""
                CREATE TABLE newest_%1$s AS SELECT label.flight_id, source.*
                FROM label
                ASOF JOIN (SELECT *, %4$s + INTERVAL %5$s AS known_at FROM %2$s) source
                  ON source.%3$s AND source.known_at <= label.event_timestamp
                WHERE label.event_timestamp <= source.%4$s + INTERVAL %6$s
                """.formatted(name, source, key, time, lag, ttl));
    }

    private static void sources(Statement sql) throws SQLException {
        Definitions flights = definitions("flights");
        List<Source> tablesFirst = flights.sources().values().stream()
                .sorted(Comparator.comparing(source -> source.origin() instanceof Origin.Query))
                .toList();
        for (Source source : tablesFirst) {
            String rows = source.origin() instanceof Origin.Query query
                    ? query.sql()
                    : "FROM '"
                            + example("flights")
                                    .resolve(((Origin.Table) source.origin())
                                            .path()
                                            .orElseThrow()) + "'";
            sql.execute("CREATE TABLE " + source.name() + " AS " + rows);
        }
    }

    private static long count(Statement sql, String rows) throws SQLException {
        try (ResultSet result = sql.executeQuery("SELECT count(*) FROM (" + rows + ")")) {
            assertThat(result.next()).isTrue();
            return result.getLong(1);
        }
    }

    private static History history(String example) {
        RegistryState state = new RegistryState(
                1, Instant.parse("2026-01-01T00:00:00Z"), "somebody", definitions(example), new TreeMap<>());
        return new History(TestSpark.session(), state, Workspace.of(example(example)));
    }

    private static Definitions definitions(String example) {
        return DefinitionFiles.load(
                new Project(example, About.NOTHING), example(example).resolve("features"));
    }

    private static Path example(String name) {
        return Path.of("..", "examples", name).toAbsolutePath().normalize();
    }
}
