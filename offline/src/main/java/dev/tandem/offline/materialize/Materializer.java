package dev.tandem.offline.materialize;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.FeatureView;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.RowSink;
import dev.tandem.offline.RowSink.Entry;
import dev.tandem.offline.RowSink.Outcome;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.engine.Phase;
import dev.tandem.offline.expectation.ExpectationChecks;
import dev.tandem.offline.expectation.ExpectationException;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.offline.source.RowSelection;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.offline.window.Events;
import dev.tandem.offline.window.WindowBases;
import dev.tandem.registry.ConflictException;
import dev.tandem.registry.ExpectationCheck;
import dev.tandem.registry.ExpectationCheck.By;
import dev.tandem.registry.ExpectationResult;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.registry.MaterializationRun.Done;
import dev.tandem.registry.MaterializationRun.Mode;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import dev.tandem.row.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;

/**
 * Brings the newest row of every entity from the sources to the online store: {@linkplain #plan plans} runs, {@linkplain #run runs} them,
 * and {@linkplain #correct replaces} what is there. {@code docs/materializing.md} tells what it promises.
 *
 * <p><b>Crashes.</b> A run writes rows and then moves the cursor, never the other way round, and writing a row again changes nothing. So it may
 * be killed at any moment, by anything: what it had written is right, and the next run writes the rest. For the same reason two runs
 * of one view at the same time do no harm.
 *
 * <p>One materialiser works for one registry state. Immutable; thread-safe as far as the sinks' factory is.
 */
public final class Materializer {
    private final History history;
    private final Registry registry;
    private final Function<StoredView, RowSink> sinks;
    private final InstantSource clock;
    private final Manner manner;

    /**
     * How runs are gone about.
     *
     * @param checking whether rows are checked before they are written
     * @param rejected where rows are kept that are not as expected; empty: nowhere
     */
    private record Manner(Progress progress, SinkRetry retry, boolean checking, Optional<String> rejected) {
        ExpectationChecks checks(History history, SourceReader sources, Instant now) {
            ExpectationChecks checks =
                    ExpectationChecks.of(history.definitions(), sources, now).watchedBy(progress);
            return rejected.map(checks::keepingRejected).orElse(checks);
        }
    }

    private Materializer(
            History history,
            Registry registry,
            Function<StoredView, RowSink> sinks,
            InstantSource clock,
            Manner manner) {
        this.history = history;
        this.registry = registry;
        this.sinks = sinks;
        this.clock = clock;
        this.manner = manner;
    }

    /**
     * A materialiser of one registry state.
     *
     * @param history the state, its sources and Spark
     * @param registry keeps the cursors and the history of runs
     * @param sinks makes the sink of a view, or of one of its generations that is reserved for a correction; called once a run, on this
     *     side, for a sink that counts as future what lies after {@code clock}
     * @param clock tells what is now
     */
    public static Materializer of(
            History history, Registry registry, Function<StoredView, RowSink> sinks, InstantSource clock) {
        return new Materializer(
                history,
                registry,
                sinks,
                clock,
                new Manner(Progress.UNWATCHED, SinkRetry.DEFAULT, true, Optional.empty()));
    }

    private Materializer in(Manner other) {
        return new Materializer(history, registry, sinks, clock, other);
    }

    /** The same, telling how far it has come; each view is a phase. */
    public Materializer watchedBy(Progress watcher) {
        return in(new Manner(watcher, manner.retry, manner.checking, manner.rejected));
    }

    /** The same with another patience for sinks. */
    public Materializer retrying(SinkRetry patience) {
        return in(new Manner(manner.progress, patience, manner.checking, manner.rejected));
    }

    /** The same, whatever is expected of the rows. */
    public Materializer withoutExpectations() {
        return in(new Manner(manner.progress, manner.retry, false, manner.rejected));
    }

    /** The same, keeping a copy of rows that are not as expected, as {@link ExpectationChecks#keepingRejected} does. */
    public Materializer keepingRejected(String folder) {
        return in(new Manner(manner.progress, manner.retry, manner.checking, Optional.of(folder)));
    }

