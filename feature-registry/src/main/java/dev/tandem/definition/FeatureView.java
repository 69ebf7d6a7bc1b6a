package dev.tandem.definition;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Features of the same entities, read from the same source: either looked up in its newest row, or aggregated over windows of its rows.
 *
 * @param name unique in the project
 * @param entities names of the entities that a row describes; at least one, in declared order
 * @param source the name of the source
 * @param keys for each join key, in the order of the entities' declarations, the source's column that holds it
 * @param ttl how old a row may be and still count; empty: for ever
 * @param online whether its latest rows are kept for serving
 * @param schedule when to materialise it, as five cron fields in UTC; empty: only when asked
 * @param features the features in declared order; at least one
 * @param expect what has to hold of its rows, that of its features first
 * @param about description, owner, tags
 */
public record FeatureView(
        String name,
        List<String> entities,
        String source,
        Map<String, String> keys,
        Optional<Duration> ttl,
        boolean online,
        Optional<String> schedule,
        List<Feature> features,
        List<Expectation> expect,
        About about) {

    /** A view of whose rows nothing is expected. */
    public FeatureView(
            String name,
            List<String> entities,
            String source,
            Map<String, String> keys,
            Optional<Duration> ttl,
            boolean online,
            Optional<String> schedule,
            List<Feature> features,
            About about) {
        this(name, entities, source, keys, ttl, online, schedule, features, List.of(), about);
    }

    /** Copies the collections, keeping their order. */
    public FeatureView {
        entities = List.copyOf(entities);
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        features = List.copyOf(features);
        expect = List.copyOf(expect);
    }

    /** Whether its features are aggregated over windows of events, all of them; otherwise each is what a column of the newest row holds. */
    public boolean isWindowed() {
        return features.get(0).derivation() instanceof Derivation.Aggregation;
    }

    /** The feature of that name, if the view has it. */
    public Optional<Feature> findFeature(String featureName) {
        return features.stream().filter(f -> f.name().equals(featureName)).findFirst();
    }
}
