package dev.tandem.server;

import dev.tandem.definition.Definitions;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.registry.MaterializationRun.Outcome;
import dev.tandem.server.log.FeatureLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and measures, for Prometheus. Every label is a name that the server or the registry knows, never text of a caller, so that
 * nobody can make the metrics grow; {@code docs/metrics.md} lists them. Thread-safe.
 */
final class Telemetry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

    /** What reads of single features are counted under, which belong to no service. */
    static final String NO_SERVICE = "(features)";

    private static final Duration[] BUCKETS = {
        micros(250),
        micros(500),
        micros(1_000),
        micros(2_500),
        micros(5_000),
        micros(10_000),
        micros(25_000),
        micros(50_000),
        micros(100_000),
        micros(250_000),
        micros(500_000),
        micros(1_000_000),
        micros(2_500_000)
    };

    private static final Duration[] RUN_BUCKETS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4)
    };
    private static final Map<String, ToLongFunction<MaterializationRun>> RUN_ROWS = Map.of(
            "written", MaterializationRun::written,
            "older", MaterializationRun::older,
            "rejected", MaterializationRun::rejected);
    /** Statuses of reads that are shown before one was answered. */
    private static final List<Integer> FORESEEN = List.of(200, 500, 503);

    private static final int STATUSES = 600;

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Timer storeReads = timer("tandem.online.read", "Time that reads wait for the online store")
            .register(meters);
    private final Counter registryFailures = Counter.builder("tandem.registry.poll.failures")
            .description("Looks at the registry that failed")
            .register(meters);

    private final Map<Route, @Nullable Timer[]> answered = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ServedValues values = new ServedValues();
    private final ReadMeters lists;
    private volatile boolean logs;

    Telemetry() {
        lists = new ReadMeters(meters, NO_SERVICE, BUCKETS);
        meters.getPrometheusRegistry().register(values);
        for (Route route : FeatureReads.ROUTES) {
            // A counter that begins with its first event shows no increase for it.
            FORESEEN.forEach(status -> answered(route, status));
        }
        Gauge.builder("tandem.http.in.flight", inFlight, AtomicInteger::get)
                .description("Requests that were begun and not answered yet")
                .register(meters);
        garbage.bindTo(meters);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
    }

    private static Duration micros(long count) {
        return Duration.of(count, ChronoUnit.MICROS);
    }

    private static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(BUCKETS);
    }

    /** Shows what others know. */
    void show(Health health, StateWatch watch, RegistryFigures figures) {
        gauge(
                "tandem.registry.state",
                "Number of the registry state in force; 0 when there is none",
                () -> watch.findInForce().map(ServedState::number).orElse(0L));
        gauge("tandem.ready", "Whether the server can answer reads: 1 or 0", () -> health.isReady() ? 1 : 0);
        meters.getPrometheusRegistry().register(figures);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .strongReference(true)
                .register(meters);
    }

    void registryFailed() {
        registryFailures.increment();
    }

    /** Counts a request that has begun, and is answered once {@link #request} is told. */
    void began() {
        inFlight.incrementAndGet();
    }

    /** Counts a request of a route that exists. */
    void request(Route route, int status, long nanos) {
        inFlight.decrementAndGet();
        answered(route, status).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer answered(Route route, int status) {
        @Nullable Timer[] ofRoute = answered.get(route);
        if (ofRoute == null) {
            ofRoute = answered.computeIfAbsent(route, unseen -> new Timer[STATUSES]);
        }
        Timer timer = ofRoute[status];
        if (timer == null) {
            // Of two threads that come here at once, both get the same timer.
            timer = Timer.builder("tandem.http.requests")
                    .description("Requests, from the first of their bytes to the last of the answer's")
                    .tag("method", route.method().name())
                    .tag("route", route.path())
                    .tag("status", Integer.toString(status))
                    .register(meters);
            ofRoute[status] = timer;
        }
        return timer;
    }

    void storeRead(long nanos) {
        storeReads.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The meters of one service. */
    ReadMeters reads(String service) {
        if (logs) {
            logRows(service, "written");
            logRows(service, "dropped");
        }
        return new ReadMeters(meters, service, BUCKETS);
    }

    /** The meters of all reads of single features. */
    ReadMeters lists() {
        return lists;
    }

    /** What values are counted on. */
    ServedValues values() {
        return values;
    }

    /** Shows that a view is materialised, though no run of it has ended yet. */
    void expectRuns(String view) {
        runTimer(view, Outcome.SUCCEEDED);
        runTimer(view, Outcome.FAILED);
        RUN_ROWS.keySet().forEach(outcome -> runRows(view, outcome));
    }

    /** Counts a run that has ended. */
    void ran(MaterializationRun run) {
        runTimer(run.view(), run.outcome())
                .record(Duration.between(run.startedAt(), run.finishedAt().orElse(run.startedAt())));
        RUN_ROWS.forEach((outcome, rows) -> runRows(run.view(), outcome).increment((double) rows.applyAsLong(run)));
    }

    private Timer runTimer(String view, Outcome outcome) {
        return Timer.builder("tandem.materialize.run")
                .description("Runs that ended while the server watched, by view and outcome: succeeded, failed")
                .tag("view", view)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(RUN_BUCKETS)
                .register(meters);
    }

    private Counter runRows(String view, String outcome) {
        return Counter.builder("tandem.materialize.rows")
                .description("Rows of these runs, by view and outcome: written, older, rejected")
                .tag("view", view)
                .tag("outcome", outcome)
                .register(meters);
    }

    /** Counts a value of an on-demand feature that could not be computed. The log tells why when it is asked for details. */
    void computationFailed(String view, String feature, Throwable cause) {
        Counter.builder("tandem.on.demand.failures")
                .description(
                        "Values of on-demand features that could not be computed and are null, by view and feature")
                .tag("view", view)
                .tag("feature", feature)
                .register(meters)
                .increment();
        LOG.debug("{}:{} could not be computed", view, feature, cause);
    }

    /** Counts what became of pushed rows. */
    void pushed(String view, String outcome, long rows) {
        if (rows > 0) {
            Counter.builder("tandem.push.rows")
                    .description("Rows pushed, by view and outcome: written, older, rejected")
                    .tag("view", view)
                    .tag("outcome", outcome)
                    .register(meters)
                    .increment((double) rows);
        }
    }

    /** Counts rows taken for the offline side. */
    void landed(String source, long rows) {
        Counter.builder("tandem.push.landed.rows")
                .description("Rows pushed that were kept for the offline side, by source")
                .tag("source", source)
                .register(meters)
                .increment((double) rows);
    }

    /** Counts what becomes of rows of the feature log. */
    FeatureLog.Counts log() {
        logs = true;
        return new FeatureLog.Counts() {
            @Override
            public void written(String service, long rows) {
                logRows(service, "written").increment((double) rows);
            }

            @Override
            public void dropped(String service, long rows) {
                logRows(service, "dropped").increment((double) rows);
            }
        };
    }

    private Counter logRows(String service, String outcome) {
        return Counter.builder("tandem.log.rows")
                .description("Rows for the feature log, by service and outcome: written, dropped")
                .tag("service", service)
                .tag("outcome", outcome)
                .register(meters);
    }

    /** Forgets what was counted for services, views and sources that are no more. */
    void forgetAllBut(Definitions definitions) {
        values.forgetAllBut(definitions);
        Set<String> services = new HashSet<>(definitions.services().keySet());
        services.add(NO_SERVICE);
        forget("service", services);
        Set<String> views = new HashSet<>(definitions.views().keySet());
        views.addAll(definitions.onDemand().keySet());
        forget("view", views);
        forget("source", definitions.sources().keySet());
    }

    private void forget(String tag, Set<String> known) {
        for (Meter meter : meters.getMeters()) {
            String name = meter.getId().getTag(tag);
            if (name != null && meter.getId().getName().startsWith("tandem.") && !known.contains(name)) {
                meters.remove(meter);
            }
        }
    }

    /** All of it, in the text format of Prometheus. */
    String text() {
        return meters.scrape();
    }

    @Override
    public void close() {
        garbage.close();
        meters.close();
    }
}
