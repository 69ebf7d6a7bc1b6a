package dev.tandem.server;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Expectation;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Source;
import dev.tandem.registry.ExpectationCheck;
import dev.tandem.registry.ExpectationResult;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What became of expectations when they were checked last, as gauges. */
final class ExpectationFigures {
    /** What comes after is left out. */
    private static final int MOST_EXPECTATIONS = 2_000;

    private ExpectationFigures() {}

    /** What is known of expectations that the definitions still have; checks of nothing else are left out. */
    static List<ExpectationCheck> stillExpected(List<ExpectationCheck> checks, Definitions definitions) {
        return checks.stream()
                .map(check -> new ExpectationCheck(
                        check.by(),
                        check.run(),
                        check.checkedAt(),
                        check.results().stream()
                                .filter(result -> expectationsOf(result, definitions).stream()
                                        .anyMatch(expectation -> isOf(result, expectation)))
                                .toList()))
                .filter(check -> !check.results().isEmpty())
                .toList();
    }

    private static List<Expectation> expectationsOf(ExpectationResult result, Definitions definitions) {
        return switch (result.kind()) {
            case SOURCE ->
                Optional.ofNullable(definitions.sources().get(result.of()))
                        .map(Source::expect)
                        .orElse(List.of());
            case VIEW ->
                Optional.ofNullable(definitions.views().get(result.of()))
                        .map(FeatureView::expect)
                        .orElse(List.of());
        };
    }

    private static boolean isOf(ExpectationResult result, Expectation expectation) {
        return expectation.text().equals(result.expectation()) && expectation.severity() == result.severity();
    }

    static List<MetricSnapshot> of(List<ExpectationCheck> checks, Instant now) {
        GaugeFamily holds = new GaugeFamily(
                "tandem_expectation_holds", "Whether an expectation held when it was checked last: 1 or 0");
        GaugeFamily rows = new GaugeFamily("tandem_expectation_rows", "Rows that were looked at then");
        GaugeFamily failed = new GaugeFamily("tandem_expectation_failed_rows", "Those of them that do not meet it");
        GaugeFamily age = new GaugeFamily(
                "tandem_expectation_check_age_seconds", "Time since the rows of a source or view were checked last");
        Set<List<String>> shown = new HashSet<>();
        for (ExpectationCheck check : checks) {
            ExpectationResult first = check.results().get(0);
            age.add(
                    GaugeFamily.seconds(check.checkedAt(), now),
                    "kind",
                    first.kind().word(),
                    "of",
                    first.of());
            for (ExpectationResult result : check.results()) {
                List<String> labels = List.of(
                        "kind",
                        result.kind().word(),
                        "of",
                        result.of(),
                        "expectation",
                        result.expectation(),
                        "severity",
                        result.severity().key());
                if (shown.size() < MOST_EXPECTATIONS && shown.add(labels)) {
                    String[] named = labels.toArray(String[]::new);
                    holds.add(result.holds() ? 1 : 0, named);
                    rows.add((double) result.rows(), named);
                    failed.add((double) result.failed(), named);
                }
            }
        }
        return GaugeFamily.snapshots(holds, rows, failed, age);
    }
}
