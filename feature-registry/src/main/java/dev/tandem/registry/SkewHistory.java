package dev.tandem.registry;

import java.util.List;
import java.util.NavigableSet;

/**
 * What differences were found between serving and training. Thread-safe, and safe between processes, like the {@link Registry} it belongs to.
 */
public interface SkewHistory {
    /** Notes a check. An interval of a service that was checked before is replaced by the new result. */
    void record(String project, SkewCheck check);

    /** The services that were ever checked, also those that are defined no longer. */
    NavigableSet<String> services(String project);

    /** The newest checks of a service by when they were made, newest first, at most {@code limit}. */
    List<SkewCheck> checks(String project, String service, int limit);

    /** The newest check of each service that was ever checked, by the name of the service. */
    List<SkewCheck> latest(String project);
}
