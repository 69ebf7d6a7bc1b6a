package dev.tandem.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The meters of one feature service, looked up once, so that a read only adds to them. Thread-safe. */
final class ReadMeters {
    /** The largest batch of each class; the last class has no end. */
    private static final int[] LARGEST = {1, 10, 100, 1_000};

    private static final String[] CLASSES = {"1", "2-10", "11-100", "101-1000", "1001+"};

    private final Timer[] latencies = new Timer[CLASSES.length];
    private final Counter rows;

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
}
