package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.TandemException;
import dev.tandem.cli.config.Setting;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tandem status}: how the deployment is. */
@Command(
        name = "status",
        description = {
            "Show how the deployment is: the state in force, whether the online store answers, and for each online view how far it was",
            "materialised, how long ago that is, how its last run ended, and what was not as expected. Exit code 1 when the online store does not answer."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final int RUNS_LOOKED_AT = 1_000;

    private final Invocation invocation;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    StatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /**
     * How one online view is.
     *
     * @param cursor up to when it was materialised
     * @param lag from the cursor to now
     * @param lastRun its latest run, of any outcome
     */
    private record ViewStatus(
            String view,
            long generation,
            Optional<Instant> cursor,
            Optional<Duration> lag,
            Optional<MaterializationRun> lastRun) {}

    @Override
    public Integer call() {
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            RegistryState state = deployment.state();
            List<ViewStatus> views = views(deployment, state);
            Optional<String> problem = problemOf(deployment);
            if (json) {
                invocation.console().print(toJson(deployment, state, problem, views));
            } else {
                print(deployment, state, problem, views);
            }
            return problem.isPresent() ? 1 : 0;
        }
    }

    private static Optional<String> problemOf(Deployment deployment) {
        try {
            deployment.online().ping();
            return Optional.empty();
        } catch (TandemException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static List<ViewStatus> views(Deployment deployment, RegistryState state) {
        List<MaterializationRun> runs = deployment.registry().runs(deployment.project(), RUNS_LOOKED_AT);
        Instant now = deployment.clock().instant();
        List<ViewStatus> views = new ArrayList<>();
        for (StoredView stored : state.storage().values()) {
            Optional<Instant> cursor = deployment.registry().findCursor(deployment.project(), stored.generation());
            views.add(new ViewStatus(
                    stored.view(),
                    stored.generation(),
                    cursor,
                    cursor.map(at -> Duration.between(at, now)),
                    runs.stream()
                            .filter(run -> run.generation() == stored.generation())
                            .findFirst()));
        }
        return views;
    }

    private void print(Deployment deployment, RegistryState state, Optional<String> problem, List<ViewStatus> views) {
        Console console = invocation.console();
        console.print("project   " + deployment.project());
        console.print("registry  %s, state %d, applied %s by %s"
                .formatted(
                        Secrets.maskUrl(deployment.configuration().text(Setting.REGISTRY)),
                        state.number(),
                        state.appliedAt(),
                        state.author()));
        console.print("online    %s, %s"
                .formatted(
                        Secrets.maskUrl(deployment.configuration().text(Setting.ONLINE)), problem.orElse("answering")));
        console.print("now       " + deployment.clock().instant());
        console.print("");
        new Listing(
                        List.of(
                                "VIEW",
                                "GENERATION",
                                "MATERIALISED UP TO",
                                "LAG",
                                "LAST RUN",
                                "WRITTEN",
                                "OLDER",
                                "REJECTED"),
                        views.stream().map(StatusCommand::row).toList())
                .print(console, false);
        views.forEach(view -> view.lastRun()
                .filter(run -> !run.message().isEmpty())
                .ifPresent(run -> console.print("%s, last run: %s".formatted(view.view(), run.message()))));
    }

    private static List<String> row(ViewStatus view) {
        return List.of(
                view.view(),
                String.valueOf(view.generation()),
                view.cursor().map(Instant::toString).orElse("never"),
                view.lag().map(Durations::text).orElse(""),
                view.lastRun().map(StatusCommand::outcome).orElse(""),
                view.lastRun().map(run -> String.valueOf(run.written())).orElse(""),
                view.lastRun().map(run -> String.valueOf(run.older())).orElse(""),
                view.lastRun().map(run -> String.valueOf(run.rejected())).orElse(""));
    }

    private static String outcome(MaterializationRun run) {
        return run.outcome().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode toJson(
            Deployment deployment, RegistryState state, Optional<String> problem, List<ViewStatus> views) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("project", deployment.project());
        root.put("state", state.number());
        root.put("applied_at", state.appliedAt().toString());
        root.put("author", state.author());
        root.put("now", deployment.clock().instant().toString());
        root.put("online", problem.isEmpty() ? "answering" : "away");
        problem.ifPresent(text -> root.put("problem", text));
        ArrayNode array = root.putArray("views");
        for (ViewStatus view : views) {
            ObjectNode node = array.addObject();
            node.put("view", view.view());
            node.put("generation", view.generation());
            view.cursor().ifPresent(cursor -> node.put("materialized_up_to", cursor.toString()));
            view.lag().ifPresent(lag -> node.put("lag_seconds", lag.toSeconds()));
            view.lastRun()
                    .ifPresent(run -> node.putObject("last_run")
                            .put("outcome", outcome(run))
                            .put("started_at", run.startedAt().toString())
                            .put("written", run.written())
                            .put("older", run.older())
                            .put("rejected", run.rejected())
                            .put("message", run.message()));
        }
        return root;
    }
}
