package dev.tandem.server;

import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.Severity;
import dev.tandem.definition.Verdict;
import dev.tandem.registry.DriftCheck;
import dev.tandem.registry.ExpectationCheck;
import dev.tandem.registry.ExpectationResult;
import dev.tandem.registry.ExpectationResult.Kind;
import dev.tandem.registry.FeatureDrift;
import dev.tandem.registry.FeatureSkew;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.registry.SkewCause;
import dev.tandem.registry.SkewCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What other processes leave in the registry of {@link Flights}. */
final class Happenings {
    private Happenings() {}

    /** A run of view weather that succeeds, up to an hour and a half before now, with 7 rows written, 2 older and 1 rejected; the
     * newest came ten minutes before. */
    static void materialize(TestProject project) {
        MaterializationRun run = begin(project);
        project.registry.succeed(project.name, run, new MaterializationRun.Done(7, 2, 1, Optional.of(ago(100)), ""));
    }

    /** A run of view weather that fails. */
    static void failToMaterialize(TestProject project) {
        project.registry.fail(project.name, begin(project), "Redis is full");
    }

    private static MaterializationRun begin(TestProject project) {
        long generation = project.registry
                .findLatest(project.name)
                .orElseThrow()
                .stored("weather")
                .generation();
        return project.registry.startRun(
                project.name,
                "weather",
                generation,
                MaterializationRun.Mode.INCREMENTAL,
                Optional.empty(),
                TestProject.NOW.minus(Duration.ofMinutes(90)));
    }

    /** Ten minutes ago, the temperature at the origin was found drifted. */
    static void checkDrift(TestProject project) {
        project.registry
                .drift()
                .record(
                        project.name,
                        new DriftCheck(
                                "arrival_delay",
                                "training set 1",
                                "january",
                                ago(10),
                                List.of(
                                        drift("temperature", Verdict.ALERT, 0.31),
                                        drift("wind_direction", Verdict.OK, 0.01))),
                        3);
    }

    private static FeatureDrift drift(String feature, Verdict verdict, double psi) {
        return new FeatureDrift(
                feature,
                verdict,
                verdict == Verdict.OK ? List.of() : List.of(DriftMeasure.PSI),
                Map.of(DriftMeasure.PSI, psi, DriftMeasure.NULL_RATE, 0.0),
                Optional.empty(),
                100,
                100);
    }

    /** Twenty minutes ago, 3 of 40 temperatures were found stale, and no wind direction. */
    static void checkSkew(TestProject project) {
        project.registry
                .skew()
                .record(
                        project.name,
                        new SkewCheck(
                                "arrival_delay",
                                ago(90),
                                ago(30),
                                ago(20),
                                40,
                                List.of(
                                        new FeatureSkew(
                                                "temperature",
                                                new FeatureSkew.Counts(40, 3, 0, 0, 0),
                                                Map.of(SkewCause.STALE, 3L),
                                                Optional.empty()),
                                        new FeatureSkew(
                                                "wind_direction",
                                                new FeatureSkew.Counts(40, 0, 0, 0, 0),
                                                Map.of(),
                                                Optional.empty()))));
    }

    /** Five minutes ago, 3 of 100 wind directions were found to be none; and seats were checked, of which nothing is expected any more. */
    static void checkExpectations(TestProject project) {
        project.registry
                .expectations()
                .record(
                        project.name,
                        new ExpectationCheck(
                                ExpectationCheck.By.CHECK,
                                Optional.empty(),
                                ago(5),
                                List.of(
                                        expectation(Kind.VIEW, "weather", "wind_direction is between 0 and 360"),
                                        expectation(Kind.SOURCE, "seats_sold", "price is not null"))));
    }

    private static ExpectationResult expectation(Kind kind, String of, String text) {
        return new ExpectationResult(kind, of, text, Severity.FAIL, false, 100, 3, Optional.of("-1"));
    }

    private static Instant ago(int minutes) {
        return TestProject.NOW.minus(Duration.ofMinutes(minutes));
    }
}
