package dev.tandem.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.DefinitionsJson;
import dev.tandem.registry.Plan.Action;
import dev.tandem.registry.Plan.Change;
import dev.tandem.registry.Plan.Effect;
import dev.tandem.registry.Plan.FieldChange;
import dev.tandem.registry.StoragePlan.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lists what differs between two sets of definitions, and what each difference means for stored rows and for services. */
final class DefinitionDiff {
    private static final String CHANGES_NO_ROW = "";
    /** Fields of entities and sources that change no row. */
    private static final Set<String> COSMETIC = Set.of("description", "owner", "tags", "lookback", "drift", "expect");

    private final Optional<Definitions> base;
    private final Definitions wanted;
    private final StoragePlan storage;
    private final JsonNode before;
    private final JsonNode after;
    private final Dependents dependents;

    private DefinitionDiff(Optional<Definitions> base, Definitions wanted, StoragePlan storage) {
        this.base = base;
        this.wanted = wanted;
        this.storage = storage;
        this.before = base.<JsonNode>map(DefinitionsJson::tree).orElse(MissingNode.getInstance());
        this.after = DefinitionsJson.tree(wanted);
        this.dependents = new Dependents(base, wanted);
    }

    /** Every change, by kind, then by name. */
    static List<Change> changes(Optional<Definitions> base, Definitions wanted, StoragePlan storage) {
        DefinitionDiff diff = new DefinitionDiff(base, wanted, storage);
        List<Change> changes = new ArrayList<>();
        diff.project().ifPresent(changes::add);
        for (String name : diff.names("entities")) {
            diff.entity(name).ifPresent(changes::add);
        }
        for (String name : diff.names("sources")) {
            diff.source(name).ifPresent(changes::add);
        }
        for (String name : diff.names("views")) {
            diff.view(name).ifPresent(changes::add);
        }
        for (String name : diff.names("on_demand")) {
            diff.onDemandView(name).ifPresent(changes::add);
        }
        for (String name : diff.names("services")) {
            diff.service(name).ifPresent(changes::add);
        }
        return changes;
    }

