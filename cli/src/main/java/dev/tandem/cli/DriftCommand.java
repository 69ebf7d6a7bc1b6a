package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.TandemException;
import dev.tandem.cli.alert.DriftAlerts;
import dev.tandem.cli.alert.Webhook;
import dev.tandem.cli.config.Configuration;
import dev.tandem.cli.config.Setting;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.Verdict;
import dev.tandem.offline.drift.Drift;
import dev.tandem.offline.drift.Drift.Watched;
import dev.tandem.offline.drift.ServedValues;
import dev.tandem.offline.profile.Profile;
import dev.tandem.offline.training.Manifest;
import dev.tandem.registry.DriftAlert;
import dev.tandem.registry.DriftCheck;
import dev.tandem.registry.FeatureDrift;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tandem drift}: how far values have moved from those that a model was trained on. */
@Command(
        name = "drift",
        description = {
            "Tell how far the values of a service have moved from those that a model was trained on.",
            "",
            "  tandem drift --service arrival_delay --reference training/january --recent training/july",
            "  tandem drift --service arrival_delay --reference training/january --from 2013-07-01T00:00:00Z --to 2013-07-08T00:00:00Z",
            "",
            "The recent side is another training set, or a window of what was served, from the feature log. What is found is kept in the",
            "registry. A feature that is drifted in several windows in a row (alerts.windows) raises an alert, which is sent to",
            "alerts.webhook_url once.",
            "",
            "Exit code 0 when no feature is at its alert level, 3 when one is, 1 when an alert could not be sent."
        },
        mixinStandardHelpOptions = true)
final class DriftCommand implements Callable<Integer> {
    private static final int ALERT = 3;
    private static final int NOT_SENT = 1;

    private final Invocation invocation;

