package dev.tandem.server;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Gauges of one name, as they are collected for one answer. Used by one thread. */
final class GaugeFamily {
    private final GaugeSnapshot.Builder gauges;

    GaugeFamily(String name, String help) {
        this.gauges = GaugeSnapshot.builder().name(name).help(help);
    }

    /** @param labels names and values, taking turns */
    void add(double value, String... labels) {
        gauges.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of(labels))
                .value(value)
                .build());
    }

    static List<MetricSnapshot> snapshots(GaugeFamily... families) {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        for (GaugeFamily family : families) {
            snapshots.add(family.gauges.build());
        }
        return snapshots;
    }

    static double seconds(Instant from, Instant to) {
        return seconds(Duration.between(from, to));
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
