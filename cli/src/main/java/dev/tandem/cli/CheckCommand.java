package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Source;
import dev.tandem.offline.History;
import dev.tandem.offline.expectation.ExpectationChecks;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.registry.ExpectationCheck.By;
import dev.tandem.registry.ExpectationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tandem check}: whether rows are as they are expected to be. */
@Command(
        name = "check",
        description = {
            "Tell whether the rows of sources and views are as the definitions expect them to be. Nothing is made of them.",
            "",
            "  tandem check                              everything of which something is expected",
            "  tandem check --view weather --source flights",
            "",
            "Of a source all rows are checked, of a view those that are known now. 'tandem materialize' and 'tandem train' check what they read",
            "by themselves.",
            "",
            "Exit code 0 when every expectation with 'severity: fail' holds, 3 otherwise."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final int BROKEN = 3;

    private final Invocation invocation;

    @Option(names = "--source", paramLabel = "NAME", description = "Check this source; may be given several times.")
    private List<String> sources = List.of();

    @Option(names = "--view", paramLabel = "NAME", description = "Check this view; may be given several times.")
    private List<String> views = List.of();

    @Mixin
    private final RejectedOption rejected = new RejectedOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    CheckCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            Definitions definitions = deployment.state().definitions();
            List<Source> chosenSources =
                    sources.stream().map(definitions::source).toList();
            List<FeatureView> chosenViews =
                    views.stream().map(definitions::view).toList();
            if (sources.isEmpty() && views.isEmpty()) {
                chosenSources = definitions.sources().values().stream()
                        .filter(source -> !source.expect().isEmpty())
                        .toList();
                chosenViews = definitions.views().values().stream()
                        .filter(view -> !view.expect().isEmpty())
                        .toList();
            }
            refuseNothing(chosenSources, chosenViews);
            List<ExpectationResult> results = check(deployment, chosenSources, chosenViews);
            deployment.remember(By.CHECK, results);
            print(results);
            return results.stream().anyMatch(ExpectationResult::stops) ? BROKEN : 0;
        }
    }

    /** A gate that checks nothing lets everything through. */
    private static void refuseNothing(List<Source> sources, List<FeatureView> views) {
        List<String> silent = new ArrayList<>();
        sources.stream()
                .filter(source -> source.expect().isEmpty())
                .forEach(source -> silent.add("source '%s'".formatted(source.name())));
        views.stream()
                .filter(view -> view.expect().isEmpty())
                .forEach(view -> silent.add("view '%s'".formatted(view.name())));
        if (sources.isEmpty() && views.isEmpty()) {
            silent.add("any source or view");
        }
        if (!silent.isEmpty()) {
            throw new TandemException(
                    "Nothing is expected of %s, so there is nothing to check. Write down what has to hold of its rows with expect, and apply it."
                            .formatted(String.join(", ", silent)));
        }
    }

    private List<ExpectationResult> check(Deployment deployment, List<Source> sources, List<FeatureView> views) {
        History history = deployment.history();
        SourceReader reader = SourceReader.of(history);
        try (TerminalProgress progress = new TerminalProgress(invocation.console())) {
            ExpectationChecks watched = ExpectationChecks.of(
                            history.definitions(), reader, deployment.clock().instant())
                    .watchedBy(progress);
            ExpectationChecks checks =
                    rejected.in(invocation).map(watched::keepingRejected).orElse(watched);
            List<ExpectationResult> results = new ArrayList<>();
            sources.forEach(source -> results.addAll(checks.of(source)));
            views.forEach(view -> results.addAll(checks.of(view)));
            return results;
        } catch (Exception e) { // Spark throws checked exceptions that its Java signatures do not declare
            throw reader.explain(e, Map.of())
                    .orElseGet(() -> new TandemException(
                            "The rows could not be checked: %s. Nothing was written.".formatted(e.getMessage()), e));
        }
    }

    private void print(List<ExpectationResult> results) {
        Console console = invocation.console();
        if (json) {
            console.print(JsonNodeFactory.instance
                    .objectNode()
                    .put("holds", results.stream().noneMatch(ExpectationResult::stops))
                    .set("expectations", Expected.toJson(results)));
            return;
        }
        new Listing(
                        List.of("OF", "EXPECTATION", "OUTCOME", "ROWS", "FAILED", "FOUND"),
                        results.stream().map(Expected::row).toList())
                .print(console, false);
        console.print("");
        console.print(Expected.summary(results) + ".");
    }
}
