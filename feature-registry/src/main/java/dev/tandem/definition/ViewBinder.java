package dev.tandem.definition;

import dev.tandem.definition.Entity.JoinKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes feature views of what was written. */
final class ViewBinder {
    private final Draft draft;
    private final Problems problems;
    private final Map<String, Entity> entities;
    private final Map<String, Source> sources;
    private final AggregationBinder aggregations;
    private final Supplier<Transforms> transforms;

    ViewBinder(
            Draft draft, Map<String, Entity> entities, Map<String, Source> sources, Supplier<Transforms> transforms) {
        this.draft = draft;
        this.aggregations = new AggregationBinder(draft, sources, transforms);
        this.transforms = transforms;
        this.problems = draft.problems();
        this.entities = entities;
        this.sources = sources;
    }

    SortedMap<String, FeatureView> bind() {
        SortedMap<String, FeatureView> views = new TreeMap<>();
        draft.views().forEach((name, part) -> {
            if (part.isUsable()) {
                views.put(name, view(name, part));
            }
        });
        return views;
    }

    private FeatureView view(String name, Part part) {
        List<JoinKey> joinKeys = joinKeys(name, part);
        boolean online = part.findText("online").map(Boolean::parseBoolean).orElse(true);
        return new FeatureView(
                name,
                part.texts("entities"),
                source(name, part),
                keys(name, part, joinKeys),
                ttl(name, part),
                online,
                schedule(name, part, online),
                features(name, part, joinKeys),
                expectations(name, part, joinKeys),
                part.about());
    }

    private List<Expectation> expectations(String name, Part part, List<JoinKey> joinKeys) {
        Map<String, ValueType> keys = new LinkedHashMap<>();
        joinKeys.forEach(key -> keys.put(key.name(), key.type()));
        Map<String, Part> features = part.find("features").map(Part::fields).orElse(Map.of());
        Optional<Source> source = part.findText("source").map(sources::get);
        return new WrittenExpectations(
                        Expectable.of(name, source, keys, features, knowsAllEntities(part)), problems, transforms)
                .readFeatures(features)
                .read(part)
                .all();
    }

    /** The join keys of a view's entities, as far as they are known. */
    private List<JoinKey> joinKeys(String name, Part part) {
        List<JoinKey> joinKeys = new ArrayList<>();
        Map<String, String> entityOf = new HashMap<>();
        for (Part mention : part.items("entities")) {
            String entityName = mention.text();
            if (!draft.entities().containsKey(entityName)) {
                draft.addUnknown(
                        mention,
                        "View '%s' describes entity '%s', which does not exist".formatted(name, entityName),
                        draft.entities());
            }
            Entity entity = entities.get(entityName);
            for (JoinKey key : entity == null ? List.<JoinKey>of() : entity.keys()) {
                String other = entityOf.putIfAbsent(key.name(), entityName);
                if (other == null) {
                    joinKeys.add(key);
                } else if (!other.equals(entityName)) {
                    problems.add(
                            mention.place(),
                            "Entities '%s' and '%s' of view '%s' both have a join key '%s'"
                                    .formatted(other, entityName, name, key.name()),
                            "Rename the join key in one of them: the keys of a view need names of their own.");
                }
            }
        }
        return joinKeys;
    }

    private boolean knowsAllEntities(Part part) {
        List<Part> mentions = part.items("entities");
        return !mentions.isEmpty()
                && mentions.stream().allMatch(mention -> entities.containsKey(mention.text()))
                && mentions.size() == part.find("entities").orElseThrow().node().size();
    }

    private String source(String name, Part part) {
        Optional<Part> mention = part.find("source");
        String sourceName = mention.map(Part::text).orElse("");
        mention.ifPresent(written -> {
            if (!draft.sources().containsKey(sourceName)) {
                draft.addUnknown(
                        written,
                        "View '%s' reads source '%s', which does not exist".formatted(name, sourceName),
                        draft.sources());
            } else if (sources.containsKey(sourceName)
                    && !draft.sources().get(sourceName).node().has("event_time")) {
                problems.add(
                        written.place(),
                        "View '%s' reads source '%s', which names no event_time".formatted(name, sourceName),
                        "Add event_time, the column that says when a row became true, to the source in %s."
                                .formatted(draft.sources().get(sourceName).keyPlace()));
            }
        });
        return sourceName;
    }

    private Map<String, String> keys(String name, Part part, List<JoinKey> joinKeys) {
        Map<String, String> columns = new LinkedHashMap<>();
        joinKeys.forEach(key -> columns.put(key.name(), key.name()));
        part.fields("keys").forEach((key, column) -> {
            if (columns.replace(key, column.text()) == null && knowsAllEntities(part)) {
                problems.addUnknown(
                        column.keyPlace(),
                        "View '%s' has no join key '%s'".formatted(name, key),
                        key,
                        columns.keySet());
            }
        });
        return columns;
    }

    private Optional<Duration> ttl(String name, Part part) {
        Optional<Duration> ttl = part.findText("ttl").flatMap(Durations::find);
        if (ttl.filter(Duration::isZero).isPresent()) {
            problems.add(
                    part.find("ttl").orElseThrow().place(),
                    "The ttl of view '%s' is zero, so that no row would ever count".formatted(name),
                    "Write how old a row may be, such as 3h, or leave ttl out for rows that do not go stale.");
        }
        return ttl;
    }

    private Optional<String> schedule(String name, Part part, boolean online) {
        Optional<Part> schedule = part.find("schedule");
        schedule.ifPresent(written -> {
            Schedules.problem(written.text())
                    .ifPresent(
                            problem -> problems.add(
                                    written.place(),
                                    "The schedule of view '%s' means nothing: %s".formatted(name, problem),
                                    "Write five cron fields in UTC: minute, hour, day of the month, month and day of the week, such as \"5 * * * *\"."));
            if (!online) {
                problems.add(
                        written.keyPlace(),
                        "View '%s' has a schedule, and is not kept online".formatted(name),
                        "Remove schedule, or write online: true.");
            }
        });
        return schedule.map(Part::text).map(String::strip);
    }

    private List<Feature> features(String name, Part part, List<JoinKey> joinKeys) {
        List<Feature> features = new ArrayList<>();
        part.find("features").map(Part::fields).orElse(Map.of()).forEach((feature, written) -> {
            checkName(name, feature, written.keyPlace(), joinKeys);
            features.add(new Feature(
                    feature,
                    WrittenType.of(written.isText() ? Optional.of(written) : written.find("type"), problems),
                    new Derivation.Column(written.findText("from").orElse(feature)),
                    WrittenDrift.of(written, problems),
                    written.about()));
        });
        for (WrittenFeature aggregated : aggregations.bind(name, part)) {
            String feature = aggregated.feature().name();
            checkName(name, feature, aggregated.place(), joinKeys);
            if (features.stream().anyMatch(other -> other.name().equals(feature))) {
                problems.add(
                        aggregated.place(),
                        "View '%s' has two features called '%s'".formatted(name, feature),
                        "Give one of the aggregations a name of its own with name.");
            }
            features.add(aggregated.feature());
        }
        return features;
    }

    private void checkName(String view, String feature, Place place, List<JoinKey> joinKeys) {
        ReservedNames.refuse(problems, place, feature, "feature");
        if (joinKeys.stream().anyMatch(key -> key.name().equals(feature))) {
            problems.add(
                    place,
                    "View '%s' has a join key and a feature called '%s'".formatted(view, feature),
                    "Remove the feature, or give it another name: the key is there anyway.");
        }
    }
}
