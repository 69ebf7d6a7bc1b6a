package dev.tandem.server;

import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the newest registry state in force. A thread of its own asks for the newest number now and then; when it has changed, what is
 * needed to serve the new state is made beside the one in force, which is then replaced in one step: a request sees one state or the
 * other, whole. A registry that cannot be read changes nothing; the state in force stays. Thread-safe.
 */
final class StateWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateWatch.class);

    /** Figures of runs, drift and skew take more queries than the number of the newest state, and may be some seconds old. */
    private static final int LOOKS_PER_FIGURES = 5;

    private static final Duration LONGEST_LAST_LOOK = Duration.ofSeconds(5);

    private final Registry registry;
    private final String project;
    private final Function<RegistryState, ServedState> serving;
    private final Telemetry telemetry;
    private final RegistryFigures figures;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "tandem-registry-watch");
        named.setDaemon(true);
        return named;
    });
    private volatile @Nullable ServedState inForce;
    private volatile Map<String, Long> materializedUntil = Map.of();
    private boolean failing;
    private int looks;

    /**
     * @param serving makes what is needed to serve a state
     * @param figures looks at the registry as well, though less often
     */
    StateWatch(
            Registry registry,
            String project,
            Function<RegistryState, ServedState> serving,
            Telemetry telemetry,
            RegistryFigures figures) {
        this.registry = registry;
        this.project = project;
        this.serving = serving;
        this.telemetry = telemetry;
        this.figures = figures;
    }

    /** Loads the newest state, and goes on looking. */
    void start(Duration interval) {
        look();
        // The task answers for its own failures, so nobody has to ask the future for them.
        var unused =
                thread.scheduleWithFixedDelay(this::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The state in force; empty while nothing was ever applied, or the registry could not be read yet. */
    Optional<ServedState> findInForce() {
        return Optional.ofNullable(inForce);
    }

    /**
     * The state in force.
     *
     * @throws HttpError while there is none
     */
    ServedState inForce() {
        ServedState current = inForce;
        if (current == null) {
            throw HttpError.unavailable(
                    "Nothing was applied to project '%s' yet, or its registry cannot be read. Apply definitions with 'tandem apply'."
                            .formatted(project),
                    Duration.ofSeconds(2));
        }
        return current;
    }

    /** Up to when each view was materialised that ever was, in microseconds since 1970, as of the last look. */
    Map<String, Long> materializedUntil() {
        return materializedUntil;
    }

    /** The newest state, looked for at once. */
    ServedState refreshed() {
        refresh();
        return inForce();
    }

    private void look() {
        try {
            refresh();
            ServedState current = inForce;
            if (current != null && looks++ % LOOKS_PER_FIGURES == 0) {
                figures.look(current.state(), materializedUntil);
            }
            if (failing) {
                LOG.info("Project {}: the registry can be read again", project);
            }
            failing = false;
        } catch (RuntimeException e) {
            // The thread must outlive whatever the registry throws; the next look may succeed.
            telemetry.registryFailed();
            if (!failing) {
                LOG.warn("Project {}: the registry cannot be read, the state in force stays", project, e);
            }
            failing = true;
        }
    }

    private synchronized void refresh() {
        ServedState current = inForce;
        long newest = registry.latestNumber(project);
        if (current == null ? newest > 0 : newest != current.number()) {
            Optional<ServedState> next = registry.findLatest(project).map(serving);
            if (next.isPresent()) {
                inForce = next.get();
                telemetry.forgetAllBut(next.get().state().definitions());
                LOG.info("Project {}: {}", project, next.get().summary());
            }
        } else if (current != null) {
            current.warmUp();
        }
        materializedUntil = cursors();
    }

    private Map<String, Long> cursors() {
        ServedState current = inForce;
        if (current == null) {
            return Map.of();
        }
        Map<Long, Instant> cursors = registry.cursors(project);
        Map<String, Long> ofViews = new HashMap<>();
        current.state().storage().forEach((view, stored) -> {
            Instant cursor = cursors.get(stored.generation());
            if (cursor != null) {
                ofViews.put(view, Micros.of(cursor));
            }
        });
        return Map.copyOf(ofViews);
    }

    /** Waits for a look that is under way, a while: who closes this closes the registry next. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(LONGEST_LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A look at the registry has not ended after {}; closing goes on", LONGEST_LAST_LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
