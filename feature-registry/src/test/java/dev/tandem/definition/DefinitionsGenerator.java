package dev.tandem.definition;

import dev.tandem.definition.DriftThresholds.Levels;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.Source.Availability;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes valid definitions that use every field of the language, the same ones for the same seed. */
public final class DefinitionsGenerator {
    private static final List<String> TEXTS = List.of(
            "plain",
            "two words",
            "a: b # c",
            "\"quoted\" and 'quoted'",
            "line\nbreak\ttab",
            "Zürich 東京 \uD83D\uDEEB",
            "back\\slash ${SECRET}",
            " padded ",
            "yes",
            "12",
            "null");
    private static final List<ValueType> TYPES = List.of(
            ValueType.BOOL,
            ValueType.INT32,
            ValueType.INT64,
            ValueType.FLOAT32,
            ValueType.FLOAT64,
            ValueType.decimal(38, 0),
            ValueType.decimal(10, 2),
            ValueType.STRING,
            ValueType.BYTES,
            ValueType.DATE,
            ValueType.TIMESTAMP,
            ValueType.array(ValueType.FLOAT64),
            ValueType.array(ValueType.decimal(5, 5)));
    private static final List<ValueType> KEY_TYPES =
            TYPES.stream().filter(ValueType::isKeyType).toList();

    private final Random random;

    public DefinitionsGenerator(long seed) {
        random = new Random(seed);
    }

    public Definitions next() {
        SortedMap<String, Entity> entities = named(1 + random.nextInt(4), "entity_", this::entity);
        SortedMap<String, Source> sources = named(1 + random.nextInt(4), "source_", this::table);
        List<String> tables = List.copyOf(sources.keySet());
        sources.putAll(named(random.nextInt(3), "query_", name -> query(name, tables)));
        SortedMap<String, FeatureView> views =
                named(1 + random.nextInt(4), "view_", name -> view(name, entities, List.copyOf(sources.keySet())));
        SortedMap<String, FeatureService> services = named(random.nextInt(4), "service_", name -> service(name, views));
        return new Definitions(
                new Project("project_" + random.nextInt(10), about()), entities, sources, views, services);
    }

