package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.TandemException;
import dev.tandem.cli.config.Setting;
import dev.tandem.cli.parity.Comparison;
import dev.tandem.cli.parity.Comparison.Compared;
import dev.tandem.cli.parity.Comparison.Difference;
import dev.tandem.cli.parity.Parity;
import dev.tandem.cli.parity.Sample;
import dev.tandem.cli.parity.Scratch;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService;
import dev.tandem.offline.History;
import dev.tandem.online.embedded.EmbeddedRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tandem parity}: whether training and serving agree. */
@Command(
        name = "parity",
        description = {
            "Show that training and serving give the same values: on your definitions and your data, bit for bit.",
            "",
            "  tandem parity --service arrival_delay --labels data/labels.parquet",
            "",
            "At a few instants the views of the service are materialised, as they were known then, and read as a server reads them; then the",
            "same questions are asked by a training set, and every value is compared. Nothing that is in force is touched: the definitions",
            "are those written in the folder, applied or not, and the rows go to a Redis that is started for this and ends with it.",
            "",
            "Exit code 0 when all values are the same, 3 when some differ."
        },
        mixinStandardHelpOptions = true)
final class ParityCommand implements Callable<Integer> {
    private static final int DIFFERENCES = 3;
    private static final String EMBEDDED = "embedded";

    private final Invocation invocation;

    @Mixin
    private FeatureSelection selection = new FeatureSelection();

    @Mixin
    private LabelOptions labels = new LabelOptions();

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Ask about at most so many different rows of the labels (default ${DEFAULT-VALUE}).",
            defaultValue = "1000")
    private int sample = 1_000;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description =
                    "When to ask, such as 2013-07-01T12:00:00Z; may be given several times (default: the quartiles of the labels' times).")
    private List<Instant> instants = List.of();

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = {
                "Use this Redis instead of one of its own, for a Spark cluster whose workers cannot reach this machine. Rows go under a",
                "project name that nobody else has, and are removed in the end."
            })
    private @Nullable String redis;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ParityCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        if (sample < 1) {
            throw new TandemException("--sample is %d. Ask about one row at least.".formatted(sample));
        }
        long begunAt = System.nanoTime();
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            Definitions definitions = deployment.writtenDefinitions();
            FeatureService service = selection.in(definitions);
            try (Scratch scratch = scratch(deployment);
                    TerminalProgress progress = new TerminalProgress(invocation.console())) {
                History history = deployment.history(scratch.apply(definitions));
                Sample asked = Sample.of(history, service, labels.in(invocation), sample, instants);
                invocation
                        .console()
                        .note("  asking about %,d rows at %s"
                                .formatted(
                                        asked.rows().size(),
                                        String.join(
                                                ", ",
                                                asked.instants().stream()
                                                        .map(Instant::toString)
                                                        .toList())));
                Comparison comparison =
                        Parity.of(scratch, Materializing::into, history, service, asked.questions(), progress);
                progress.close();
                print(service, asked, comparison, Duration.ofNanos(System.nanoTime() - begunAt));
                return comparison.different() == 0 ? 0 : DIFFERENCES;
            }
        }
    }

    private Scratch scratch(Deployment deployment) {
        if (redis != null) {
            return Scratch.in(redis);
        }
        String configured = deployment.configuration().text(Setting.ONLINE);
        return Scratch.embedded(EmbeddedRedis.isMeantBy(configured) ? configured : EMBEDDED);
    }

    private void print(FeatureService service, Sample asked, Comparison comparison, Duration took) {
        Console console = invocation.console();
        if (json) {
            console.print(toJson(service, asked, comparison));
            return;
        }
        new Listing(
                        List.of("FEATURE", "FROM", "COMPARED", "EQUAL", "DIFFERENT"),
                        comparison.features().stream().map(ParityCommand::row).toList())
                .print(console, false);
        console.print("");
        for (Compared each : comparison.features()) {
            for (Difference example : each.examples()) {
                console.print("  %s of %s at %s: trained on %s, served %s (%s)"
                        .formatted(
                                each.feature().name(),
                                example.key(),
                                example.at(),
                                shown(example.trained()),
                                shown(example.served()),
                                example.status()));
            }
        }
        console.print(
                comparison.different() == 0
                        ? "%,d values compared in %s: all the same, bit for bit."
                                .formatted(comparison.values(), Durations.text(took))
                        : "%,d values compared in %s: %,d DIFFER. docs/parity.md says what that may mean."
                                .formatted(comparison.values(), Durations.text(took), comparison.different()));
    }

    private static List<String> row(Compared each) {
        return List.of(
                each.feature().name(),
                each.feature().view() + ":" + each.feature().feature(),
                "%,d".formatted(each.values()),
                "%,d".formatted(each.values() - each.different()),
                "%,d".formatted(each.different()));
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "null" : ValueText.show(value);
    }

    private static ObjectNode toJson(FeatureService service, Sample asked, Comparison comparison) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("service", service.name());
        ArrayNode instants = root.putArray("instants");
        asked.instants().forEach(instant -> instants.add(instant.toString()));
        root.put("rows", asked.rows().size());
        root.put("compared", comparison.values());
        root.put("different", comparison.different());
        ArrayNode features = root.putArray("features");
        for (Compared each : comparison.features()) {
            ObjectNode node = features.addObject();
            node.put("name", each.feature().name());
            node.put("from", each.feature().view() + ":" + each.feature().feature());
            node.put("compared", each.values());
            node.put("different", each.different());
            ArrayNode examples = node.putArray("examples");
            for (Difference example : each.examples()) {
                ObjectNode shown = examples.addObject();
                shown.put("key", example.key());
                shown.put("at", example.at().toString());
                shown.set("trained", ValueText.toJson(example.trained()));
                shown.set("served", ValueText.toJson(example.served()));
                shown.put("status", example.status().name());
            }
        }
        return root;
    }
}
