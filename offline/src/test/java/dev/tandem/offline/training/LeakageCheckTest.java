package dev.tandem.offline.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.training.Manifest.Suspect;
import dev.tandem.offline.training.Manifest.Suspicion;
import dev.tandem.registry.RegistryState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Knowledge of the future is found in a training set, and nothing else is taken for it. */
class LeakageCheckTest {
    @TempDir
    Path folder;

    private SparkSession spark;
    private TestProject project;

    /** One flight of each of three carriers every hour, late by as many minutes as the hour says. */
    @BeforeEach
    void begin() {
        spark = TestSpark.session();
        spark.sql("""
                        SELECT concat('c', id % 3) AS carrier, timestamp_seconds(1700000000 + 3600 * (id div 3)) AS at,
                               double(id div 3) AS late
                        FROM range(300)""").write().parquet(folder.resolve("flights").toString());
        project = new TestProject(folder).entity("carrier", ValueType.STRING).table("flights", "parquet", "flights");
    }

    private Manifest.Leakage leakage(String view, long secondsAfterTheFlight) {
        Labels labels = Labels.of(spark.sql("SELECT carrier, at + make_interval(0, 0, 0, 0, 0, 0, "
                + secondsAfterTheFlight + ") AS event_timestamp FROM parquet.`" + folder.resolve("flights")
                + "` WHERE late < 90"));
        return TrainingSet.plan(project.history(spark), project.service(view), labels)
                .write(
                        folder.resolve("training").toString(),
                        WhenPresent.REFUSE,
                        InstantSource.system(),
                        Progress.UNWATCHED)
                .leakage()
                .orElseThrow();
    }

    @Test
    void a_view_of_what_has_happened_is_above_suspicion() {
        project.view("lateness", "carrier", "flights", Optional.empty(), "late FLOAT64");

        Manifest.Leakage leakage = leakage("lateness", 60);

        assertThat(leakage.labels()).isPositive();
        assertThat(leakage.suspects()).isEmpty();
    }

    @Test
    void sql_that_looks_ahead_is_found_by_taking_the_later_rows_away() {
        project.query(
                        "totals",
                        "SELECT carrier, at, late, avg(late) OVER (PARTITION BY carrier) AS usually FROM flights",
                        "flights")
                .view("lateness", "carrier", "totals", Optional.empty(), "late FLOAT64", "usually FLOAT64");

        assertThat(leakage("lateness", 60).suspects()).singleElement().satisfies(suspect -> {
            assertThat(suspect.column()).isEqualTo("usually");
            assertThat(suspect.suspicion()).isEqualTo(Suspicion.LATER_ROWS);
            assertThat(suspect.example()).startsWith("49.5; without the rows that came later: ");
        });
    }

    @Test
    void sql_that_looks_back_is_above_suspicion() {
        project.query(
                        "totals",
                        "SELECT carrier, at, avg(late) OVER (PARTITION BY carrier ORDER BY at) AS usually FROM flights",
                        "flights")
                .view("lateness", "carrier", "totals", Optional.empty(), "usually FLOAT64");

        assertThat(leakage("lateness", 60).suspects()).isEmpty();
    }

    @Test
    void an_outcome_that_carries_the_very_time_of_the_label_is_told() {
        project.view("lateness", "carrier", "flights", Optional.empty(), "late FLOAT64");

        assertThat(leakage("lateness", 0).suspects())
                .extracting(Suspect::column, Suspect::suspicion)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("late", Suspicion.KNOWN_AT_LABEL_TIME));
    }

    @Test
    void a_window_whose_beginning_moves_when_it_is_seen_a_microsecond_earlier_is_above_suspicion() {
        spark.sql("SELECT 'c0' AS carrier, id, timestamp_seconds(1700000130 + 60 * id) AS at FROM range(600)")
                .write()
                .parquet(folder.resolve("arrivals").toString());
        Definitions definitions =
                DefinitionFiles.parse(new Project("test", About.NOTHING), Map.of("features.yaml", """
                        entities: {carrier: {keys: {carrier: STRING}}}
                        sources:
                          arrivals: {format: parquet, path: arrivals, event_time: at, event_id: id, columns: {id: INT64}}
                        views:
                          lately:
                            entities: [carrier]
                            source: arrivals
                            aggregations: [{function: count, windows: [1h]}]
                        services: {s: {features: [lately]}}
                        """));
        History history = new History(
                spark,
                new RegistryState(1, Instant.EPOCH, "somebody", definitions, new TreeMap<>()),
                new Workspace(folder.toString(), Optional.empty(), name -> null));
        // Where the window's resolution ends, every five minutes; whatever arrives does so half a minute before or
        // later.
        Labels labels = Labels.of(
                spark.sql(
                        "SELECT 'c0' AS carrier, timestamp_seconds(1700000100 + 300 * id) AS event_timestamp FROM range(20, 100)"));

        Manifest.Leakage leakage = TrainingSet.plan(history, definitions.service("s"), labels)
                .write(at("training"), WhenPresent.REFUSE, InstantSource.system(), Progress.UNWATCHED)
                .leakage()
                .orElseThrow();

        assertThat(leakage.suspects()).isEmpty();
    }

    @Test
    void labels_may_carry_a_map() {
        project.view("lateness", "carrier", "flights", Optional.empty(), "late FLOAT64");
        Labels labels = Labels.of(spark.sql(
                "SELECT 'c1' AS carrier, map('a', 1) AS more, timestamp_seconds(1700000060) AS event_timestamp"));

        assertThat(TrainingSet.plan(project.history(spark), project.service("lateness"), labels)
                        .write(at("training"), WhenPresent.REFUSE, InstantSource.system(), Progress.UNWATCHED)
                        .leakage()
                        .orElseThrow()
                        .suspects())
                .isEmpty();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void whoever_does_not_want_to_know_is_not_told() {
        project.view("lateness", "carrier", "flights", Optional.empty(), "late FLOAT64");
        Labels labels =
                Labels.of(spark.sql("SELECT 'c1' AS carrier, timestamp_seconds(1700000000) AS event_timestamp"));

        assertThat(TrainingSet.plan(project.history(spark), project.service("lateness"), labels)
                        .withoutLeakageCheck()
                        .write(
                                folder.resolve("training").toString(),
                                WhenPresent.REFUSE,
                                InstantSource.system(),
                                Progress.UNWATCHED)
                        .leakage())
                .isEmpty();
    }
}
