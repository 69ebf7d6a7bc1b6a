package dev.tandem.cli;

import dev.tandem.registry.DriftAlert;
import dev.tandem.registry.DriftCheck;
import dev.tandem.registry.ExpectationCheck;
import dev.tandem.registry.FeatureDrift;
import dev.tandem.registry.FeatureSkew;
import dev.tandem.registry.SkewCause;
import dev.tandem.registry.SkewCheck;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Listings of what checks have found and the registry keeps. */
final class Findings {
    private Findings() {}

    /** What became of every expectation when it was checked last. */
    static Listing ofExpectations(List<ExpectationCheck> checks) {
        return new Listing(
                List.of("OF", "EXPECTATION", "OUTCOME", "ROWS", "FAILED", "FOUND", "CHECKED", "BY"),
                checks.stream()
                        .flatMap(check -> check.results().stream()
                                .map(result -> Stream.concat(
                                                Expected.row(result).stream(),
                                                Stream.of(
                                                        check.checkedAt().toString(),
                                                        check.by().name().toLowerCase(Locale.ROOT)))
                                        .toList()))
                        .toList());
    }

    /**
     * The outcome of comparisons between what was served and what training sees.
     *
     * @param inForce the services that were not removed since
     */
    static Listing ofSkew(List<SkewCheck> checks, Set<String> inForce) {
        return new Listing(
                List.of("SERVICE", "STATUS", "FROM", "TO", "CHECKED", "COMPARED", "DIFFERENT", "CAUSES"),
                checks.stream()
                        .map(check -> List.of(
                                check.service(),
                                status(check.service(), inForce),
                                check.from().toString(),
                                check.to().toString(),
                                check.checkedAt().toString(),
                                String.valueOf(check.compared()),
                                String.valueOf(check.different()),
                                causes(check)))
                        .toList());
    }

    private static String status(String service, Set<String> inForce) {
        return inForce.contains(service) ? "in force" : "removed";
    }

    private static String causes(SkewCheck check) {
        Map<SkewCause, Long> causes = new EnumMap<>(SkewCause.class);
        for (FeatureSkew feature : check.features()) {
            feature.causes().forEach((cause, count) -> causes.merge(cause, count, Long::sum));
        }
        return causes.entrySet().stream()
                .map(cause -> "%s %d".formatted(cause.getKey().key(), cause.getValue()))
                .collect(Collectors.joining(", "));
    }

    /**
     * The outcome of comparisons between what was served and what models were trained on.
     *
     * @param inForce the services that were not removed since
     */
    static Listing ofDrift(List<DriftCheck> checks, Set<String> inForce) {
        return new Listing(
                List.of("SERVICE", "STATUS", "WINDOW", "CHECKED", "VERDICT", "FEATURES"),
                checks.stream()
                        .map(check -> List.of(
                                check.service(),
                                status(check.service(), inForce),
                                check.window(),
                                check.checkedAt().toString(),
                                check.verdict().toString(),
                                moved(check)))
                        .toList());
    }

    private static String moved(DriftCheck check) {
        return check.features().stream()
                .filter(feature -> !feature.causes().isEmpty())
                .map(FeatureDrift::feature)
                .collect(Collectors.joining(", "));
    }

    /** What was, or is to be, sent to those who listen. */
    static Listing ofAlerts(List<DriftAlert> alerts) {
        return new Listing(
                List.of("ALERT", "SERVICE", "FEATURES", "WINDOWS", "RAISED", "SENT"),
                alerts.stream()
                        .map(alert -> List.of(
                                alert.id(),
                                alert.check().service(),
                                alert.check().features().stream()
                                        .map(FeatureDrift::feature)
                                        .collect(Collectors.joining(", ")),
                                String.valueOf(alert.windows()),
                                alert.raisedAt().toString(),
                                alert.sentAt().map(Instant::toString).orElse("not yet")))
                        .toList());
    }
}