    @Option(names = "--service", required = true, paramLabel = "NAME", description = "The feature service.")
    private String service = "";

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "FOLDER",
            description = "The training set of the model: a folder that 'tandem train' made, or its URL.")
    private String reference = "";

    @ArgGroup(multiplicity = "1")
    private Recent recent = new Recent();

    @Mixin
    private LogOption log = new LogOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** What to compare with the reference. */
    static final class Recent {
        @Option(
                names = "--recent",
                required = true,
                paramLabel = "FOLDER",
                description = "Compare with this training set.")
        private @Nullable String folder;

        @ArgGroup(exclusive = false)
        private @Nullable Window window;
    }

    /** A window of what was served. */
    static final class Window {
        @Option(
                names = "--from",
                required = true,
                paramLabel = "INSTANT",
                description = "Compare with what was served from then on, such as 2013-07-01T00:00:00Z.")
        private Instant from = Instant.EPOCH;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "INSTANT",
                description = "Until then, that instant not included.")
        private Instant to = Instant.EPOCH;
    }

    DriftCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Configuration configuration = invocation.configuration();
        int windows = windows(configuration);
        Optional<Webhook> webhook = webhook(configuration);
        try (Deployment deployment = new Deployment(configuration)) {
            Definitions definitions = deployment.state().definitions();
            FeatureService named = definitions.service(service);
            List<Watched> features = Drift.features(definitions, named);
            String trained = invocation.absolute(reference);
            DriftCheck check = new DriftCheck(
                    named.name(),
                    "training set " + Manifest.read(trained).digest(),
                    windowName(),
                    deployment.clock().instant(),
                    Drift.compare(Profile.read(trained), recentProfile(deployment, features), features));
            Optional<DriftAlert> raised = deployment.registry().drift().record(deployment.project(), check, windows);
            print(check, raised);
            boolean sent = webhook.isEmpty() || send(deployment, webhook.get());
            if (check.verdict() == Verdict.ALERT) {
                return ALERT;
            }
            return sent ? 0 : NOT_SENT;
        }
    }

    private static int windows(Configuration configuration) {
        int windows = configuration.number(Setting.ALERTS_WINDOWS);
        if (windows < 1) {
            throw new TandemException(
                    "'%s' is %d. An alert needs one window at least.".formatted(Setting.ALERTS_WINDOWS.key(), windows));
        }
        return windows;
    }

    private static Optional<Webhook> webhook(Configuration configuration) {
        return configuration
                .findText(Setting.ALERTS_WEBHOOK_URL)
                .map(url -> Webhook.at(
                        url,
                        configuration.text(Setting.ALERTS_WEBHOOK_SECRET),
                        InstantSource.system(),
                        Webhook.Patience.USUAL));
    }

    /** The name of a window that no other one has. */
    private String windowName() {
        Window window = recent.window;
        if (window != null) {
            return window.from + "/" + window.to;
        }
        return "training set " + Manifest.read(recentFolder()).digest();
    }

    private String recentFolder() {
        return invocation.absolute(Optional.ofNullable(recent.folder).orElseThrow());
    }

    private Profile recentProfile(Deployment deployment, List<Watched> features) {
        Window window = recent.window;
        if (window == null) {
            return Profile.read(recentFolder());
        }
        return Profile.of(new ServedValues(deployment.history().spark(), log.folder(invocation, deployment))
                .between(service, features.stream().map(Watched::name).toList(), window.from, window.to));
    }

    /** An alert that was not sent now is sent the next time: what was found is printed all the same. */
    private boolean send(Deployment deployment, Webhook webhook) {
        try {
            int sent = new DriftAlerts(deployment.registry().drift(), deployment.project()).sendTo(webhook);
            if (sent > 0) {
                invocation.console().note("  %d alert%s sent".formatted(sent, sent == 1 ? "" : "s"));
            }
            return true;
        } catch (TandemException e) {
            invocation.console().note("tandem: " + e.getMessage());
            return false;
        }
    }

    private void print(DriftCheck check, Optional<DriftAlert> raised) {
        Console console = invocation.console();
        if (json) {
            console.print(toJson(check, raised));
            return;
        }
        new Listing(
                        List.of("FEATURE", "VERDICT", "BECAUSE OF", "PSI", "KS", "P-VALUE", "JS", "NULLS", "NEW"),
                        check.features().stream().map(DriftCommand::row).toList())
                .print(console, false);
        console.print("");
        FeatureDrift first = check.features().get(0);
        console.print("%d of %d features at their alert level; %,d rows compared with %,d of the reference."
                .formatted(
                        check.features().stream()
                                .filter(drift -> drift.verdict() == Verdict.ALERT)
                                .count(),
                        check.features().size(),
                        first.recentRows(),
                        first.referenceRows()));
        raised.ifPresent(alert -> console.print("Alert %s: %s, for %d window%s in a row."
                .formatted(
                        alert.id(),
                        String.join(
                                ", ",
                                alert.check().features().stream()
                                        .map(FeatureDrift::feature)
                                        .toList()),
                        alert.windows(),
                        alert.windows() == 1 ? "" : "s")));
    }

    private static List<String> row(FeatureDrift drift) {
        Stream<String> verdict = Stream.of(
                drift.feature(),
                drift.verdict().toString(),
                String.join(", ", drift.causes().stream().map(DriftMeasure::key).toList()));
        Stream<String> figures = Stream.of(
                shown(drift.find(DriftMeasure.PSI)),
                shown(drift.find(DriftMeasure.KOLMOGOROV_SMIRNOV)),
                shown(drift.pValue()),
                shown(drift.find(DriftMeasure.JENSEN_SHANNON)),
                shown(drift.find(DriftMeasure.NULL_RATE)),
                shown(drift.find(DriftMeasure.NEW_CATEGORIES)));
        return Stream.concat(verdict, figures).toList();
    }

    private static String shown(Optional<Double> figure) {
        return figure.map(value -> String.format(Locale.ROOT, "%.3f", value)).orElse("");
    }

    private ObjectNode toJson(DriftCheck check, Optional<DriftAlert> raised) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("service", check.service());
        root.put("reference", check.reference());
        root.put("window", check.window());
        root.put("checked_at", check.checkedAt().toString());
        root.put("verdict", check.verdict().toString());
        raised.ifPresent(alert -> root.put("alert", alert.id()));
        ArrayNode features = root.putArray("features");
        check.features().forEach(drift -> features.add(DriftAlerts.toJson(drift)));
        return root;
    }
}
