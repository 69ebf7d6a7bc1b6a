package dev.tandem.registry;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Definitions.UnknownNameException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The applied definitions of projects, kept in a database. Thread-safe, and safe between processes: whatever happens at the same time,
 * a state is applied once and read whole.
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

    /** Reserves a generation that no view of the project ever had, for a correction that is to be written beside the rows in force. */
    long reserveGeneration(String project, String view, String author, String reason);

    /**
     * Puts a reserved generation in force for its view, as a new state.
     *
     * @throws ConflictException when the view has changed or gone since the state {@code base} was read
     */
    RegistryState switchGeneration(RegistryState base, String view, long generation, String author);

    /** Generations that no state in force uses any more and whose rows may still take space in the online store. */
    List<Long> retiredGenerations(String project);

    /** Notes that nothing is left of a retired generation in the online store. */
    void markReclaimed(String project, long generation);

    /** Up to which instant a generation of a view was materialised; empty when it never was. */
    Optional<Instant> findCursor(String project, long generation);

    /** Notes the beginning of a run. */
    MaterializationRun startRun(
            String project,
            String view,
            long generation,
            MaterializationRun.Mode mode,
            Optional<Instant> from,
            Instant to);

    /**
     * Notes the success of a run and, when it leaves no gap behind it, moves the cursor of its generation to {@code run.to()}, both or
     * neither. An incremental run leaves none, nor does an interval from the beginning; an interval that starts later may, so it moves
     * nothing. A cursor never moves back.
     *
     * @param written see {@link MaterializationRun#written()}
     * @param older see {@link MaterializationRun#older()}
     * @param rejected see {@link MaterializationRun#rejected()}
     */
    void succeed(String project, MaterializationRun run, long written, long older, long rejected);

    /** Notes the failure of a run; the cursor stays. */
    void fail(String project, MaterializationRun run, String message);

    /** The latest runs of a project, newest first, at most {@code limit}. */
    List<MaterializationRun> runs(String project, int limit);

    @Override
    void close();
}