    private <T> SortedMap<String, T> named(int count, String prefix, Function<String, T> maker) {
        SortedMap<String, T> map = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            map.put(prefix + i, maker.apply(prefix + i));
        }
        return map;
    }

    private Entity entity(String name) {
        List<JoinKey> keys = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            keys.add(new JoinKey(name + "_key_" + i, oneOf(KEY_TYPES)));
        }
        return new Entity(name, keys, about());
    }

    private Source table(String name) {
        boolean path = random.nextBoolean();
        Map<String, String> options = new TreeMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            options.put("option" + i, text());
        }
        return source(
                name,
                new Origin.Table(
                        oneOf(List.of("parquet", "csv", "delta")),
                        path ? Optional.of("data/" + text()) : Optional.empty(),
                        path ? Optional.empty() : Optional.of("lake." + name),
                        options));
    }

    private Source query(String name, List<String> tables) {
        String input = oneOf(tables);
        return source(
                name,
                new Origin.Query(
                        "SELECT * FROM " + input + "\n-- "
                                + text().replace("\n", " ").strip(),
                        List.of(input)));
    }

    private Source source(String name, Origin origin) {
        boolean created = random.nextBoolean();
        return new Source(
                name,
                origin,
                Optional.of("time of " + name),
                created ? Optional.of("ingested_at") : Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                new Availability(
                        created && random.nextBoolean() ? Availability.From.CREATED_TIME : Availability.From.EVENT_TIME,
                        random.nextBoolean() ? duration() : Duration.ZERO),
                ZoneId.of(oneOf(List.of("UTC", "Europe/Berlin", "+05:30", "America/New_York"))),
                created || random.nextBoolean() ? Duration.ZERO : duration(),
                expect(List.of("time of " + name)),
                about());
    }

    /** Some of the things that can be expected of columns whatever their types are. */
    private List<Expectation> expect(List<String> columns) {
        Map<String, Expectation> expectations = new LinkedHashMap<>();
        while (random.nextInt(3) == 0) {
            Expectation next = new Expectation(rule(columns), oneOf(List.of(Severity.values())));
            expectations.put(next.text(), next);
        }
        return List.copyOf(expectations.values());
    }

    private Rule rule(List<String> columns) {
        return switch (random.nextInt(5)) {
            case 0 -> new Rule.NotNull(oneOf(columns), oneOf(List.of(BigDecimal.ONE, new BigDecimal("0.95"))));
            case 1 -> new Rule.Unique(List.copyOf(new LinkedHashSet<>(List.of(oneOf(columns), oneOf(columns)))));
            case 2 -> new Rule.RowCount(OptionalLong.of(random.nextInt(9)), OptionalLong.empty());
            case 3 -> new Rule.Freshness(duration());
            default -> new Rule.Sql("length(" + text().strip() + ") > 1");
        };
    }

    private FeatureView view(String name, Map<String, Entity> entities, List<String> sources) {
        List<Entity> described = entities.values().stream()
                .filter(each -> random.nextInt(entities.size()) == 0)
                .toList();
        if (described.isEmpty()) {
            described = List.of(oneOf(List.copyOf(entities.values())));
        }
        Map<String, String> keys = new LinkedHashMap<>();
        for (Entity entity : described) {
            entity.keys().forEach(key -> keys.put(key.name(), random.nextBoolean() ? key.name() : text()));
        }
        List<Feature> features = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String feature = name + "_feature_" + i;
            features.add(new Feature(
                    feature,
                    oneOf(TYPES),
                    new Derivation.Column(random.nextBoolean() ? feature : text()),
                    drift(),
                    about()));
        }
        boolean online = random.nextBoolean();
        return new FeatureView(
                name,
                described.stream().map(Entity::name).toList(),
                oneOf(sources),
                keys,
                optional(this::duration),
                online,
                online ? optional(() -> oneOf(List.of("5 * * * *", "*/15 6-22 * * 1-5"))) : Optional.empty(),
                features,
                expect(features.stream().map(Feature::name).toList()),
                about());
    }

    private FeatureService service(String name, Map<String, FeatureView> views) {
        List<Selection> selections = new ArrayList<>();
        for (FeatureView view : views.values()) {
            if (random.nextBoolean() || selections.isEmpty()) {
                selections.add(selection(view, ""));
            }
            if (random.nextInt(3) == 0) {
                selections.add(selection(view, "again_"));
            }
        }
        return new FeatureService(name, selections, drift(), about());
    }

    private Selection selection(FeatureView view, String prefix) {
        Map<String, String> keys = new LinkedHashMap<>();
        view.keys().keySet().forEach(key -> keys.put(key, random.nextBoolean() ? key : "label of " + prefix + key));
        List<Field> fields = new ArrayList<>();
        for (Feature feature : view.features()) {
            if (random.nextBoolean() || fields.isEmpty()) {
                fields.add(new Field(feature.name(), prefix + (random.nextBoolean() ? "" : "as_") + feature.name()));
            }
        }
        return new Selection(view.name(), keys, fields);
    }

    private DriftThresholds drift() {
        Map<DriftMeasure, Levels> levels = new EnumMap<>(DriftMeasure.class);
        while (random.nextInt(3) == 0) {
            levels.put(
                    oneOf(List.of(DriftMeasure.values())),
                    new Levels(
                            optional(() -> oneOf(List.of(0.1, 0.25, 1.0))), optional(() -> oneOf(List.of(1.5, 2.0)))));
        }
        return new DriftThresholds(levels);
    }

    private About about() {
        return random.nextBoolean()
                ? About.NOTHING
                : new About(
                        random.nextBoolean() ? text().strip() : "",
                        random.nextBoolean() ? "someone@example.org" : "",
                        random.nextBoolean() ? List.of("b", "a") : List.of());
    }

    private Duration duration() {
        return Duration.ofSeconds(1 + random.nextInt(1_000_000));
    }

    private String text() {
        return oneOf(TEXTS);
    }

    private <T> Optional<T> optional(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
