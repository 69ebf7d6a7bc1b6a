package dev.tandem.cli.parity;

import dev.tandem.cli.parity.ProjectCase.EntityPart;
import dev.tandem.cli.parity.ProjectCase.LookedUp;
import dev.tandem.cli.parity.ProjectCase.OnDemandPart;
import dev.tandem.cli.parity.ProjectCase.SourcePart;
import dev.tandem.cli.parity.ProjectCase.SourceRow;
import dev.tandem.cli.parity.ProjectCase.Taken;
import dev.tandem.cli.parity.ProjectCase.Typed;
import dev.tandem.cli.parity.ProjectCase.ViewPart;
import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.definition.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Projects made up from a seed: few entities and few moments, so that keys meet, times tie, and ages and windows end on the very
 * microsecond; every type, every rule.
 */
final class MadeUpProject {
    private static final List<Instant> BEGINNINGS = List.of(
            Instant.parse("2013-03-10T06:00:00Z"),
            Instant.parse("1969-12-31T23:00:00Z"),
            Instant.parse("2026-02-28T23:30:00Z"));
    private static final List<Duration> LENGTHS =
            List.of(Duration.ofNanos(12_000), Duration.ofMinutes(90), Duration.ofDays(3), Duration.ofDays(45));
    private static final String EVENT_ID = "id";
    private static final List<String> TTLS = List.of("1s", "15m", "3h", "2d", "30d");

    private final long seed;
    private final int size;
    private final Random random;
    private final MadeUpValues values;
    private final MadeUpWindows windows;
    private final Instant beginning;
    private final Duration length;
    private final Duration grid;
    private final List<EntityPart> entities = new ArrayList<>();
    /** For each entity, the keys there are. */
    private final Map<String, List<List<Object>>> known = new HashMap<>();

    private final List<SourcePart> sources = new ArrayList<>();
    private final List<ViewPart> views = new ArrayList<>();
    private final List<OnDemandPart> onDemand = new ArrayList<>();
    private final List<Taken> service = new ArrayList<>();
    /** For each column that a caller brings, what it may hold. */
    private final Map<String, ValueType> callerColumns = new LinkedHashMap<>();

    private MadeUpProject(long seed, int size) {
        this.seed = seed;
        this.size = size;
        this.random = new Random(seed * 0x9E37_79B9_7F4A_7C15L + 1);
        this.values = new MadeUpValues(random);
        this.beginning = values.any(BEGINNINGS);
        this.length = values.any(LENGTHS);
        this.windows = new MadeUpWindows(random, values, length);
        this.grid = length.compareTo(Duration.ofHours(1)) < 0
                ? Duration.ofNanos(1_000)
                : length.compareTo(Duration.ofDays(1)) < 0 ? Duration.ofMinutes(5) : Duration.ofHours(1);
    }

    /**
     * Makes a project up.
     *
     * @param size how many rows it is asked about at each instant
     */
    static ProjectCase of(long seed, int size) {
        return new MadeUpProject(seed, size).project();
    }

