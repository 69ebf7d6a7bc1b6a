package dev.tandem.cli.parity;

import dev.tandem.definition.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A whole small project: what it defines, what its sources hold, and what happens to it. {@link CaseText} shows it to people.
 *
 * @param seed where it came from
 * @param service what its only service takes, in order
 * @param asked what that service is asked about: a value for each column that a caller brings
 * @param steps what happens, in the order of time
 */
record ProjectCase(
        long seed,
        List<EntityPart> entities,
        List<SourcePart> sources,
        List<ViewPart> views,
        List<OnDemandPart> onDemand,
        List<Taken> service,
        List<Map<String, @Nullable Object>> asked,
        List<Step> steps) {
    static final String SERVICE = "service";

    /** A name and a type. */
    record Typed(String name, ValueType type) {}

    /** An entity. */
    record EntityPart(String name, List<Typed> keys) {}

    /**
     * A source.
     *
     * @param columns all columns but the times
     * @param settings what the definition says of it besides, line by line
     * @param created whether it has a created time
     * @param files how many files it is in
     */
    record SourcePart(
            String name,
            List<Typed> columns,
            List<String> settings,
            boolean created,
            boolean events,
            int files,
            List<SourceRow> rows) {
        /** How the names of columns begin that hold keys. */
        static final String KEY = "of_";

        /** The columns that aggregations may use. */
        List<Typed> declared() {
            return columns.stream()
                    .filter(column -> !column.name().startsWith(KEY))
                    .toList();
        }

        /** The values of a row in some columns. */
        List<@Nullable Object> values(SourceRow row, List<String> wanted) {
            List<String> names = columns.stream().map(Typed::name).toList();
            List<@Nullable Object> found = new ArrayList<>();
            wanted.forEach(column -> found.add(row.values().get(names.indexOf(column))));
            return found;
        }

        SourcePart withRows(List<SourceRow> fewer) {
            return new SourcePart(name, columns, settings, created, events, files, fewer);
        }
    }

    /** A row of a source: its times, and a value for each column. */
    record SourceRow(@Nullable Instant at, @Nullable Instant created, List<@Nullable Object> values) {}

    /**
     * A feature view.
     *
     * @param keys for each join key, the source's column
     * @param features of a view that is looked up, with the source's column of each
     * @param aggregations of a windowed view, as they are written
     */
    record ViewPart(
            String name,
            String entity,
            String source,
            Map<String, String> keys,
            Optional<String> ttl,
            List<LookedUp> features,
            Optional<String> resolution,
            List<String> aggregations) {
        boolean windowed() {
            return !aggregations.isEmpty();
        }

        ViewPart withAggregations(List<String> fewer) {
            return new ViewPart(name, entity, source, keys, ttl, features, resolution, fewer);
        }
    }

    /** A feature that is looked up. */
    record LookedUp(Typed feature, String column) {}

    /** An on-demand view; features are written as {@code name: {type: T, expression: "E"}}. */
    record OnDemandPart(String name, List<String> inputs, List<Typed> request, List<String> features) {
        OnDemandPart withFeatures(List<String> fewer) {
            return new OnDemandPart(name, inputs, request, fewer);
        }
    }

    /**
     * What the service takes of a view.
     *
     * @param columns for each join key, the caller's column
     * @param request for each request input, the caller's column
     * @param features as they are written; none: all
     */
    record Taken(
            String view,
            Map<String, String> columns,
            Map<String, String> request,
            Optional<String> prefix,
            List<String> features) {
        Taken withFeatures(List<String> fewer) {
            return new Taken(view, columns, request, prefix, fewer);
        }
    }

    /** How the rows that became known since the last step come to the online store. */
    enum Way {
        INCREMENTAL,
        FULL,
        /** Each is pushed, in any order, some twice. */
        PUSH,
        /** What was known at an earlier instant is materialised, and the rest pushed. */
        BOTH
    }

    /**
     * One step: the online store is brought up to an instant, and then asked, at that instant and later, before anything else happens.
     *
     * @param earlier up to when {@link Way#BOTH} materialises
     * @param at up to when everything is there
     * @param ways how, by view
     * @param asks when it is asked
     */
    record Step(Instant earlier, Instant at, SortedMap<String, Way> ways, List<Instant> asks) {
        Step {
            ways = new TreeMap<>(ways);
        }

        Step asking(List<Instant> fewer) {
            return new Step(earlier, at, ways, fewer);
        }
    }

    SourcePart source(String name) {
        return sources.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    ProjectCase withSources(UnaryOperator<SourcePart> change) {
        return new ProjectCase(
                seed, entities, sources.stream().map(change).toList(), views, onDemand, service, asked, steps);
    }

    ProjectCase withViews(UnaryOperator<ViewPart> change) {
        return new ProjectCase(
                seed, entities, sources, views.stream().map(change).toList(), onDemand, service, asked, steps);
    }

    ProjectCase withOnDemand(UnaryOperator<OnDemandPart> change) {
        return new ProjectCase(
                seed, entities, sources, views, onDemand.stream().map(change).toList(), service, asked, steps);
    }

    ProjectCase withService(List<Taken> fewer) {
        return new ProjectCase(seed, entities, sources, views, onDemand, fewer, asked, steps);
    }

    ProjectCase withAsked(List<Map<String, @Nullable Object>> fewer) {
        return new ProjectCase(seed, entities, sources, views, onDemand, service, fewer, steps);
    }

    ProjectCase withSteps(List<Step> fewer) {
        return new ProjectCase(seed, entities, sources, views, onDemand, service, asked, fewer);
    }

    /** The same without the parts that its service does not need. */
    ProjectCase tidied() {
        List<String> taken = service.stream().map(Taken::view).toList();
        List<OnDemandPart> computed =
                onDemand.stream().filter(each -> taken.contains(each.name())).toList();
        List<String> needed = new ArrayList<>(taken);
        computed.forEach(each -> each.inputs().forEach(input -> needed.add(input.substring(0, input.indexOf(':')))));
        List<ViewPart> kept =
                views.stream().filter(view -> needed.contains(view.name())).toList();
        List<String> read = kept.stream().map(ViewPart::source).toList();
        List<String> described = kept.stream().map(ViewPart::entity).toList();
        return new ProjectCase(
                seed,
                entities.stream()
                        .filter(each -> described.contains(each.name()))
                        .toList(),
                sources.stream().filter(each -> read.contains(each.name())).toList(),
                kept,
                computed,
                service,
                asked,
                steps);
    }

    /** The definition file. */
    String yaml() {
        StringBuilder yaml = new StringBuilder("entities:\n");
        for (EntityPart entity : entities) {
            yaml.append("  %s: {keys: {%s}}\n".formatted(entity.name(), types(entity.keys())));
        }
        yaml.append("sources:\n");
        for (SourcePart source : sources) {
            yaml.append("  %s:\n    format: parquet\n    path: %s\n    event_time: at\n"
                    .formatted(source.name(), source.name()));
            source.settings().forEach(line -> yaml.append("    ").append(line).append('\n'));
            if (source.events()) {
                yaml.append("    columns: {%s}\n".formatted(types(source.declared())));
            }
        }
        yaml.append("views:\n");
        views.forEach(view -> yaml.append(yaml(view)));
        if (!onDemand.isEmpty()) {
            yaml.append("on_demand:\n");
        }
        for (OnDemandPart view : onDemand) {
            yaml.append("  %s:\n    inputs: [%s]\n    request: {%s}\n    features:\n"
                    .formatted(
                            view.name(),
                            view.inputs().stream()
                                    .map(input -> '"' + input + '"')
                                    .collect(Collectors.joining(", ")),
                            types(view.request())));
            view.features()
                    .forEach(feature -> yaml.append("      ").append(feature).append('\n'));
        }
        yaml.append("services:\n  %s:\n    features:\n".formatted(SERVICE));
        for (Taken taken : service) {
            yaml.append("      - %s: {entities: {%s}%s%s%s}\n"
                    .formatted(
                            taken.view(),
                            pairs(taken.columns()),
                            taken.request().isEmpty() ? "" : ", request: {" + pairs(taken.request()) + "}",
                            taken.prefix().map(prefix -> ", prefix: " + prefix).orElse(""),
                            taken.features().isEmpty()
                                    ? ""
                                    : ", features: [" + String.join(", ", taken.features()) + "]"));
        }
        return yaml.toString();
    }

    private static String yaml(ViewPart view) {
        StringBuilder yaml = new StringBuilder("  %s:\n    entities: [%s]\n    source: %s\n    keys: {%s}\n"
                .formatted(view.name(), view.entity(), view.source(), pairs(view.keys())));
        view.ttl().ifPresent(ttl -> yaml.append("    ttl: ").append(ttl).append('\n'));
        view.resolution()
                .ifPresent(each -> yaml.append("    resolution: ").append(each).append('\n'));
        if (view.windowed()) {
            yaml.append("    aggregations:\n");
            view.aggregations()
                    .forEach(each -> yaml.append("      - ").append(each).append('\n'));
        } else {
            yaml.append("    features:\n");
        }
        for (LookedUp feature : view.features()) {
            yaml.append("      %s: {type: \"%s\", from: %s}\n"
                    .formatted(feature.feature().name(), feature.feature().type(), feature.column()));
        }
        return yaml.toString();
    }

    private static String types(List<Typed> columns) {
        return columns.stream()
                .map(column -> "%s: \"%s\"".formatted(column.name(), column.type()))
                .collect(Collectors.joining(", "));
    }

    private static String pairs(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + ": " + pair.getValue())
                .collect(Collectors.joining(", "));
    }
}
