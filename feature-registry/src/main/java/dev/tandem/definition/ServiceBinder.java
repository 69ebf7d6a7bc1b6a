package dev.tandem.definition;

import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.OnDemandView.RequestInput;
import dev.tandem.definition.ServiceColumns.Clash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes feature services of what was written. */
final class ServiceBinder {
    private static final Pattern FIELD = Pattern.compile("(\\S+)(?:\\s+as\\s+(\\S+))?");

    private final Draft draft;
    private final Problems problems;
    private final Map<String, Selectable> views = new TreeMap<>();

    ServiceBinder(
            Draft draft,
            Map<String, Entity> entities,
            Map<String, FeatureView> views,
            Map<String, OnDemandView> onDemand) {
        this.draft = draft;
        this.problems = draft.problems();
        onDemand.values().forEach(view -> this.views.put(view.name(), Selectable.of(view, views, entities)));
        views.values().forEach(view -> this.views.put(view.name(), Selectable.of(view, entities)));
    }

    SortedMap<String, FeatureService> bind() {
        SortedMap<String, FeatureService> services = new TreeMap<>();
        draft.services().forEach((name, part) -> services.put(name, service(name, part)));
        return services;
    }

    /** A selection, and where it and its fields were written. */
    private record WrittenSelection(Selection selection, Place keys, List<Place> fields) {}

    private FeatureService service(String name, Part part) {
        List<WrittenSelection> written = new ArrayList<>();
        for (Part item : part.items("features")) {
            selection(name, item).ifPresent(written::add);
        }
        List<Selection> selections =
                written.stream().map(WrittenSelection::selection).toList();
        for (Clash clash :
                ServiceColumns.clashes(selections, selection -> Objects.requireNonNull(views.get(selection.view())))) {
            tell(name, clash, written.get(clash.selection()));
        }
        return new FeatureService(name, selections, WrittenDrift.of(part, problems), part.about());
    }

    private void tell(String name, Clash clash, WrittenSelection written) {
        problems.add(
                clash.field() == Clash.BROUGHT
                        ? written.keys()
                        : written.fields().get(clash.field()),
                "In service '%s': %s".formatted(name, clash.problem()),
                clash.field() == Clash.BROUGHT
                        ? "Give one of the views another column with entities: {join_key: column} or request: {input: column}."
                        : "Use a prefix, or 'name as alias'.");
    }

    private Optional<WrittenSelection> selection(String service, Part item) {
        if (!item.isText() && item.fields().isEmpty()) {
            return Optional.empty();
        }
        Part mention = item.isText() ? item : item.fields().values().iterator().next();
        String viewName = item.isText() ? item.text() : mention.name();
        if (!isDefined(viewName)) {
            addUnknownView(service, mention, viewName);
            return Optional.empty();
        }
        boolean usable =
                mention.isUsable() && mention.fields().values().stream().allMatch(Part::isUsable);
        return Optional.ofNullable(views.get(viewName))
                .map(view -> selection(service, view, mention))
                .filter(selection -> usable);
    }

    private void addUnknownView(String service, Part mention, String name) {
        String problem = "Service '%s' takes features of view '%s', which does not exist".formatted(service, name);
        int colon = name.indexOf(':');
        if (colon > 0 && isDefined(name.substring(0, colon))) {
            problems.add(
                    mention.keyPlace(),
                    problem,
                    "To take one feature of a view, write '- %s: {features: [%s]}'."
                            .formatted(name.substring(0, colon), name.substring(colon + 1)));
        } else if (draft.complete()) {
            Set<String> known = new TreeSet<>(draft.views().keySet());
            known.addAll(draft.onDemand().keySet());
            problems.addUnknown(mention.keyPlace(), problem, name, known);
        }
    }

    private boolean isDefined(String view) {
        return draft.views().containsKey(view) || draft.onDemand().containsKey(view);
    }

    private WrittenSelection selection(String service, Selectable view, Part mention) {
        List<Field> fields = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        String prefix = mention.findText("prefix").orElse("");
        for (Part written : mention.items("features")) {
            field(service, view, prefix, written).ifPresent(field -> {
                fields.add(field);
                places.add(written.place());
            });
        }
        if (mention.find("features").isEmpty()) {
            view.features().forEach(feature -> {
                fields.add(new Field(feature.name(), prefix + feature.name()));
                places.add(mention.keyPlace());
            });
        }
        return new WrittenSelection(
                new Selection(view.name(), keys(service, view, mention), request(service, view, mention), fields),
                mention.keyPlace(),
                places);
    }

    private Optional<Field> field(String service, Selectable view, String prefix, Part written) {
        Matcher parts = FIELD.matcher(written.text().strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        String name = parts.group(1);
        String alias = parts.group(2);
        if (view.findFeature(name).isEmpty()) {
            if (!view.features().isEmpty()) {
                problems.addUnknown(
                        written.place(),
                        "Service '%s' takes feature '%s', which view '%s' does not have"
                                .formatted(service, name, view.name()),
                        name,
                        view.features().stream().map(Feature::name).toList());
            }
            return Optional.empty();
        }
        return Optional.of(new Field(name, alias == null ? prefix + name : alias));
    }

    private Map<String, String> keys(String service, Selectable view, Part mention) {
        List<String> keys = view.keys().stream().map(JoinKey::name).toList();
        return columns(service, view, mention.fields("entities"), keys, view.allKeys(), "join key");
    }

    private Map<String, String> request(String service, Selectable view, Part mention) {
        List<String> inputs = view.request().stream().map(RequestInput::name).toList();
        return columns(service, view, mention.fields("request"), inputs, true, "request input");
    }

    /** For each name, the caller's column that holds it: the one that was written, or one of the same name. */
    private Map<String, String> columns(
            String service,
            Selectable view,
            Map<String, Part> written,
            List<String> names,
            boolean allKnown,
            String kind) {
        Map<String, String> columns = new LinkedHashMap<>();
        names.forEach(name -> columns.put(name, name));
        written.forEach((name, column) -> {
            if (columns.replace(name, column.text()) == null && allKnown) {
                problems.addUnknown(
                        column.keyPlace(),
                        "Service '%s' gives a column to %s '%s', which view '%s' does not have"
                                .formatted(service, kind, name, view.name()),
                        name,
                        columns.keySet());
            }
        });
        return columns;
    }
}
