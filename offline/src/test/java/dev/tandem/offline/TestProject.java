package dev.tandem.offline;

import dev.tandem.definition.About;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Project;
import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import dev.tandem.row.RowSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;

/** A project made for one test, as a registry would hold it. */
public final class TestProject {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final TreeMap<String, Entity> entities = new TreeMap<>();
    private final TreeMap<String, Source> sources = new TreeMap<>();
    private final TreeMap<String, FeatureView> views = new TreeMap<>();
    private final TreeMap<String, StoredView> storage = new TreeMap<>();
    private Optional<String> landing = Optional.empty();

    public TestProject(Path folder) {
        this.folder = folder;
    }

    /** Defines an entity of one key. */
    public TestProject entity(String name, ValueType type) {
        return entity(name, Map.of(name, type));
    }

    /** Defines an entity. */
    public TestProject entity(String name, Map<String, ValueType> keys) {
        List<JoinKey> joinKeys = new ArrayList<>();
        keys.forEach((key, type) -> joinKeys.add(new JoinKey(key, type)));
        entities.put(name, new Entity(name, joinKeys, About.NOTHING));
        return this;
    }

    /** Defines a table whose event time is {@code at}. */
    public TestProject table(String name, String format, String path) {
        return source(name, new Origin.Table(format, Optional.of(path), Optional.empty(), Map.of()), it -> it);
    }

    /** Defines a query whose event time is {@code at}. */
    public TestProject query(String name, String sql, String... inputs) {
        return source(name, new Origin.Query(sql, List.of(inputs)), it -> it);
    }

    /** Defines a source; {@code change} says what is not as usual. */
    public TestProject source(String name, Origin origin, UnaryOperator<SourceParts> change) {
        SourceParts parts = change.apply(new SourceParts());
        sources.put(
                name,
                new Source(
                        name,
                        origin,
                        Optional.ofNullable(parts.eventTime),
                        Optional.ofNullable(parts.createdTime),
                        new Availability(parts.availableFrom, parts.availableAfter),
                        parts.zone,
                        parts.lookback,
                        About.NOTHING));
        return this;
    }

    /** What a source may say of its times. */
    public static final class SourceParts {
        public @org.jspecify.annotations.Nullable String eventTime = "at";
        public @org.jspecify.annotations.Nullable String createdTime;
        public Availability.From availableFrom = Availability.From.EVENT_TIME;
        public Duration availableAfter = Duration.ZERO;
        public ZoneId zone = ZoneOffset.UTC;
        public Duration lookback = Duration.ZERO;

        /** Changes this and returns it. */
        public SourceParts with(java.util.function.Consumer<SourceParts> change) {
            change.accept(this);
            return this;
        }
    }

    /** Defines an online view, of features given as "name TYPE" or "name TYPE column". */
    public TestProject view(String name, String entity, String source, Optional<Duration> ttl, String... features) {
        return view(name, entity, source, Map.of(), ttl, features);
    }

    /** The same, with join keys read from columns of other names. */
    public TestProject view(
            String name,
            String entity,
            String source,
            Map<String, String> keys,
            Optional<Duration> ttl,
            String... features) {
        Map<String, String> allKeys = new LinkedHashMap<>();
        Objects.requireNonNull(entities.get(entity))
                .keys()
                .forEach(key -> allKeys.put(key.name(), keys.getOrDefault(key.name(), key.name())));
        List<Feature> parsed = new ArrayList<>();
        for (String feature : features) {
            String[] parts = feature.split(" ");
            parsed.add(new Feature(
                    parts[0], ValueType.parse(parts[1]), parts.length > 2 ? parts[2] : parts[0], About.NOTHING));
        }
        views.put(
                name,
                new FeatureView(
                        name, List.of(entity), source, allKeys, ttl, true, Optional.empty(), parsed, About.NOTHING));
        storage.put(name, new StoredView(name, storage.size() + 1L, List.of(RowSchema.of(1, parsed))));
        return this;
    }

    /** Sets an environment variable. */
    public TestProject variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Says where pushed rows are. */
    public TestProject landing(Path landingFolder) {
        landing = Optional.of(landingFolder.toString());
        return this;
    }

    /** A selection of a view by label columns called like its join keys, or as said. */
    public Selection select(String view, Map<String, String> keys, String prefix) {
        Map<String, String> columns = new LinkedHashMap<>();
        Objects.requireNonNull(views.get(view))
                .keys()
                .keySet()
                .forEach(key -> columns.put(key, keys.getOrDefault(key, key)));
        return new Selection(
                view,
                columns,
                Objects.requireNonNull(views.get(view)).features().stream()
                        .map(feature -> new Field(feature.name(), prefix + feature.name()))
                        .toList());
    }

    /** A service of all features of some views. */
    public FeatureService service(String... viewNames) {
        List<Selection> selections = new ArrayList<>();
        for (String view : viewNames) {
            selections.add(select(view, Map.of(), ""));
        }
        return new FeatureService("service", selections, About.NOTHING);
    }

    /** The project as it was applied. */
    public RegistryState state() {
        Definitions definitions =
                new Definitions(new Project("test", About.NOTHING), entities, sources, views, new TreeMap<>());
        return new RegistryState(7, Instant.parse("2026-01-01T00:00:00Z"), "somebody", definitions, storage);
    }

    /** The past of the project. */
    public History history(SparkSession spark) {
        return new History(spark, state(), new Workspace(folder.toString(), landing, environment::get));
    }
}
