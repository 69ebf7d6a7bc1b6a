package dev.tandem.cli;

import dev.tandem.TandemException;
import dev.tandem.cli.Timetable.Departure;
import dev.tandem.offline.materialize.Correction;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.offline.materialize.Materialized;
import dev.tandem.registry.MaterializationRun.Mode;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tandem materialize}: the latest values, from the sources into the online store. */
@Command(
        name = "materialize",
        description = {
            "Write the latest values into the online store.",
            "",
            "  tandem materialize                         what arrived since the last time, in all online views",
            "  tandem materialize weather --full          everything, in one view: after a feature was added, say",
            "  tandem materialize --from 2013-12-01T00:00:00Z --to 2013-12-31T00:00:00Z",
            "  tandem materialize --watch                 stay, and follow the schedule of each view; empty ones are filled at once",
            "  tandem materialize weather --correct --reason 'station 7 was off by ten degrees'",
            "",
            "Repeating a run is harmless, and so is killing one: newer rows win, and a view's cursor moves only after success."
        },
        footer = {
            "",
            "Every setting has a flag as well, such as --offline-patience=5m; 'tandem config' lists all of them with what is in force."
        },
        mixinStandardHelpOptions = true)
final class MaterializeCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Invocation invocation;
    private final Set<Long> begun = new HashSet<>();

    @Parameters(arity = "0..*", paramLabel = "VIEW", description = "The views; all online views when none is named.")
    private List<String> views = List.of();

    @Option(names = "--full", description = "The whole history, not only what arrived since the last time.")
    private boolean full;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Rows dated after this instant, whatever the cursor says.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "INSTANT", description = "As known at this instant; by default now.")
    private @Nullable Instant to;

    @Option(names = "--watch", description = "Stay until stopped, and materialise each view when its schedule says.")
    private boolean watch;

    @Option(
            names = "--correct",
            description =
                    "Replace all rows of the views by what their sources hold now, newer or not, in one step for readers.")
    private boolean correct;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history; with --correct.")
    private String reason = "";

    @Mixin
    private final AuthorOption author = new AuthorOption();

    @Mixin
    private final RejectedOption rejected = new RejectedOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    MaterializeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        refuseContradictions();
        if (watch) {
            return follow();
        }
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            return correct ? correct(deployment) : materialize(deployment);
        }
    }

    private void refuseContradictions() {
        boolean interval = full || from != null;
        if (full && from != null) {
            throw new TandemException("--full begins at the beginning: leave out --from.");
        }
        if (watch && (interval || to != null || correct)) {
            throw new TandemException(
                    "--watch runs incrementally, up to now: leave out --full, --from, --to and --correct.");
        }
        if (!correct && !reason.isBlank()) {
            throw new TandemException(
                    "--reason says why rows are replaced, and nothing would be: add --correct, or leave --reason out.");
        }
        if (correct && (interval || to != null || views.isEmpty() || reason.isBlank())) {
            throw new TandemException(
                    "--correct takes the names of views and a --reason, and no --full, --from or --to.");
        }
    }

    private int materialize(Deployment deployment) {
        Materializing materializing = new Materializing(deployment, invocation.console(), rejected.in(invocation));
        List<Materialized> runs = materializing.run(new MaterializationRequest(
                views,
                full || from != null ? Mode.INTERVAL : Mode.INCREMENTAL,
                Optional.ofNullable(from),
                Optional.ofNullable(to)));
        Materializing.print(runs, invocation.console(), json);
        reclaim(materializing);
        return materializing.report(runs) ? 0 : 1;
    }

    private int correct(Deployment deployment) {
        Materializing materializing = new Materializing(deployment, invocation.console(), rejected.in(invocation));
        for (String view : views) {
            Correction correction = materializing.correct(view, author.name(), reason);
            Materializing.print(correction.runs(), invocation.console(), json);
            materializing.report(correction.runs());
            invocation
                    .console()
                    .note("View '%s' is corrected, as state %d."
                            .formatted(view, correction.state().number()));
        }
        // Servers read what was replaced until they have noticed, so the next run removes it.
        return 0;
    }

    private void reclaim(Materializing materializing) {
        long removed = materializing.reclaim();
        if (removed > 0) {
            invocation.console().note("Removed %,d rows that nobody reads any more.".formatted(removed));
        }
    }

    /**
     * Every departure looks at the registry anew, so that what is applied meanwhile counts from the next one on. What was missed while a
     * run took long is not caught up one by one: the next run does all of it.
     */
    private int follow() throws InterruptedException {
        Console console = invocation.console();
        InstantSource clock = InstantSource.system();
        try (StopSignal stop = StopSignal.listen();
                Deployment deployment = new Deployment(invocation.configuration())) {
            views.forEach(view -> requireSchedule(deployment.state(), view));
            console.note("Following the schedules of project '%s'. Ctrl-C stops.".formatted(deployment.project()));
            if (views.isEmpty()) {
                tellWhatIsLeftAlone(deployment);
            }
            Instant last = clock.instant();
            while (true) {
                Instant lookAgain = last.plus(LOOK_AGAIN);
                Optional<Departure> next = nextDeparture(deployment, last)
                        .filter(departure -> departure.at().isBefore(lookAgain));
                Instant wake = next.map(Departure::at).orElse(lookAgain);
                if (stop.await(
                        Math.max(0, Duration.between(clock.instant(), wake).toMillis()))) {
                    console.note("Stopped.");
                    return 0;
                }
                next.ifPresent(departure -> depart(deployment, departure));
                last = next.isPresent() ? clock.instant() : wake;
            }
        }
    }

    /** Whoever names a view waits for it, and would wait for ever for one that never departs. */
    private static void requireSchedule(RegistryState state, String view) {
        if (state.definitions().view(state.stored(view).view()).schedule().isEmpty()) {
            throw new TandemException(
                    "View '%s' has no schedule to follow. Give it one (schedule: \"5 * * * *\"), or materialise it without --watch."
                            .formatted(view));
        }
    }

    private void tellWhatIsLeftAlone(Deployment deployment) {
        try {
            deployment.registry().findLatest(deployment.project()).ifPresent(this::tellWhatIsLeftAlone);
        } catch (TandemException e) {
            invocation.console().note("tandem: " + e.getMessage());
        }
    }

    private void tellWhatIsLeftAlone(RegistryState state) {
        List<String> unscheduled = state.storage().keySet().stream()
                .filter(view -> state.definitions().view(view).schedule().isEmpty())
                .toList();
        if (!unscheduled.isEmpty()) {
            invocation
                    .console()
                    .note("Without a schedule, and so left alone: %s.".formatted(String.join(", ", unscheduled)));
        }
    }

    private Optional<Departure> nextDeparture(Deployment deployment, Instant after) {
        try {
            RegistryState state = deployment.state();
            List<String> fresh = neverMaterialized(deployment, state);
            return fresh.isEmpty()
                    ? Timetable.next(state.definitions(), after)
                    : Optional.of(new Departure(after, fresh));
        } catch (TandemException e) {
            invocation.console().note("tandem: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Views with a schedule that begin empty do not wait for it, but are begun at once: each generation one time, lest a failure repeat. */
    private List<String> neverMaterialized(Deployment deployment, RegistryState state) {
        return state.storage().values().stream()
                .filter(stored ->
                        state.definitions().view(stored.view()).schedule().isPresent())
                .filter(stored -> deployment
                        .registry()
                        .findCursor(deployment.project(), stored.generation())
                        .isEmpty())
                .filter(stored -> begun.add(stored.generation()))
                .map(StoredView::view)
                .toList();
    }

    /** A failure is told, and noted in the registry; the next departure does the work. */
    private void depart(Deployment deployment, Departure departure) {
        List<String> due = views.isEmpty()
                ? departure.views()
                : departure.views().stream().filter(views::contains).toList();
        if (due.isEmpty()) {
            return;
        }
        try {
            Materializing materializing = new Materializing(deployment, invocation.console(), rejected.in(invocation));
            List<Materialized> runs =
                    materializing.run(MaterializationRequest.incremental().ofViews(due));
            Materializing.print(runs, invocation.console(), json);
            reclaim(materializing);
            materializing.report(runs);
        } catch (TandemException e) {
            invocation.console().note("tandem: " + e.getMessage());
        }
    }
}
