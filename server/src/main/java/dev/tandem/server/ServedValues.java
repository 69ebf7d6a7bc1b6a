package dev.tandem.server;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureService;
import dev.tandem.online.FeatureStatus;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.ReadPlan.OutputFeature;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What was answered, over all plans: values by service, feature and status, and the age of rows by view. Thread-safe.
 *
 * <p><b>How many time series this makes.</b> One for each feature of a service and status that ever occurred, mostly two, of at most four. Of
 * more than {@value #MOST_FEATURES} features the rest are counted together, as {@value #OTHERS} of their service.
 */
final class ServedValues implements MultiCollector {
    /** What features are counted under that are too many to be counted one by one. */
    static final String OTHERS = "(others)";

    private static final int MOST_FEATURES = 2_000;
    private static final FeatureStatus[] STATUSES = FeatureStatus.values();

    private final int mostFeatures;
    private final Map<Counted, StatusCounts> values = new ConcurrentSkipListMap<>();
    private final Map<String, AgeMeter> ages = new ConcurrentSkipListMap<>();

    /** A feature of a service. */
    private record Counted(String service, String feature) implements Comparable<Counted> {
        @Override
        public int compareTo(Counted other) {
            int services = service.compareTo(other.service);
            return services == 0 ? feature.compareTo(other.feature) : services;
        }
    }

    ServedValues() {
        this(MOST_FEATURES);
    }

    /** @param mostFeatures how many are counted one by one */
    ServedValues(int mostFeatures) {
        this.mostFeatures = mostFeatures;
    }

    /** The meters of a plan that a service has. */
    ValueMeters ofService(ReadPlan plan) {
        return of(plan.service().name(), plan, OutputFeature::name);
    }

    /** The meters of a plan for a list of single features. */
    ValueMeters ofList(ReadPlan plan) {
        return of(Telemetry.NO_SERVICE, plan, feature -> reference(feature.view(), feature.feature()));
    }

    private ValueMeters of(String service, ReadPlan plan, Function<OutputFeature, String> name) {
        return ValueMeters.of(
                plan,
                feature -> counts(service, name.apply(feature)),
                view -> ages.computeIfAbsent(view, unseen -> new AgeMeter()));
    }

    private static String reference(String view, String feature) {
        return view + ":" + feature;
    }

    private synchronized StatusCounts counts(String service, String feature) {
        StatusCounts known = values.get(new Counted(service, feature));
        if (known != null) {
            return known;
        }
        String name = values.size() < mostFeatures ? feature : OTHERS;
        return values.computeIfAbsent(new Counted(service, name), unseen -> new StatusCounts());
    }

    /** Forgets features and views that are no more. */
    synchronized void forgetAllBut(Definitions definitions) {
        Set<Counted> known = new HashSet<>();
        Set<String> services = new HashSet<>(definitions.services().keySet());
        services.add(Telemetry.NO_SERVICE);
        services.forEach(service -> known.add(new Counted(service, OTHERS)));
        for (FeatureService service : definitions.services().values()) {
            service.selections().stream()
                    .flatMap(selection -> selection.fields().stream())
                    .forEach(field -> known.add(new Counted(service.name(), field.name())));
        }
        BiConsumer<String, Iterable<Feature>> single = (view, features) -> features.forEach(
                feature -> known.add(new Counted(Telemetry.NO_SERVICE, reference(view, feature.name()))));
        definitions.views().forEach((name, view) -> single.accept(name, view.features()));
        definitions.onDemand().forEach((name, view) -> single.accept(name, view.features()));
        values.keySet().retainAll(known);
        ages.keySet().retainAll(definitions.views().keySet());
    }

    @Override
    public MetricSnapshots collect() {
        CounterSnapshot.Builder counters = CounterSnapshot.builder()
                .name("tandem_read_values")
                .help("Values answered, by service, feature and status");
        values.forEach((counted, counts) -> {
            for (FeatureStatus status : STATUSES) {
                long count = counts.of(status);
                if (count > 0 || status == FeatureStatus.PRESENT) {
                    counters.dataPoint(CounterDataPointSnapshot.builder()
                            .labels(Labels.of(
                                    "service", counted.service(),
                                    "feature", counted.feature(),
                                    "status", status.name()))
                            .value((double) count)
                            .build());
                }
            }
        });
        HistogramSnapshot.Builder histograms = HistogramSnapshot.builder()
                .name("tandem_read_age_seconds")
                .help("Age of the rows that reads found, from their event time to the time of the read, by view");
        ages.forEach((view, meter) -> histograms.dataPoint(meter.snapshot(Labels.of("view", view))));
        return MetricSnapshots.of(counters.build(), histograms.build());
    }
}
