package dev.tandem.registry;

import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * What drift was found, and which alerts were raised and sent. Thread-safe, and safe between processes, like the {@link Registry} it
 * belongs to.
 *
 * <p><b>The rule of alerts.</b> A feature gets an alert when its verdict was {@code ALERT} in a number of windows in a row, against the same
 * reference; windows count in the order in which they were first checked. From then on it gets no other one until it has recovered: until
 * the newest window against that reference finds it better, or not at all. Features that reach the rule in the same check share one alert.
 *
 * <p><b>Never the same alert twice.</b> An alert is written down before it is sent, and marked after somebody took it. Whoever wants to send
 * it has to {@linkplain #claim claim} it, so of several processes one sends. A process that dies in between leaves it open whether it was
 * taken: it is then sent again, under the same id, by which the receiver knows it.
 */
public interface DriftHistory {
    /**
     * Notes a check, and raises an alert if the rule says so. A window that was checked before is replaced by the new result, in its old
     * place.
     *
     * @param windows in how many windows in a row a feature must be found drifted, 1 or more
     * @return the alert, if this check raised one
     */
    Optional<DriftAlert> record(String project, DriftCheck check, int windows);

    /** The services that were ever checked, also those that are defined no longer. */
    NavigableSet<String> services(String project);

    /** The newest checks of a service, newest first, at most {@code limit}. */
    List<DriftCheck> checks(String project, String service, int limit);

    /** The newest alerts of a project, newest first, at most {@code limit}. */
    List<DriftAlert> alerts(String project, int limit);

    /** Alerts that nobody took yet and that some feature has not recovered from, oldest first. What all have recovered from is not worth sending. */
    List<DriftAlert> unsent(String project);

    /**
     * Takes the right to send an alert, for a while.
     *
     * @param lease how long others leave it alone
     * @return whether it is the caller's; otherwise it was sent, or somebody else is at it
     */
    boolean claim(String project, DriftAlert alert, Duration lease);

    /** Gives back the right to send an alert that nobody took. */
    void release(String project, DriftAlert alert);

    /** Notes that somebody took an alert. */
    void markSent(String project, DriftAlert alert);
}
