package dev.tandem.registry;

import dev.tandem.EngineSettings;
import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.registry.MaterializationRun.Done;
import dev.tandem.registry.MaterializationRun.Mode;
import dev.tandem.registry.MaterializationRun.Outcome;
import dev.tandem.registry.Storage.Rows;
import dev.tandem.row.Micros;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The registry in a database. A read is one statement; a write is one transaction that first locks its project, so that whatever it
 * reads there stays as it is until it has written.
 */
final class JdbcRegistry implements Registry {
    private final Database database;
    private final Jdbi jdbi;
    private final InstantSource clock;

    private JdbcRegistry(Database database, InstantSource clock) {
        this.database = database;
        this.jdbi = Jdbi.create(database.connections());
        this.clock = clock;
    }

    static JdbcRegistry open(String url, InstantSource clock) {
        Database database = Database.at(url);
        try {
            Migrations.bringUpToDate(database);
            return new JdbcRegistry(database, clock);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public Optional<RegistryState> findLatest(String project) {
        return read("read the newest state", handle -> States.findLatest(handle, project))
                .map(AppliedState::state);
    }

    @Override
    public long latestNumber(String project) {
        return read("read the number of the newest state", handle -> States.latestNumber(handle, project));
    }

    @Override
    public RegistryState state(String project, long number) {
        return read("read state " + number, handle -> States.load(handle, project, number));
    }

    @Override
    public List<StateSummary> history(String project) {
        return read("read the history", handle -> States.history(handle, project));
    }

    @Override
    public Plan plan(Definitions wanted) {
        Optional<AppliedState> base = read(
                "read the newest state",
                handle -> States.findLatest(handle, wanted.project().name()));
        return new Plan(
                base.map(AppliedState::state),
                wanted,
                DefinitionDiff.changes(
                        base.map(AppliedState::definitions), wanted, StoragePlan.of(base, wanted, engine())));
    }

    private static SortedMap<String, String> engine() {
        return new TreeMap<>(EngineSettings.PINNED);
    }

    @Override
    public RegistryState apply(Plan plan, String author) {
        String project = plan.wanted().project().name();
        return write("apply definitions", project, handle -> {
            Optional<AppliedState> latest = States.findLatest(handle, project);
            long base = plan.base().map(RegistryState::number).orElse(0L);
            if (latest.map(AppliedState::number).orElse(0L) != base) {
                throw conflict(
                        handle,
                        project,
                        "this plan was made on " + describe(base),
                        "run 'tandem plan' again to see what differs now");
            }
            if (plan.isEmpty() && latest.isPresent()) {
                return latest.get().state();
            }
            Instant now = now();
            Storage storage = StoragePlan.of(latest, plan.wanted(), engine())
                    .after(view -> Generations.create(handle, project, view, now, author, "state " + (base + 1)));
            return insert(handle, AppliedState.of(base + 1, now, author, plan.wanted(), storage), plan.summary());
        });
    }

    private static RegistryState insert(Handle handle, AppliedState applied, String summary) {
        States.insert(handle, applied, summary);
        String project = applied.definitions().project().name();
        Generations.retire(handle, project, applied.storage(), applied.state().appliedAt());
        return applied.state();
    }

    private static String describe(long number) {
        return number == 0 ? "an empty registry" : "state " + number;
    }

    private static ConflictException conflict(Handle handle, String project, String expectation, String remedy) {
        StateSummary latest = States.summaryOfLatest(handle, project);
        return new ConflictException(
                "State %d of project '%s' was applied by %s at %s (%s), but %s. Nothing was changed; %s."
                        .formatted(
                                latest.number(),
                                project,
                                latest.author(),
                                latest.appliedAt(),
                                latest.summary(),
                                expectation,
                                remedy));
    }

    @Override
    public long reserveGeneration(String project, String view, String author, String reason) {
        return write("reserve a generation of view '" + view + "'", project, handle -> {
            latest(handle, project).state().stored(view);
            return Generations.create(handle, project, view, now(), author, reason);
        });
    }

    private static AppliedState latest(Handle handle, String project) {
        return States.findLatest(handle, project)
                .orElseThrow(() -> new TandemException(
                        "Nothing was applied yet for project '%s'. Run 'tandem apply' first.".formatted(project)));
    }

    @Override
    public RegistryState switchGeneration(RegistryState base, String view, long generation, String author) {
        String project = base.definitions().project().name();
        StoredView expected = base.stored(view);
        return write("put generation " + generation + " of view '" + view + "' in force", project, handle -> {
            AppliedState latest = latest(handle, project);
            StoredView found = latest.state().storage().get(view);
            if (found != null && found.generation() == generation) {
                return latest.state();
            }
            if (!expected.equals(found)) {
                throw conflict(
                        handle,
                        project,
                        "generation %d of view '%s' was written for the view as it was in state %d"
                                .formatted(generation, view, base.number()),
                        "reserve a generation and write it again");
            }
            String reason = Generations.findReservation(handle, project, view, generation)
                    .filter(reserved -> generation > expected.generation())
                    .orElseThrow(() -> new TandemException(
                            "Generation %d is not reserved for view '%s' of project '%s'. Nothing was changed; reserve one and write it first."
                                    .formatted(generation, view, project)));
            Rows rows = new Rows(generation, latest.storage().rows(view).layouts());
            return insert(
                    handle,
                    AppliedState.of(
                            latest.number() + 1,
                            now(),
                            author,
                            latest.definitions(),
                            latest.storage().with(view, rows)),
                    "generation %d of %s: %s".formatted(generation, view, reason));
        });
    }

    @Override
    public List<Long> retiredGenerations(String project) {
        return read("read the retired generations", handle -> Generations.retired(handle, project));
    }

    @Override
    public void markReclaimed(String project, long generation) {
        write("mark generation " + generation + " as reclaimed", project, handle -> {
            Generations.markReclaimed(handle, project, generation, now());
            return generation;
        });
    }

    @Override
    public Optional<Instant> findCursor(String project, long generation) {
        return read(
                "read the cursor of generation " + generation, handle -> Runs.findCursor(handle, project, generation));
    }

    @Override
    public Map<Long, Instant> cursors(String project) {
        return read("read the cursors", handle -> Runs.cursors(handle, project));
    }

    @Override
    public MaterializationRun startRun(
            String project, String view, long generation, Mode mode, Optional<Instant> from, Instant to) {
        MaterializationRun begun = new MaterializationRun(
                0,
                view,
                generation,
                mode,
                from,
                to,
                now(),
                Optional.empty(),
                Outcome.RUNNING,
                0,
                0,
                0,
                Optional.empty(),
                "");
        return write("note the beginning of a run", project, handle -> Runs.insert(handle, project, begun));
    }

    @Override
    public void succeed(String project, MaterializationRun run, Done done) {
        finish(
                project,
                run.ended(
                        now(),
                        Outcome.SUCCEEDED,
                        new Done(
                                done.written(),
                                done.older(),
                                done.rejected(),
                                done.newestArrival(),
                                storable(done.message()))));
    }

    @Override
    public void fail(String project, MaterializationRun run, String message) {
        finish(project, run.ended(now(), Outcome.FAILED, new Done(0, 0, 0, Optional.empty(), storable(message))));
    }

    /** PostgreSQL stores every character but one. */
    static String storable(String message) {
        return message.replace('\0', '\uFFFD');
    }

    private void finish(String project, MaterializationRun run) {
        write("note the end of run " + run.id(), project, handle -> {
            Runs.finish(handle, project, run);
            Generations.reopenReclaimed(handle, project, run.generation());
            if (run.outcome() == Outcome.SUCCEEDED && leavesNoGap(run)) {
                Runs.moveCursor(handle, project, run.generation(), run.to());
            }
            return run;
        });
    }

    /** An interval with a start goes by event times, so it misses what is older and arrived meanwhile, wherever it starts. */
    private static boolean leavesNoGap(MaterializationRun run) {
        return run.mode() == Mode.INCREMENTAL || run.from().isEmpty();
    }

    @Override
    public List<MaterializationRun> runs(String project, int limit) {
        return read("read the runs", handle -> Runs.latest(handle, project, limit));
    }

    @Override
    public void remember(String project, WrittenTrainingSet written) {
        write("remember a training set", project, handle -> {
            WrittenTrainingSets.put(handle, project, written);
            return written;
        });
    }

    @Override
    public List<WrittenTrainingSet> trainingSets(String project) {
        return read("read the training sets", handle -> WrittenTrainingSets.all(handle, project));
    }

    @Override
    public DriftHistory drift() {
        return new JdbcDriftHistory(this);
    }

    @Override
    public SkewHistory skew() {
        return new JdbcSkewHistory(this);
    }

    @Override
    public ExpectationRecord expectations() {
        return new JdbcExpectationRecord(this);
    }

    @Override
    public void close() {
        database.close();
    }

    /** Now, in the precision that is stored. */
    Instant now() {
        return Micros.instant(Micros.of(clock.instant()));
    }

    <T> T read(String task, Function<Handle, T> work) {
        return explaining(task, () -> jdbi.withHandle(work::apply));
    }

    <T> T write(String task, String project, Function<Handle, T> work) {
        return explaining(
                task,
                () -> jdbi.inTransaction(handle -> {
                    Generations.lock(handle, project);
                    return work.apply(handle);
                }));
    }

    private <T> T explaining(String task, Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException failure) {
                    throw database.explain(failure, task);
                }
            }
            throw e;
        }
    }
}