    private NavigableSet<String> names(String section) {
        NavigableSet<String> names = new TreeSet<>();
        before.path(section).fieldNames().forEachRemaining(names::add);
        after.path(section).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Optional<Change> project() {
        JsonNode was = before.path("project");
        JsonNode is = after.path("project");
        if (was.equals(is)) {
            return Optional.empty();
        }
        List<FieldChange> fields = was.isMissingNode() ? List.of() : Fields.compare(was, is);
        return Optional.of(new Change(
                was.isMissingNode() ? Action.ADDED : Action.CHANGED,
                "project",
                wanted.project().name(),
                fields,
                Effect.COMPATIBLE,
                CHANGES_NO_ROW,
                List.of()));
    }

    private Optional<Change> entity(String name) {
        return difference("entities", name)
                .map(difference -> beneathViews("entity", name, difference, dependents.viewsOfEntity(name)));
    }

    private Optional<Change> source(String name) {
        return difference("sources", name)
                .map(difference -> beneathViews("source", name, difference, dependents.viewsOfSource(name)));
    }

    /** A definition that views are made of. */
    private Change beneathViews(String kind, String name, Difference difference, NavigableSet<String> views) {
        boolean rowsChange = difference.action() != Action.CHANGED
                || difference.fields().stream().anyMatch(DefinitionDiff::changesRows);
        List<String> restarted = difference.action() == Action.CHANGED && rowsChange
                ? views.stream()
                        .filter(view -> storage.fate(view) == Fate.RESTARTED)
                        .toList()
                : List.of();
        return new Change(
                difference.action(),
                kind,
                name,
                difference.fields(),
                restarted.isEmpty() ? Effect.COMPATIBLE : Effect.NEW_GENERATION,
                restarted.isEmpty() ? CHANGES_NO_ROW : Consequence.ofRestarting(restarted),
                rowsChange ? dependents.servicesOfViews(views) : List.of());
    }

    private static boolean changesRows(FieldChange field) {
        return !COSMETIC.contains(field.field().split("\\.", 2)[0]);
    }

    private Optional<Change> view(String name) {
        Fate fate = storage.fate(name);
        List<FieldChange> causes = fate == Fate.RESTARTED ? causes(name) : List.of();
        Optional<Difference> own = difference("views", name);
        if (own.isEmpty() && causes.isEmpty()) {
            return Optional.empty();
        }
        Difference difference =
                own.orElse(new Difference(Action.CHANGED, List.of())).plus(causes);
        ViewChange view = new ViewChange(base, wanted, name, fate);
        return Optional.of(new Change(
                difference.action(),
                "view",
                name,
                difference.fields(),
                view.effect(),
                view.consequence(),
                view.touchesAll()
                        ? dependents.servicesOfViews(new TreeSet<>(Set.of(name)))
                        : dependents.servicesOfFeatures(name, view.touchedFeatures())));
    }

    /** What begins a new generation of a view without standing in the view itself. */
    private List<FieldChange> causes(String view) {
        List<FieldChange> causes = new ArrayList<>();
        dependents.entitiesOf(view).forEach(entity -> addCauses("entity", "entities", entity, causes));
        dependents.sourcesOf(view).forEach(source -> addCauses("source", "sources", source, causes));
        Map<String, String> settings = new TreeMap<>(storage.engineBefore());
        settings.putAll(storage.engineAfter());
        for (String setting : settings.keySet()) {
            Optional<String> was = Optional.ofNullable(storage.engineBefore().get(setting));
            Optional<String> is = Optional.ofNullable(storage.engineAfter().get(setting));
            if (!was.equals(is)) {
                causes.add(new FieldChange("engine " + setting, was, is));
            }
        }
        return causes;
    }

    private void addCauses(String kind, String section, String name, List<FieldChange> causes) {
        difference(section, name).stream()
                .flatMap(difference -> difference.fields().stream())
                .filter(DefinitionDiff::changesRows)
                .map(field -> new FieldChange(kind + " " + name + "." + field.field(), field.before(), field.after()))
                .forEach(causes::add);
    }

    /** Nothing of it is stored: its values are computed whenever they are asked for. */
    private Optional<Change> onDemandView(String name) {
        return difference("on_demand", name).map(difference -> {
            boolean valuesChange = difference.action() != Action.CHANGED
                    || difference.fields().stream().anyMatch(DefinitionDiff::changesRows);
            return new Change(
                    difference.action(),
                    "on-demand view",
                    name,
                    difference.fields(),
                    Effect.COMPATIBLE,
                    CHANGES_NO_ROW,
                    valuesChange ? dependents.servicesOfViews(new TreeSet<>(Set.of(name))) : List.of());
        });
    }

    private Optional<Change> service(String name) {
        return difference("services", name).map(difference -> {
            boolean answersChange = difference.action() != Action.CHANGED
                    || difference.fields().stream().anyMatch(DefinitionDiff::changesRows);
            return new Change(
                    difference.action(),
                    "service",
                    name,
                    difference.fields(),
                    Effect.COMPATIBLE,
                    CHANGES_NO_ROW,
                    answersChange ? List.of(name) : List.of());
        });
    }

    private Optional<Difference> difference(String section, String name) {
        @Nullable JsonNode was = before.path(section).get(name);
        @Nullable JsonNode is = after.path(section).get(name);
        if (was == null) {
            return Optional.of(new Difference(Action.ADDED, List.of()));
        }
        if (is == null) {
            return Optional.of(new Difference(Action.REMOVED, List.of()));
        }
        return was.equals(is)
                ? Optional.empty()
                : Optional.of(new Difference(Action.CHANGED, Fields.compare((ObjectNode) was, (ObjectNode) is)));
    }

    private record Difference(Action action, List<FieldChange> fields) {
        Difference plus(List<FieldChange> more) {
            List<FieldChange> all = new ArrayList<>(fields);
            all.addAll(more);
            return new Difference(action, all);
        }
    }
}
