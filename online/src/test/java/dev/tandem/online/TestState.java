package dev.tandem.online;

import dev.tandem.definition.About;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Derivation;
import dev.tandem.definition.Entity;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.OnDemandView;
import dev.tandem.definition.OnDemandView.Input;
import dev.tandem.definition.OnDemandView.RequestInput;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Project;
import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import dev.tandem.row.RowSchema;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A registry state, put together view by view. Not thread-safe. */
final class TestState {
    private final SortedMap<String, Entity> entities = new TreeMap<>();
    private final SortedMap<String, Source> sources = new TreeMap<>();
    private final SortedMap<String, FeatureView> views = new TreeMap<>();
    private final SortedMap<String, OnDemandView> onDemand = new TreeMap<>();
    private final SortedMap<String, StoredView> storage = new TreeMap<>();

    /** Adds an entity of some keys, each as {@code name:TYPE}. */
    TestState entity(String name, String... keys) {
        List<JoinKey> joinKeys = new ArrayList<>();
        for (String key : keys) {
            joinKeys.add(new JoinKey(key.split(":")[0], ValueType.parse(key.split(":")[1])));
        }
        entities.put(name, new Entity(name, joinKeys, About.NOTHING));
        return this;
    }

    /** A view to add; its features each as {@code name:TYPE}. */
    record View(String name, String entity, Optional<Duration> ttl, Availability availability, List<String> features) {
        View(String name, String entity, String... features) {
            this(name, entity, Optional.empty(), Availability.AT_EVENT_TIME, List.of(features));
        }

        View ttl(Duration of) {
            return new View(name, entity, Optional.of(of), availability, features);
        }

        View available(Availability.From from, Duration after) {
            return new View(name, entity, ttl, new Availability(from, after), features);
        }
    }

    /** Adds a view whose rows are kept online, written under one schema. */
    TestState online(View view) {
        List<Feature> features = define(view, true);
        storage.put(view.name, new StoredView(view.name, views.size(), List.of(RowSchema.of(0, features))));
        return this;
    }

    /** Adds a view whose rows are not kept online. */
    TestState offline(View view) {
        define(view, false);
        return this;
    }

    private List<Feature> define(View view, boolean online) {
        List<Feature> features = new ArrayList<>();
        for (String feature : view.features) {
            String name = feature.split(":")[0];
            features.add(new Feature(name, ValueType.parse(feature.split(":")[1]), name, About.NOTHING));
        }
        sources.put(
                view.name,
                new Source(
                        view.name,
                        new Origin.Table("parquet", Optional.of("p"), Optional.empty(), Map.of()),
                        Optional.of("event_time"),
                        Optional.of("created_time"),
                        view.availability,
                        ZoneOffset.UTC,
                        Duration.ZERO,
                        About.NOTHING));
        views.put(
                view.name,
                new FeatureView(
                        view.name,
                        List.of(view.entity),
                        view.name,
                        Map.of(),
                        view.ttl,
                        online,
                        Optional.empty(),
                        features,
                        About.NOTHING));
        return features;
    }

    /**
     * Adds an on-demand view.
     *
     * @param inputs each as {@code view:feature as name}
     * @param request each as {@code name:TYPE}
     * @param features each as {@code name:TYPE = expression}
     */
    TestState onDemand(String name, List<String> inputs, List<String> request, String... features) {
        List<Input> allInputs = new ArrayList<>();
        for (String input : inputs) {
            String[] parts = input.split("[: ]");
            allInputs.add(new Input(parts[0], parts[1], parts[3]));
        }
        List<RequestInput> allRequest = new ArrayList<>();
        for (String input : request) {
            allRequest.add(new RequestInput(input.split(":")[0], ValueType.parse(input.split(":")[1])));
        }
        List<Feature> allFeatures = new ArrayList<>();
        for (String feature : features) {
            String[] parts = feature.split(":| = ", 3);
            allFeatures.add(new Feature(
                    parts[0], ValueType.parse(parts[1]), new Derivation.Expression(parts[2]), About.NOTHING));
        }
        onDemand.put(name, new OnDemandView(name, allInputs, allRequest, allFeatures, About.NOTHING));
        return this;
    }

    /** Adds features to a view, and with them a schema. */
    TestState grow(View view) {
        StoredView before = state().stored(view.name);
        List<RowSchema> schemas = new ArrayList<>(before.schemas());
        schemas.add(RowSchema.of(schemas.size(), define(view, true)));
        storage.put(view.name, new StoredView(view.name, before.generation(), schemas));
        return this;
    }

    RegistryState state() {
        return new RegistryState(
                1,
                Instant.EPOCH,
                "somebody",
                new Definitions(
                        new Project("test", About.NOTHING), entities, sources, views, onDemand, new TreeMap<>()),
                storage);
    }

    /** A selection from a view: the columns of its keys, in order, and features, each as {@code feature} or {@code feature as name}. */
    static Selection select(String view, Map<String, String> keys, String... fields) {
        List<Field> all = new ArrayList<>();
        for (String field : fields) {
            String[] parts = field.split(" as ");
            all.add(new Field(parts[0], parts[parts.length - 1]));
        }
        return new Selection(view, new LinkedHashMap<>(keys), all);
    }

    static FeatureService service(Selection... selections) {
        return new FeatureService("service", List.of(selections), About.NOTHING);
    }
}
