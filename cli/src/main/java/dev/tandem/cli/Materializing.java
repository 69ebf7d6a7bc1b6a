package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.cli.config.Setting;
import dev.tandem.offline.History;
import dev.tandem.offline.materialize.Correction;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.offline.materialize.Materialized;
import dev.tandem.offline.materialize.Materializer;
import dev.tandem.offline.materialize.PlannedRun;
import dev.tandem.offline.materialize.SinkRetry;
import dev.tandem.online.ViewTarget;
import dev.tandem.registry.ExpectationResult;
import dev.tandem.registry.Registry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Materialises into the online store of a deployment, and tells how it went. */
public final class Materializing {
    private final Deployment deployment;
    private final Console console;
    private final Optional<String> rejected;

    Materializing(Deployment deployment, Console console) {
        this(deployment, console, Optional.empty());
    }

    /** @param rejected where rows are kept that are not as expected; empty: nowhere */
    Materializing(Deployment deployment, Console console, Optional<String> rejected) {
        this.deployment = deployment;
        this.console = console;
        this.rejected = rejected;
    }

    /** Materialises what a request comes to. */
    List<Materialized> run(MaterializationRequest request) {
        try (TerminalProgress progress = new TerminalProgress(console)) {
            Materializer materializer = materializer(progress);
            List<PlannedRun> planned = materializer.plan(request);
            planned.forEach(each -> console.note("  " + each.summary()));
            return materializer.run(planned);
        }
    }

    /** Replaces all rows of a view by what its source holds now. */
    Correction correct(String view, String author, String reason) {
        try (TerminalProgress progress = new TerminalProgress(console)) {
            return materializer(progress).correct(view, author, reason);
        }
    }

    private Materializer materializer(TerminalProgress progress) {
        Materializer materializer = into(
                        deployment.history(),
                        deployment.registry(),
                        deployment.onlineUrl(),
                        deployment.project(),
                        deployment.clock())
                .watchedBy(progress)
                .retrying(SinkRetry.lasting(deployment.configuration().duration(Setting.OFFLINE_PATIENCE)));
        return rejected.map(materializer::keepingRejected).orElse(materializer);
    }

    /**
     * What materialises a history into an online store.
     *
     * @param registry keeps the cursors
     * @param url of the online store
     * @param project the name under which rows are kept there
     * @param clock tells what is now
     */
    public static Materializer into(
            History history, Registry registry, String url, String project, InstantSource clock) {
        return Materializer.of(
                history,
                registry,
                target ->
                        new OnlineRowSink(url, project, ViewTarget.of(history.definitions(), target), clock.instant()),
                clock);
    }

    /** Removes rows of generations that nobody reads any more; returns how many. */
    long reclaim() {
        long removed = 0;
        for (long generation : deployment.registry().retiredGenerations(deployment.project())) {
            removed += deployment.online().reclaim(generation);
            deployment.registry().markReclaimed(deployment.project(), generation);
        }
        return removed;
    }

    /** Prints what became of some runs: a table for people; for scripts, each with the reasons why rows were rejected as well. */
    static void print(List<Materialized> runs, Console console, boolean asJson) {
        Listing listing = new Listing(
                List.of("VIEW", "UP TO", "OUTCOME", "WRITTEN", "OLDER", "REJECTED", "SKIPPED"),
                runs.stream().map(Materializing::row).toList());
        if (!asJson) {
            listing.print(console, false);
            return;
        }
        ArrayNode json = listing.toJson();
        for (int i = 0; i < runs.size(); i++) {
            ArrayNode rejections = ((ObjectNode) json.get(i)).putArray("rejections");
            runs.get(i)
                    .rows()
                    .rejections()
                    .forEach((reason, rejected) -> rejections
                            .addObject()
                            .put("reason", reason)
                            .put("rows", rejected.rows())
                            .put("example", rejected.example()));
        }
        console.print(json);
    }

    private static List<String> row(Materialized run) {
        return Stream.concat(
                        Stream.of(
                                run.run().view(), run.run().to().toString(), run.succeeded() ? "succeeded" : "failed"),
                        Stream.of(
                                        run.rows().written(),
                                        run.rows().older(),
                                        run.rows().rejected(),
                                        run.skipped())
                                .map(String::valueOf))
                .toList();
    }

    /** Prints why rows were rejected, which expectations did not hold, and why runs failed; returns whether none did. */
    boolean report(List<Materialized> runs) {
        runs.forEach(run -> run.rows()
                .rejections()
                .forEach((reason, rejected) ->
                        console.note("View '%s': %s".formatted(run.run().view(), rejected.sentence(reason)))));
        runs.stream()
                .flatMap(run -> run.expectations().stream())
                .filter(ExpectationResult::warns)
                .map(Expected::warning)
                .distinct()
                .forEach(console::note);
        runs.forEach(run -> run.failure().ifPresent(failure -> console.note("tandem: " + failure.getMessage())));
        return runs.stream().allMatch(Materialized::succeeded);
    }
}
