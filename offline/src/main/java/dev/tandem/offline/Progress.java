package dev.tandem.offline;

/**
 * Is told how far a run has come, whenever a phase, a stage or a task of it begins or ends. Called from a thread of Spark's, one call at a
 * time, so it should return at once. What it throws is logged by Spark and comes to nothing.
 */
@FunctionalInterface
public interface Progress {
    /** For callers who do not want to know. */
    Progress UNWATCHED = update -> {};

    /** Takes the newest news. */
    void update(Update update);

    /**
     * How far a run has come.
     *
     * @param phase what is being done, in a word or two, such as "joining"
     * @param tasksDone tasks finished in this phase
     * @param tasksKnown tasks of this phase that are known of so far; more may come up
     * @param rowsRead rows read from sources in this phase
     */
    record Update(String phase, long tasksDone, long tasksKnown, long rowsRead) {}
}
