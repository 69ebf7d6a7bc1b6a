package dev.tandem.offline.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.ValueType;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.training.Manifest.Suspect;
import dev.tandem.offline.training.Manifest.Suspicion;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
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
