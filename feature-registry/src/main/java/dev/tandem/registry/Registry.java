package dev.tandem.registry;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Definitions.UnknownNameException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The applied definitions of projects, kept in a database. Thread-safe, and safe between processes: whatever happens at the same time,
 * a state is applied once and read whole. A database that cannot be reached, or stays locked, is reported as a {@link TandemException}
 * within seconds, by every method.
 */
public interface Registry extends AutoCloseable {

    /**
     * Opens the registry at a URL, making it if there is none, within a few seconds or not at all.
     *
     * @param url {@code jdbc:postgresql://HOST/DATABASE}, {@code jdbc:sqlite:FILE}, or the path of a SQLite file
     * @param clock tells when something is applied, begun or ended
     * @throws TandemException when it cannot be reached, is damaged, is no registry, or was made by a newer Tandem
     */
    static Registry open(String url, InstantSource clock) {
        return JdbcRegistry.open(url, clock);
    }

    /** The newest state of a project; empty when nothing was ever applied. */
    Optional<RegistryState> findLatest(String project);

    /** The number of the newest state of a project, 0 when nothing was ever applied: a cheap question, to be asked often. */
    long latestNumber(String project);

    /**
     * One state of a project.
     *
     * @throws UnknownNameException when it has no state of that number
     */
    RegistryState state(String project, long number);

    /** All states of a project, newest first. */
    List<StateSummary> history(String project);

    /** What applying these definitions would change, compared with the newest state of their project. Changes nothing. */
    Plan plan(Definitions wanted);

    /**
     * Performs a plan in one transaction.
     *
     * @param author who answers for it
     * @return the new state, or the one in force when the plan changes nothing
     * @throws ConflictException when another state was applied since the plan was made
     */
    RegistryState apply(Plan plan, String author);

    /**
     * Reserves a generation that no view of the project ever had, for a correction that is to be written beside the rows in force. It
     * stays reserved until it is put in force, or until its view gets a later generation or goes; then it retires.
     *
     * @param author who answers for it
     * @param reason why the rows in force are to be replaced, for the history
     * @throws UnknownNameException when the newest state has no online view of that name
     */
    long reserveGeneration(String project, String view, String author, String reason);

    /**
     * Puts a reserved generation in force for its view, as a new state. Whatever else was applied since {@code base} stays. Doing it again
     * changes nothing.
     *
     * @param base the state for whose definition of the view the generation was written
     * @param author who answers for it
     * @return the state in which the generation is in force
     * @throws ConflictException when the view's rows have changed or gone since the state {@code base} was read
     * @throws TandemException when the generation is not reserved for the view
     */
    RegistryState switchGeneration(RegistryState base, String view, long generation, String author);

    /**
     * Generations that the newest state does not use any more and whose rows may still take space in the online store, oldest first. A
     * reserved generation is not among them. Whoever still works with an older state finds their rows gone once they are reclaimed, so
     * leave everybody the time to pick up the newest state.
     */
    List<Long> retiredGenerations(String project);

    /**
     * Notes that nothing is left of a retired generation in the online store. A run that ends later on it makes it appear among the
     * retired ones again, because that run may have written rows.
     *
     * @throws TandemException when the generation is not retired
     */
    void markReclaimed(String project, long generation);

    /** Up to which instant a generation of a view was materialised; empty when it never was. */
    Optional<Instant> findCursor(String project, long generation);

    /** Up to which instant every generation of a project was materialised that ever was. */
    Map<Long, Instant> cursors(String project);

    /**
     * Notes the beginning of a run. It stays {@link MaterializationRun.Outcome#RUNNING} until it is said to have ended, so a run whose
     * process was killed is seen as one that never finished.
     *
     * @param from start of the interval, exclusive; empty: from the beginning
     * @param to end of the interval, inclusive; anything finer than a microsecond is cut off
     * @return the run, with its id
     */
    MaterializationRun startRun(
            String project,
            String view,
            long generation,
            MaterializationRun.Mode mode,
            Optional<Instant> from,
            Instant to);

    /**
     * Notes the success of a run and, when it leaves no gap behind it, moves the cursor of its generation to {@code run.to()}, both or
     * neither. An incremental run leaves none, nor does an interval from the beginning. One that starts later moves nothing, even when it
     * starts before the cursor: a row that is dated before its start may have arrived after the cursor. A cursor never moves back.
     *
     * @throws TandemException when the run has ended before
     */
    void succeed(String project, MaterializationRun run, MaterializationRun.Done done);

    /**
     * Notes the failure of a run; the cursor stays.
     *
     * @param message why it failed
     * @throws TandemException when the run has ended before
     */
    void fail(String project, MaterializationRun run, String message);

    /** The latest runs of a project, newest first, at most {@code limit}. */
    List<MaterializationRun> runs(String project, int limit);

    /** Remembers that a training set was written. One that was at the same place before is forgotten. */
    void remember(String project, WrittenTrainingSet written);

    /** The training sets that were written, newest first. Whether they are still there is not looked at. */
    List<WrittenTrainingSet> trainingSets(String project);

    /** What drift was found in the features of projects; it lives as long as this registry is open. */
    DriftHistory drift();

    /** What differences were found between what services serve and what training sees; it lives as long as this registry is open. */
    SkewHistory skew();

    /** What became of expectations when they were checked last; it lives as long as this registry is open. */
    ExpectationRecord expectations();

    /** Lets go of connections. Nothing that was done is lost. */
    @Override
    void close();
}