    private ProjectCase project() {
        int entityCount = 1 + random.nextInt(3);
        for (int i = 0; i < entityCount; i++) {
            describe("e" + i);
        }
        int sourceCount = 1 + random.nextInt(2);
        for (int i = 0; i < sourceCount; i++) {
            source("s" + i);
        }
        views.forEach(this::take);
        take(values.any(views));
        int onDemandCount = random.nextInt(3);
        for (int i = 0; i < onDemandCount; i++) {
            compute("o" + i);
        }
        Collections.shuffle(service, random);
        List<Map<String, @Nullable Object>> asked = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            asked.add(question());
        }
        ProjectCase still = new ProjectCase(seed, entities, sources, views, onDemand, service, asked, List.of());
        return still.withSteps(new MadeUpSteps(random, still).steps());
    }

    private void describe(String name) {
        List<Typed> keys = new ArrayList<>();
        int parts = random.nextInt(3) > 0 ? 1 : 2 + random.nextInt(2);
        for (int i = 0; i < parts; i++) {
            keys.add(new Typed(name + "_k" + i, values.any(MadeUpValues.KEY_TYPES)));
        }
        entities.add(new EntityPart(name, keys));
        List<List<Object>> tuples = new ArrayList<>();
        int count = 2 + random.nextInt(size / 8 + 6);
        for (int i = 0; i < count; i++) {
            tuples.add(keys.stream().map(key -> values.value(key.type())).toList());
        }
        known.put(name, tuples);
    }

    private void source(String name) {
        boolean events = random.nextBoolean();
        int viewCount = 1 + random.nextInt(2);
        List<EntityPart> described = new ArrayList<>();
        for (int i = 0; i < viewCount; i++) {
            described.add(values.any(entities));
        }
        List<Typed> columns = new ArrayList<>();
        described.stream()
                .distinct()
                .forEach(entity ->
                        entity.keys().forEach(key -> columns.add(new Typed(SourcePart.KEY + key.name(), key.type()))));
        List<Typed> held = new ArrayList<>();
        int valueColumns = 2 + random.nextInt(6);
        for (int i = 0; i < valueColumns; i++) {
            held.add(new Typed("c" + i, events ? windows.columnType() : values.type()));
        }
        columns.addAll(held);
        if (events) {
            columns.add(new Typed(EVENT_ID, random.nextBoolean() ? ValueType.INT64 : ValueType.STRING));
        }
        boolean created = random.nextBoolean();
        List<SourceRow> rows = rows(described, columns, created);
        sources.add(
                new SourcePart(name, columns, settings(events, created), created, events, 1 + random.nextInt(3), rows));
        for (int i = 0; i < viewCount; i++) {
            if (events && random.nextInt(4) > 0) {
                windowed(name + "_w" + i, described.get(i), name, held);
            } else {
                lookedUp(name + "_v" + i, described.get(i), name, held);
            }
        }
    }

    private List<String> settings(boolean events, boolean created) {
        List<String> settings = new ArrayList<>();
        if (events) {
            settings.add("event_id: " + EVENT_ID);
        }
        if (created) {
            settings.add("created_time: made");
            if (random.nextBoolean()) {
                settings.add("available: created_time");
            }
        }
        if (random.nextInt(4) == 0) {
            settings.add("available_after: " + values.any(List.of("1s", "10m", "1d")));
        }
        if (random.nextInt(4) == 0) {
            settings.add("lookback: " + values.any(List.of("1m", "2h", "3d")));
        }
        return settings;
    }

    private void windowed(String name, EntityPart entity, String source, List<Typed> held) {
        views.add(new ViewPart(
                name,
                entity.name(),
                source,
                keysOf(entity),
                Optional.empty(),
                List.of(),
                windows.resolution(),
                windows.aggregations(held)));
    }

    private static Map<String, String> keysOf(EntityPart entity) {
        Map<String, String> keys = new LinkedHashMap<>();
        entity.keys().forEach(key -> keys.put(key.name(), SourcePart.KEY + key.name()));
        return keys;
    }

    private List<SourceRow> rows(List<EntityPart> described, List<Typed> columns, boolean created) {
        List<SourceRow> rows = new ArrayList<>();
        int count = 5 + random.nextInt(size * 2);
        for (int i = 0; i < count; i++) {
            SourceRow earlier = rows.isEmpty() ? null : rows.get(random.nextInt(rows.size()));
            rows.add(earlier != null && random.nextInt(12) == 0 ? earlier : row(described, columns, created, earlier));
        }
        return rows;
    }

    /** A row that may share its entity and its times with an earlier one. */
    private SourceRow row(
            List<EntityPart> described, List<Typed> columns, boolean created, @Nullable SourceRow earlier) {
        SourceRow twin = random.nextInt(6) == 0 ? earlier : null;
        List<@Nullable Object> row = new ArrayList<>();
        for (EntityPart entity : described.stream().distinct().toList()) {
            List<Object> tuple = values.any(Objects.requireNonNull(known.get(entity.name())));
            for (Object part : tuple) {
                row.add(random.nextInt(40) == 0 ? null : part);
            }
        }
        if (twin != null) {
            row = new ArrayList<>(twin.values().subList(0, row.size()));
        }
        for (Typed column : columns.subList(row.size(), columns.size())) {
            row.add(values.valueOrNull(column.type()));
        }
        Instant otherwise = random.nextInt(50) == 0 ? null : moment();
        Instant at = twin != null ? twin.at() : otherwise;
        Instant made = twin != null && random.nextBoolean() ? twin.created() : madeAfter(at);
        return new SourceRow(at, created ? made : null, Collections.unmodifiableList(row));
    }

    /** A moment on the grid that windows move along, or a microsecond beside it, or anywhere. */
    private Instant moment() {
        long steps = length.dividedBy(grid);
        Instant onGrid = beginning.plus(grid.multipliedBy(random.nextLong(steps + 1)));
        return switch (random.nextInt(4)) {
            case 0 -> onGrid;
            case 1 -> onGrid.plusNanos(1_000);
            case 2 -> onGrid.minusNanos(1_000);
            default -> onGrid.plusNanos(random.nextLong(Math.max(1, grid.toNanos() / 1_000)) * 1_000);
        };
    }

    private @Nullable Instant madeAfter(@Nullable Instant at) {
        Instant from = at == null ? beginning : at;
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> from;
            case 2 -> from.plusNanos(1_000);
            case 3 -> from.minusNanos(1_000);
            case 4 -> from.plus(length);
            default -> from.plus(grid.multipliedBy(random.nextInt(5)));
        };
    }

    private void lookedUp(String name, EntityPart entity, String source, List<Typed> held) {
        List<LookedUp> features = new ArrayList<>();
        for (Typed column : held) {
            if (features.isEmpty() || random.nextInt(5) > 0) {
                features.add(new LookedUp(new Typed("f_" + column.name(), column.type()), column.name()));
            }
        }
        Optional<String> ttl = random.nextInt(4) == 0 ? Optional.empty() : Optional.of(values.any(TTLS));
        views.add(
                new ViewPart(name, entity.name(), source, keysOf(entity), ttl, features, Optional.empty(), List.of()));
    }

    /** Takes a view, by columns of the caller that are its own or those of another view of the same types. */
    private void take(ViewPart view) {
        int number = service.size();
        Map<String, String> columns = new LinkedHashMap<>();
        for (Typed key : entity(view.entity()).keys()) {
            columns.put(key.name(), callerColumn(key, number));
        }
        boolean aliased = random.nextInt(3) == 0 && !view.windowed();
        List<String> features = aliased
                ? view.features().stream()
                        .map(each -> each.feature().name() + " as x" + number + "_"
                                + each.feature().name())
                        .toList()
                : List.of();
        service.add(new Taken(
                view.name(),
                columns,
                Map.of(),
                aliased ? Optional.empty() : Optional.of("p" + number + "_"),
                features));
    }

    /** Computes something of some features, and takes it. */
    private void compute(String name) {
        Map<String, ValueType> features = new LinkedHashMap<>();
        definitions()
                .views()
                .values()
                .forEach(view -> view.features()
                        .forEach(feature -> features.put(view.name() + ":" + feature.name(), feature.type())));
        OnDemandPart view = new MadeUpExpressions(random, values).view(name, features);
        onDemand.add(view);
        int number = service.size();
        Map<String, String> columns = new LinkedHashMap<>();
        for (String input : view.inputs()) {
            String from = input.substring(0, input.indexOf(':'));
            entity(viewNamed(from).entity())
                    .keys()
                    .forEach(key -> columns.computeIfAbsent(key.name(), unseen -> callerColumn(key, number)));
        }
        Map<String, String> request = new LinkedHashMap<>();
        for (Typed input : view.request()) {
            request.put(input.name(), callerColumn(input, number));
        }
        service.add(new Taken(name, columns, request, Optional.of("p" + number + "_"), List.of()));
    }

    /** What is defined so far, to know the types of what is aggregated. */
    private Definitions definitions() {
        return DefinitionFiles.parse(
                new Project("parity", About.NOTHING),
                Map.of(
                        "features.yaml",
                        new ProjectCase(seed, entities, sources, views, onDemand, service, List.of(), List.of())
                                .yaml()));
    }

    private ViewPart viewNamed(String name) {
        return views.stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String callerColumn(Typed key, int number) {
        String shared = "k_" + key.name();
        if (random.nextInt(3) > 0) {
            callerColumns.put(shared, key.type());
            return shared;
        }
        String own = "q" + number + "_" + key.name();
        callerColumns.put(own, key.type());
        return own;
    }

    private EntityPart entity(String name) {
        return entities.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, @Nullable Object> question() {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        callerColumns.forEach((column, type) -> row.put(column, values.value(type)));
        for (Taken taken : service) {
            if (random.nextInt(10) > 0) {
                name(taken, row);
            }
        }
        if (random.nextInt(15) == 0) {
            row.put(values.any(List.copyOf(row.keySet())), null);
        }
        return row;
    }

    /** Names entities that there are. */
    private void name(Taken taken, Map<String, @Nullable Object> row) {
        for (EntityPart entity : entities) {
            List<Object> tuple = values.any(Objects.requireNonNull(known.get(entity.name())));
            for (int i = 0; i < tuple.size(); i++) {
                String column = taken.columns().get(entity.keys().get(i).name());
                if (column != null) {
                    row.put(column, tuple.get(i));
                }
            }
        }
    }
}
