package dev.tandem.offline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.Project;
import dev.tandem.definition.Verdict;
import dev.tandem.offline.History;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.profile.Profile;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.registry.FeatureDrift;
import dev.tandem.registry.RegistryState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Departure delays of real flights: what a model that was trained on January met in July. */
class FlightsDriftTest {
    private static final Path FLIGHTS =
            Path.of("..", "examples", "flights").toAbsolutePath().normalize();
    private static final FeatureService SERVICE = new FeatureService(
            "departures",
            List.of(new Selection(
                    "airport_delays",
                    Map.of("airport", "origin"),
                    List.of(new Field("mean_delay", "departure_delay"), new Field("late_share", "late_share")))),
            About.NOTHING);

    private static Definitions definitions;
    private static Dataset<Row> features;

    @BeforeAll
    static void joinFeatures() {
        definitions = DefinitionFiles.load(new Project("flights", About.NOTHING), FLIGHTS.resolve("features"));
        History history = new History(
                TestSpark.session(),
                new RegistryState(1, Instant.EPOCH, "somebody", definitions, new TreeMap<>()),
                Workspace.of(FLIGHTS));
        Dataset<Row> labels = TestSpark.session()
                .read()
                .parquet(FLIGHTS.resolve("data/labels.parquet").toString())
                .where("month(event_timestamp) IN (1, 7)");
        features = TrainingSet.plan(history, SERVICE, Labels.of(labels)).rows().cache();
    }

    @AfterAll
    static void forgetFeatures() {
        features.unpersist();
    }

    private static List<FeatureDrift> drift(String reference, String recent) {
        return Drift.compare(
                Profile.of(features.where(reference)),
                Profile.of(features.where(recent)),
                Drift.features(definitions, SERVICE));
    }

    @Test
    void july_against_january_is_an_alert() {
        List<FeatureDrift> drifts = drift("month(event_timestamp) = 1", "month(event_timestamp) = 7");

        assertThat(drifts).extracting(FeatureDrift::feature).containsExactly("departure_delay", "late_share");
        assertThat(drifts).allSatisfy(drift -> {
            assertThat(drift.verdict()).isEqualTo(Verdict.ALERT);
            assertThat(drift.causes()).contains(DriftMeasure.PSI);
        });
    }

    @Test
    void a_random_half_of_january_against_january_is_none() {
        List<FeatureDrift> drifts =
                drift("month(event_timestamp) = 1", "month(event_timestamp) = 1 AND xxhash64(flight_id) % 2 = 0");

        assertThat(drifts).allSatisfy(drift -> {
            assertThat(drift.verdict()).isEqualTo(Verdict.OK);
            assertThat(drift.recentRows()).isBetween(12_000L, 15_000L);
        });
    }
}