    /**
     * Says what a request comes to. Changes nothing.
     *
     * @return one run for each view, in the order asked, by name when all are meant
     * @throws UnknownNameException when a view is not there or not online
     * @throws MaterializationException when the request reaches into the future, or its interval is empty
     */
    public List<PlannedRun> plan(MaterializationRequest request) {
        Instant now = clock.instant();
        Instant to = Micros.instant(Micros.of(request.to().orElse(now)));
        if (to.isAfter(now)) {
            throw new MaterializationException(
                    "Nothing can be materialised up to %s: it is %s now, and what arrives until then is not there to be read. Choose an earlier end, or none for now."
                            .formatted(to, now));
        }
        request.from().filter(from -> !from.isBefore(to)).ifPresent(from -> {
            throw new MaterializationException(
                    "Nothing lies after %s and up to %s. Choose a start before the end.".formatted(from, to));
        });
        RegistryState state = history.state();
        List<String> views =
                request.views().isEmpty() ? List.copyOf(state.storage().keySet()) : request.views();
        return views.stream()
                .distinct()
                .map(state::stored)
                .map(target -> switch (request.mode()) {
                    case INTERVAL -> new PlannedRun(target, Mode.INTERVAL, request.from(), to);
                    case INCREMENTAL -> new PlannedRun(target, Mode.INCREMENTAL, start(target, to), to);
                })
                .toList();
    }

    /** Where an incremental run starts. A cursor that is past the end, under a clock that was put back, starts at the end. */
    private Optional<Instant> start(StoredView target, Instant to) {
        return registry.findCursor(project(), target.generation())
                .map(cursor -> cursor.isAfter(to) ? to : cursor)
                .map(cursor -> cursor.minus(
                        history.definitions().source(view(target).source()).lookback()));
    }

    /**
     * Runs what was planned, one view after the other. A view that fails does not keep the others from being done.
     *
     * @return what became of each, in the same order
     */
    public List<Materialized> run(List<PlannedRun> runs) {
        SourceReader sources = SourceReader.of(history);
        Map<Instant, ExpectationChecks> checks = new HashMap<>();
        return runs.stream()
                .map(planned -> run(
                        planned,
                        sources,
                        checks.computeIfAbsent(planned.to(), to -> manner.checks(history, sources, to))))
                .toList();
    }

    private Materialized run(PlannedRun planned, SourceReader sources, ExpectationChecks checks) {
        Optional<MaterializationRun> begun = Optional.empty();
        List<ExpectationResult> expected = List.of();
        try {
            MaterializationRun run = registry.startRun(
                    project(),
                    planned.view(),
                    planned.target().generation(),
                    planned.mode(),
                    planned.from(),
                    planned.to());
            begun = Optional.of(run);
            FeatureRows rows = sources.rows(view(planned.target()));
            if (manner.checking) {
                expected = checks.before(view(planned.target()), rows, planned.selection(rows.visibility()));
                registry.expectations()
                        .record(
                                project(),
                                new ExpectationCheck(By.MATERIALIZE, Optional.of(run.id()), clock.instant(), expected));
                ExpectationException.throwIfAnyStops(expected);
            }
            Materialized materialized = write(planned, sources, rows, expected);
            Outcome outcome = materialized.rows();
            registry.succeed(
                    project(),
                    run,
                    new Done(
                            outcome.written(),
                            outcome.older(),
                            outcome.rejected(),
                            materialized.newestArrival(),
                            worthKnowing(expected, outcome)));
            return materialized;
        } catch (Exception e) { // Spark throws checked exceptions that its Java signatures do not declare
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            MaterializationException failure = failure(planned, sources, e);
            begun.ifPresent(run -> noteFailure(run, failure));
            return new Materialized(planned, Outcome.NONE, 0, Optional.empty(), expected, Optional.of(failure));
        }
    }

    private static String worthKnowing(List<ExpectationResult> expected, Outcome outcome) {
        return Stream.concat(
                        expected.stream().filter(ExpectationResult::warns).map(ExpectationResult::sentence),
                        outcome.rejections().entrySet().stream()
                                .map(each -> each.getValue().sentence(each.getKey())))
                .collect(Collectors.joining("; "));
    }

