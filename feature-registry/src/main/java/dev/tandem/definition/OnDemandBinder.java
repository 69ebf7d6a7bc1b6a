package dev.tandem.definition;

import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.OnDemandView.Input;
import dev.tandem.definition.OnDemandView.RequestInput;
import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.Transforms.UnfitTransformException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes on-demand views of what was written. */
final class OnDemandBinder {
    private static final Pattern INPUT = Pattern.compile("(\\w+):(\\w+)(?:\\s+as\\s+(\\w+))?");

    private final Draft draft;
    private final Problems problems;
    private final Map<String, Entity> entities;
    private final Map<String, FeatureView> views;
    private final Supplier<Transforms> transforms;

    OnDemandBinder(
            Draft draft,
            Map<String, Entity> entities,
            Map<String, FeatureView> views,
            Supplier<Transforms> transforms) {
        this.draft = draft;
        this.problems = draft.problems();
        this.entities = entities;
        this.views = views;
        this.transforms = transforms;
    }

    SortedMap<String, OnDemandView> bind() {
        SortedMap<String, OnDemandView> bound = new TreeMap<>();
        draft.onDemand().forEach((name, part) -> {
            Part view = draft.views().get(name);
            if (view != null) {
                problems.add(
                        part.keyPlace(),
                        "'%s' is a view and an on-demand view, the view in %s".formatted(name, view.keyPlace()),
                        "Rename one of the two: a service takes features of either by its name.");
            }
            if (part.isUsable()) {
                bound.put(name, view(name, part));
            }
        });
        return bound;
    }

    private OnDemandView view(String name, Part part) {
        Columns columns = new Columns(name);
        List<Input> inputs = new ArrayList<>();
        for (Part written : part.items("inputs")) {
            input(name, written, columns).ifPresent(inputs::add);
        }
        List<RequestInput> request = new ArrayList<>();
        part.fields("request").forEach((input, type) -> {
            ReservedNames.refuse(problems, type, "request input");
            ValueType inputType = WrittenType.of(type, problems);
            columns.add(input, inputType, type.keyPlace());
            request.add(new RequestInput(input, inputType));
        });
        columns.columns.add(new ExpressionColumn(ServiceColumns.TIME, ValueType.TIMESTAMP));
        List<Feature> features = new ArrayList<>();
        part.fields("features").forEach((feature, written) -> {
            ReservedNames.refuse(problems, written, "feature");
            features.add(feature(name, feature, written, columns));
        });
        return new OnDemandView(name, inputs, request, features, part.about());
    }

    /** The columns that expressions of one view may use. */
    private final class Columns {
        final String view;
        final List<ExpressionColumn> columns = new ArrayList<>();
        final Map<String, String> keyOf = new HashMap<>();
        final Map<String, JoinKey> keys = new HashMap<>();
        boolean complete = true;

        Columns(String view) {
            this.view = view;
        }

        void add(String name, ValueType type, Place place) {
            if (columns.stream().anyMatch(column -> column.name().equals(name))) {
                problems.add(
                        place,
                        "On-demand view '%s' has two inputs called '%s'".formatted(view, name),
                        "Call one of them otherwise: 'view:feature as name', or another name for the request input.");
                return;
            }
            columns.add(new ExpressionColumn(name, type));
        }

        /** One label column holds a join key of all views that it is a key of, so these have to agree on its type. */
        void addKeysOf(FeatureView from, Place place) {
            for (JoinKey key : Selectable.of(from, entities).keys()) {
                JoinKey other = keys.putIfAbsent(key.name(), key);
                String otherView = keyOf.putIfAbsent(key.name(), from.name());
                if (other != null && !other.type().equals(key.type())) {
                    problems.add(
                            place,
                            "Join key '%s' is %s in view '%s' and %s in view '%s', both inputs of on-demand view '%s'"
                                    .formatted(key.name(), other.type(), otherView, key.type(), from.name(), view),
                            "Give the key another name in one of their entities.");
                }
            }
        }
    }

    private Optional<Input> input(String name, Part written, Columns columns) {
        Matcher parts = INPUT.matcher(written.text().strip());
        if (!parts.matches()) {
            columns.complete = false;
            return Optional.empty();
        }
        String viewName = parts.group(1);
        if (!draft.views().containsKey(viewName)) {
            columns.complete = false;
            String problem = "On-demand view '%s' uses view '%s', which does not exist".formatted(name, viewName);
            if (draft.onDemand().containsKey(viewName)) {
                problems.add(
                        written.place(),
                        "On-demand view '%s' uses '%s', which is on-demand itself".formatted(name, viewName),
                        "Write its expression out here: inputs are features that are looked up or aggregated.");
            } else if (draft.complete()) {
                problems.addUnknown(
                        written.place(), problem, viewName, draft.views().keySet());
            }
            return Optional.empty();
        }
        Optional<FeatureView> view = Optional.ofNullable(views.get(viewName));
        Optional<Feature> feature = view.flatMap(found -> found.findFeature(parts.group(2)));
        if (feature.isEmpty()) {
            columns.complete = false;
            view.filter(found -> !found.features().isEmpty())
                    .ifPresent(found -> problems.addUnknown(
                            written.place(),
                            "On-demand view '%s' uses feature '%s', which view '%s' does not have"
                                    .formatted(name, parts.group(2), viewName),
                            parts.group(2),
                            found.features().stream().map(Feature::name).toList()));
            return Optional.empty();
        }
        String column = parts.group(3) == null ? parts.group(2) : parts.group(3);
        columns.add(column, feature.get().type(), written.place());
        columns.addKeysOf(view.get(), written.place());
        return Optional.of(new Input(viewName, parts.group(2), column));
    }

    private Feature feature(String view, String name, Part written, Columns columns) {
        ValueType type = WrittenType.of(written.find("type"), problems);
        Optional<Part> expression = written.find("expression");
        String text = expression.map(part -> part.text().strip()).orElse("");
        if (expression.isPresent() && written.find("type").isPresent() && columns.complete && draft.complete()) {
            try {
                transforms.get().check(text, columns.columns, type);
            } catch (UnfitTransformException e) {
                problems.add(expression.get(), "Feature '%s' of on-demand view '%s'".formatted(name, view), e, "");
            }
        }
        return new Feature(
                name, type, new Derivation.Expression(text), WrittenDrift.of(written, problems), written.about());
    }
}
