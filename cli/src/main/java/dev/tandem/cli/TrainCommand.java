package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.FeatureService;
import dev.tandem.offline.expectation.ExpectationException;
import dev.tandem.offline.profile.Profile;
import dev.tandem.offline.training.Manifest;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.offline.training.WhenPresent;
import dev.tandem.registry.ExpectationCheck.By;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tandem train}: a point-in-time correct training set. */
@Command(
        name = "train",
        description = {
            "Build a training set: labels, with the features of a service beside each as they were known at the label's time.",
            "",
            "  tandem train --service arrival_delay --labels data/labels.parquet --output training",
            "",
            "The output is a folder with data/*.parquet, manifest.json, which says how it came about, and profile.json, which says how its values",
            "are distributed. It appears whole, or not at all."
        },
        footer = {
            "",
            "Every setting has a flag as well, such as --offline-master=local[4]; 'tandem config' lists all of them with what is in force."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private FeatureSelection selection = new FeatureSelection();

    @Mixin
    private LabelOptions labels = new LabelOptions();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FOLDER",
            description = "The folder to make; a path or URL that Spark writes to.")
    private String output = "";

    @Option(names = "--overwrite", description = "Replace the output folder once the new one is complete.")
    private boolean overwrite;

    @Option(
            names = "--no-leakage-check",
            description =
                    "Do not look for knowledge of the future in the training set, which takes about two more readings of the sources.")
    private boolean withoutLeakageCheck;

    @Mixin
    private RejectedOption rejected = new RejectedOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    TrainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Console console = invocation.console();
        long begunAt = System.nanoTime();
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            FeatureService service = selection.in(deployment.state().definitions());
            Manifest manifest = train(deployment, service);
            deployment.remember(By.TRAIN, manifest.expectations());
            deployment.remember(manifest, invocation.absolute(output));
            if (json) {
                console.print(toJson(manifest));
            } else {
                console.print("Wrote %,d rows with %d features to %s in %s."
                        .formatted(
                                manifest.rows(),
                                service.selections().stream()
                                        .mapToInt(each -> each.fields().size())
                                        .sum(),
                                output,
                                Durations.text(Duration.ofNanos(System.nanoTime() - begunAt))));
                console.print("  " + output + "/" + Manifest.DATA + "  the rows, as Parquet");
                console.print("  " + output + "/" + Manifest.FILE + "  how they came about");
                console.print("  " + output + "/" + Profile.FILE + "  how their values are distributed");
                Expected.print(manifest.expectations(), console::print);
                Leaks.print(manifest, console::print);
                manifest.columns()
                        .forEach(column -> column.failures()
                                .filter(failures -> failures.rows() > 0)
                                .ifPresent(failures -> console.print(
                                        "'%s' is null in %,d %s, on which its expression failed, such as: %s"
                                                .formatted(
                                                        column.name(),
                                                        failures.rows(),
                                                        failures.rows() == 1 ? "row" : "rows",
                                                        failures.example().orElse("")))));
                manifest.service()
                        .views()
                        .forEach((name, view) -> view.failedConditions()
                                .filter(failures -> failures.rows() > 0)
                                .ifPresent(failures -> console.print(
                                        "A where of view '%s' failed on %,d %s, which did not count, such as: %s"
                                                .formatted(
                                                        name,
                                                        failures.rows(),
                                                        failures.rows() == 1 ? "event" : "events",
                                                        failures.example().orElse("")))));
            }
            return 0;
        }
    }

    private Manifest train(Deployment deployment, FeatureService service) {
        try (TerminalProgress progress = new TerminalProgress(invocation.console())) {
            TrainingSet planned = TrainingSet.plan(deployment.history(), service, labels.in(invocation))
                    .expectingFreshnessAt(deployment.clock().instant());
            TrainingSet kept =
                    rejected.in(invocation).map(planned::keepingRejected).orElse(planned);
            return (withoutLeakageCheck ? kept.withoutLeakageCheck() : kept)
                    .write(
                            invocation.absolute(output),
                            overwrite ? WhenPresent.OVERWRITE : WhenPresent.REFUSE,
                            InstantSource.system(),
                            progress);
        } catch (ExpectationException e) {
            deployment.remember(By.TRAIN, e.results());
            throw e;
        }
    }

    private ObjectNode toJson(Manifest manifest) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("output", invocation.absolute(output))
                .put("rows", manifest.rows());
        node.set("expectations", Expected.toJson(manifest.expectations()));
        manifest.leakage().ifPresent(leakage -> {
            ArrayNode suspects = node.putArray("suspects");
            leakage.suspects()
                    .forEach(suspect -> suspects.addObject()
                            .put("column", suspect.column())
                            .put("suspicion", suspect.suspicion().name().toLowerCase(Locale.ROOT))
                            .put("labels", suspect.rows())
                            .put("example", suspect.example()));
        });
        ObjectNode failures = node.putObject("failures");
        for (Manifest.Column column : manifest.columns()) {
            column.failures().ifPresent(failed -> failures.put(column.name(), failed.rows()));
        }
        ObjectNode conditions = node.putObject("failed_conditions");
        manifest.service()
                .views()
                .forEach((name, view) ->
                        view.failedConditions().ifPresent(failed -> conditions.put(name, failed.rows())));
        return node;
    }
}
