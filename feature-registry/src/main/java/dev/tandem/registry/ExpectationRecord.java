package dev.tandem.registry;

import java.util.List;

/**
 * What became of expectations when they were checked last. Thread-safe, and safe between processes, like the {@link Registry} it belongs to.
 */
public interface ExpectationRecord {
    /** Notes a check. Of each source and view in it, what was known before is forgotten. */
    void record(String project, ExpectationCheck check);

    /** The latest check of every source and view that was ever checked: one for each, sources first, by name. */
    List<ExpectationCheck> latest(String project);
}
