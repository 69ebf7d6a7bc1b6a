package dev.tandem.server;

import dev.tandem.definition.Definitions;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and measures, for Prometheus. Every label is a name that the server or the registry knows, never text of a caller, so that
 * nobody can make the metrics grow; {@code docs/serving.md} lists them. Thread-safe.
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

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Timer storeReads = timer("tandem.online.read", "Time that reads wait for the online store")
            .register(meters);
    private final Counter registryFailures = Counter.builder("tandem.registry.poll.failures")
            .description("Looks at the registry that failed")
            .register(meters);

    private final Map<Answered, Timer> answered = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();

    /** What requests are told apart by. */
    private record Answered(Route route, int status) {}

    Telemetry() {
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

    /** Shows the number of the registry state in force. */
    void showState(Supplier<Number> number) {
        Gauge.builder("tandem.registry.state", number)
                .description("Number of the registry state in force; 0 when there is none")
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
        answered.computeIfAbsent(new Answered(route, status), this::answeredTimer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer answeredTimer(Answered kind) {
        return Timer.builder("tandem.http.requests")
                .description("Requests, from the first of their bytes to the last of the answer's")
                .tag("method", kind.route().method().name())
                .tag("route", kind.route().path())
                .tag("status", Integer.toString(kind.status()))
                .register(meters);
    }

    void storeRead(long nanos) {
        storeReads.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The meters of one service. */
    ReadMeters reads(String service) {
        return new ReadMeters(meters, service, BUCKETS);
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
        return new FeatureLog.Counts() {
            @Override
            public void written(String service, long rows) {
                count(service, "written", rows);
            }

            @Override
            public void dropped(String service, long rows) {
                count(service, "dropped", rows);
            }

            private void count(String service, String outcome, long rows) {
                Counter.builder("tandem.log.rows")
                        .description("Rows for the feature log, by service and outcome: written, dropped")
                        .tag("service", service)
                        .tag("outcome", outcome)
                        .register(meters)
                        .increment((double) rows);
            }
        };
    }

    /** Forgets what was counted for services, views and sources that are no more. */
    void forgetAllBut(Definitions definitions) {
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
