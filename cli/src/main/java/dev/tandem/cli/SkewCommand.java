package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.TandemException;
import dev.tandem.definition.FeatureService;
import dev.tandem.offline.skew.ComparedValue;
import dev.tandem.offline.skew.Difference;
import dev.tandem.offline.skew.Skew;
import dev.tandem.offline.skew.SkewReport;
import dev.tandem.registry.FeatureSkew;
import dev.tandem.registry.FeatureSkew.NumericError;
import dev.tandem.registry.SkewCause;
import dev.tandem.registry.SkewCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tandem skew}: whether what was served is what training sees, and why not. */
@Command(
        name = "skew",
        description = {
            "Compare what was served with what training sees at the same instants, and tell why they differ where they do.",
            "",
            "  tandem skew --service arrival_delay",
            "  tandem skew --service arrival_delay --from 2013-07-01T00:00:00Z --to 2013-07-08T00:00:00Z --json",
            "",
            "What was served is read from the feature log; what training sees is computed anew, with the definitions in force. What is found is",
            "kept in the registry.",
            "",
            "Exit code 0 when no more values differ than --allow says, 3 when more do."
        },
        mixinStandardHelpOptions = true)
final class SkewCommand implements Callable<Integer> {
    private static final int DIFFERENCES = 3;
    private static final Duration USUAL_WINDOW = Duration.ofDays(1);

    private final Invocation invocation;

