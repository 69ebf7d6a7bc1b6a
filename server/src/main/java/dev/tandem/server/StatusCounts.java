package dev.tandem.server;

import dev.tandem.online.FeatureStatus;
import java.util.concurrent.atomic.LongAdder;

/** How often each status was answered. Thread-safe. */
final class StatusCounts {
    private final LongAdder present = new LongAdder();
    private final LongAdder nullValue = new LongAdder();
    private final LongAdder notFound = new LongAdder();
    private final LongAdder outsideMaxAge = new LongAdder();

    void add(FeatureStatus status, long count) {
        counter(status).add(count);
    }

    long of(FeatureStatus status) {
        return counter(status).sum();
    }

    private LongAdder counter(FeatureStatus status) {
        return switch (status) {
            case PRESENT -> present;
            case NULL_VALUE -> nullValue;
            case NOT_FOUND -> notFound;
            case OUTSIDE_MAX_AGE -> outsideMaxAge;
        };
    }
}
