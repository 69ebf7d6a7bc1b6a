package dev.tandem.server;

import dev.tandem.online.FeatureStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The meters of one feature service, looked up once, so that a read only adds to them. Thread-safe. */
final class ReadMeters {
    /** The largest batch of each class; the last class has no end. */
    private static final int[] LARGEST = {1, 10, 100, 1_000};

    private static final String[] CLASSES = {"1", "2-10", "11-100", "101-1000", "1001+"};

    private final Timer[] latencies = new Timer[CLASSES.length];
    private final Counter rows;
    private final Map<FeatureStatus, Counter> values = new EnumMap<>(FeatureStatus.class);

    ReadMeters(MeterRegistry meters, String service, Duration[] buckets) {
        for (int i = 0; i < CLASSES.length; i++) {
            latencies[i] = Timer.builder("tandem.read")
                    .description("Feature reads that were answered, by service and number of rows")
                    .tag("service", service)
                    .tag("batch", CLASSES[i])
                    .serviceLevelObjectives(buckets)
                    .register(meters);
        }
        rows = Counter.builder("tandem.read.rows")
                .description("Rows asked for, by service")
                .tag("service", service)
                .register(meters);
        for (FeatureStatus status : FeatureStatus.values()) {
            values.put(
                    status,
                    Counter.builder("tandem.read.values")
                            .description("Values answered, by service and status")
                            .tag("service", service)
                            .tag("status", status.name())
                            .register(meters));
        }
    }

    /** Counts a read that was answered. */
    void read(int count, long nanos) {
        int batch = 0;
        while (batch < LARGEST.length && count > LARGEST[batch]) {
            batch++;
        }
        latencies[batch].record(nanos, TimeUnit.NANOSECONDS);
        rows.increment(count);
    }

    /** Counts the values of one feature. */
    void values(FeatureStatus[] statuses) {
        int start = 0;
        for (int end = 1; end <= statuses.length; end++) {
            // Neighbours mostly share a status: one addition for all of them.
            if (end == statuses.length || statuses[end] != statuses[start]) {
                Counter counter = values.get(statuses[start]);
                if (counter != null) {
                    counter.increment(end - start);
                }
                start = end;
            }
        }
    }
}