    @Option(names = "--service", required = true, paramLabel = "NAME", description = "The feature service.")
    private String service = "";

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Compare what was served from then on (default: a day before --to).")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "INSTANT",
            description = "Until then, that instant not included (default: now).")
    private @Nullable Instant to;

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            description =
                    "Take numbers for the same that differ by this share of the greater one, such as 1e-9 (default: bit for bit).")
    private double tolerance;

    @Option(
            names = "--allow",
            paramLabel = "SHARE",
            description = "The share of values that may differ before the exit code is 3 (default: none).")
    private double allowed;

    @Mixin
    private LogOption log = new LogOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    SkewCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (!(allowed >= 0 && allowed <= 1)) {
            throw new TandemException(
                    "--allow is %s. Give the share of values that may differ, from 0 to 1.".formatted(allowed));
        }
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            FeatureService named = deployment.state().definitions().service(service);
            Instant now = deployment.clock().instant();
            Instant end = to == null ? now : to;
            Instant start = from == null ? end.minus(USUAL_WINDOW) : from;
            Skew.Window window = new Skew.Window(named, start, end, tolerance);
            SkewReport report;
            try (TerminalProgress progress = new TerminalProgress(invocation.console())) {
                report = log.skew(invocation, deployment).compare(window, now, progress);
            }
            deployment.registry().skew().record(deployment.project(), report.check());
            print(report);
            return report.check().different() > allowed * report.check().compared() ? DIFFERENCES : 0;
        }
    }

    private void print(SkewReport report) {
        Console console = invocation.console();
        if (json) {
            console.print(toJson(report));
            return;
        }
        SkewCheck check = report.check();
        new Listing(
                        List.of(
                                "FEATURE",
                                "COMPARED",
                                "DIFFERENT",
                                "NULL SERVED",
                                "NULL TRAINED",
                                "P50",
                                "P99",
                                "MAX",
                                "CAUSES"),
                        check.features().stream().map(SkewCommand::row).toList())
                .print(console, false);
        console.print("");
        console.print(summary(check));
        causes(check).forEach((cause, count) -> {
            console.print("  %,d %s: %s".formatted(count, cause.key(), cause.meaning()));
            report.examples().stream()
                    .filter(example -> example.value().cause() == cause)
                    .limit(1)
                    .forEach(example -> console.print("    " + text(example)));
        });
    }

    private static String summary(SkewCheck check) {
        String compared = "%,d values of %,d answers from %s until %s compared"
                .formatted(check.compared(), check.rows(), check.from(), check.to());
        return check.different() == 0
                ? compared + ": all the same"
                        + (tolerated(check) == 0
                                ? ", bit for bit."
                                : ", %,d of them within the tolerance.".formatted(tolerated(check)))
                : compared + ": %,d differ.".formatted(check.different());
    }

    private static long tolerated(SkewCheck check) {
        return check.features().stream()
                .mapToLong(feature -> feature.counts().tolerated())
                .sum();
    }

    private static Map<SkewCause, Long> causes(SkewCheck check) {
        Map<SkewCause, Long> causes = new EnumMap<>(SkewCause.class);
        check.features()
                .forEach(feature -> feature.causes().forEach((cause, count) -> causes.merge(cause, count, Long::sum)));
        return causes;
    }

    private static List<String> row(FeatureSkew skew) {
        Optional<NumericError> error = skew.error();
        return Stream.of(
                        skew.feature(),
                        "%,d".formatted(skew.counts().compared()),
                        shown(skew.counts().different()),
                        shown(skew.counts().missingServed()),
                        shown(skew.counts().missingTrained()),
                        error.map(it -> shown(it.p50())).orElse(""),
                        error.map(it -> shown(it.p99())).orElse(""),
                        error.map(it -> shown(it.max())).orElse(""),
                        skew.causes().entrySet().stream()
                                .map(entry -> "%s %,d".formatted(entry.getKey().key(), entry.getValue()))
                                .collect(Collectors.joining(", ")))
                .toList();
    }

    private static String shown(long count) {
        return count == 0 ? "" : "%,d".formatted(count);
    }

    private static String shown(double error) {
        return String.format(Locale.ROOT, "%.4g", error);
    }

    private static String text(Difference difference) {
        ComparedValue value = difference.value();
        return "%s at %s for %s: served %s%s, training sees %s%s; request %s"
                .formatted(
                        value.feature(),
                        difference.request().time(),
                        difference.request().text(),
                        shown(value.served().value()),
                        of(value.served().eventTime()),
                        shown(value.trained().value()),
                        of(value.trained().eventTime()),
                        difference.request().id());
    }

    private static String of(@Nullable Instant eventTime) {
        return eventTime == null ? "" : " of " + eventTime;
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "nothing" : ValueText.show(value);
    }

    private static ObjectNode toJson(SkewReport report) {
        SkewCheck check = report.check();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("service", check.service());
        root.put("from", check.from().toString());
        root.put("to", check.to().toString());
        root.put("checked_at", check.checkedAt().toString());
        root.put("rows", check.rows());
        root.put("compared", check.compared());
        root.put("different", check.different());
        root.set("causes", causes(causes(check)));
        ArrayNode features = root.putArray("features");
        check.features().forEach(feature -> features.add(toJson(feature)));
        ArrayNode examples = root.putArray("examples");
        report.examples().forEach(example -> {
            ObjectNode each = examples.addObject();
            each.put("request_id", example.request().id());
            each.put("request_row", example.request().row());
            each.put("request_time", example.request().time().toString());
            ObjectNode asked = each.putObject("asked");
            example.request().asked().forEach((name, value) -> asked.set(name, ValueText.toJson(value)));
            ExplainCommand.put(each, example.value());
        });
        return root;
    }

    private static ObjectNode toJson(FeatureSkew skew) {
        ObjectNode feature = JsonNodeFactory.instance.objectNode();
        feature.put("feature", skew.feature());
        feature.put("compared", skew.counts().compared());
        feature.put("equal", skew.counts().equal());
        feature.put("tolerated", skew.counts().tolerated());
        feature.put("different", skew.counts().different());
        feature.put("null_served", skew.counts().missingServed());
        feature.put("null_trained", skew.counts().missingTrained());
        skew.error()
                .ifPresent(error -> feature.putObject("error")
                        .put("p50", error.p50())
                        .put("p90", error.p90())
                        .put("p99", error.p99())
                        .put("max", error.max()));
        feature.set("causes", causes(skew.causes()));
        return feature;
    }

    private static ObjectNode causes(Map<SkewCause, Long> counts) {
        ObjectNode causes = JsonNodeFactory.instance.objectNode();
        counts.forEach((cause, count) -> causes.put(cause.key(), count));
        return causes;
    }
}
