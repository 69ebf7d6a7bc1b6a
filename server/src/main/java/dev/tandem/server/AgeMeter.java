package dev.tandem.server;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.LongAdder;

/** How old rows were when they were read, counted by ranges of age. Counting takes two additions and no memory. Thread-safe. */
final class AgeMeter {
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    /** The greatest age of each range, in microseconds; the last range has no end. */
    private static final long[] GREATEST = {
        SECOND,
        10 * SECOND,
        MINUTE,
        5 * MINUTE,
        15 * MINUTE,
        HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        3 * DAY,
        7 * DAY,
        30 * DAY,
        365 * DAY
    };

    private final LongAdder[] counts = new LongAdder[GREATEST.length + 1];
    private final LongAdder micros = new LongAdder();

    AgeMeter() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** @param age in microseconds */
    void count(long age) {
        int range = 0;
        while (range < GREATEST.length && age > GREATEST[range]) {
            range++;
        }
        counts[range].increment();
        micros.add(age);
    }

    /** What was counted so far, in seconds. */
    HistogramDataPointSnapshot snapshot(Labels labels) {
        double[] bounds = new double[counts.length];
        long[] counted = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            bounds[i] = i < GREATEST.length ? (double) GREATEST[i] / SECOND : Double.POSITIVE_INFINITY;
            counted[i] = counts[i].sum();
        }
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counted))
                .sum((double) micros.sum() / SECOND)
                .build();
    }
}