    private Materialized write(
            PlannedRun planned, SourceReader sources, FeatureRows rows, List<ExpectationResult> expected) {
        FeatureView view = view(planned.target());
        RowSelection selection = planned.selection(rows.visibility());
        NewestArrival newest = NewestArrival.on(sources.session().sparkContext());
        PartitionCounts skipped;
        Supplier<JavaRDD<Entry>> entries;
        if (view.isWindowed()) {
            Events events = Events.of(history.definitions(), view, rows);
            skipped = events.skipped();
            entries = () -> WindowBases.of(
                    events, planned.to(), (eventTime, createdTime) -> takes(selection, newest, eventTime, createdTime));
        } else {
            skipped = PartitionCounts.on(sources.session().sparkContext());
            TaskNewest task = new TaskNewest(
                    rows.layout(), selection, clock.instant().toEpochMilli(), TaskNewest.HELD_BYTES, skipped, newest);
            entries = () -> LatestPerEntity.of(rows, task);
        }
        BatchWriting writing = new BatchWriting(sinks.apply(planned.target()), manner.retry, BatchWriting.BATCH_ROWS);
        try (Phase phase = Phase.begin(sources.session(), "materialising " + planned.view(), manner.progress)) {
            Outcome outcome =
                    entries.get().mapPartitions(writing).collect().stream().reduce(Outcome.NONE, Outcome::plus);
            return new Materialized(planned, outcome, skipped.value(), newest.instant(), expected, Optional.empty());
        }
    }

    /** In a task. */
    private static boolean takes(RowSelection selection, NewestArrival newest, long eventTime, long createdTime) {
        boolean taken = selection.takes(eventTime, createdTime);
        if (taken) {
            newest.add(selection.arrival(eventTime, createdTime));
        }
        return taken;
    }

    private static MaterializationException failure(PlannedRun planned, SourceReader sources, Exception thrown) {
        String cause = sources.explain(thrown, Map.of())
                .map(TandemException::getMessage)
                .orElseGet(() -> deepest(thrown) + ".");
        return new MaterializationException(
                "View '%s' was not materialised: %s Nothing is lost: its cursor is where it was, and running it again does all of it."
                        .formatted(planned.view(), cause),
                thrown);
    }

    private static String deepest(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.toString().lines().findFirst().orElse("for no reason told");
    }

    private void noteFailure(MaterializationRun run, MaterializationException failure) {
        try {
            registry.fail(project(), run, String.valueOf(failure.getMessage()));
        } catch (TandemException unnoted) {
            // The registry shows a run that never ended, which is what a killed one looks like too.
            failure.addSuppressed(unnoted);
        }
    }

    /**
     * Replaces all rows of a view by those that its source has now, whatever the times of either: how rows are put right that were changed
     * or removed in the source without newer times. The whole history is written to a generation of its own, beside the rows in force, which
     * are read meanwhile; then what arrived meanwhile; and then the registry puts the new generation in force, at one stroke.
     * When anything fails, nothing has changed for readers.
     *
     * <p>Rows that are pushed meanwhile go to the old generation: those that the source has too, as with a landing folder, come with the
     * next incremental run at the latest; those that were pushed to the online store only are lost.
     *
     * @param author who answers for it
     * @param reason why, for the history
     * @throws UnknownNameException when the view is not there or not online
     * @throws MaterializationException when it could not be written
     * @throws ConflictException when the view was changed meanwhile
     */
    public Correction correct(String view, String author, String reason) {
        StoredView inForce = history.state().stored(view);
        long generation = registry.reserveGeneration(project(), view, author, reason);
        StoredView corrected = new StoredView(view, generation, inForce.schemas());
        List<Materialized> runs = new ArrayList<>();
        Instant to = now();
        runs.add(succeeded(new PlannedRun(corrected, Mode.INTERVAL, Optional.empty(), to)));
        Instant meanwhile = now();
        if (meanwhile.isAfter(to)) {
            runs.add(succeeded(new PlannedRun(corrected, Mode.INCREMENTAL, start(corrected, meanwhile), meanwhile)));
        }
        return new Correction(registry.switchGeneration(history.state(), view, generation, author), runs);
    }

    private Materialized succeeded(PlannedRun planned) {
        Materialized materialized = run(List.of(planned)).get(0);
        materialized.failure().ifPresent(failure -> {
            throw new MaterializationException(
                    "View '%s' was not corrected, and is read as before. %s"
                            .formatted(planned.view(), failure.getMessage()),
                    failure);
        });
        return materialized;
    }

    private Instant now() {
        return Micros.instant(Micros.of(clock.instant()));
    }

    private FeatureView view(StoredView target) {
        return history.definitions().view(target.view());
    }

    private String project() {
        return history.definitions().project().name();
    }
}
