package dev.tandem.definition;

import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.OnDemandView.Input;
import dev.tandem.definition.OnDemandView.RequestInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A feature service taken apart: what the caller brings, what is looked up by it, what is computed from that, and where each feature of the
 * outcome is then found. Training and serving both go by this, so that neither can understand a service in its own way.
 *
 * @param service its name
 * @param keys the columns that name entities, each once, in the order in which the service first needs them
 * @param request the columns that bring request inputs, each once, in that order
 * @param lookups what is looked up; each view and way of asking for it once
 * @param computations what is computed; each on-demand view and way of asking for it once
 * @param outputs the features of the service, in its order
 */
public record ServiceParts(
        String service,
        List<CallerColumn> keys,
        List<CallerColumn> request,
        List<Lookup> lookups,
        List<Computation> computations,
        List<Output> outputs) {

    /**
     * A column that the caller brings.
     *
     * @param name as the service calls it
     * @param type of its values
     * @param meaning what it is for, as a person would say it: "join key 'airport' of view 'weather'"
     */
    public record CallerColumn(String name, ValueType type, String meaning) {}

    /**
     * Features of one view, for the entity that some columns name.
     *
     * @param view a feature view
     * @param keys for each of its join keys, in order, the column that holds it
     * @param features those wanted, each once: by services directly, or as inputs of computations
     */
    public record Lookup(String view, List<String> keys, List<String> features) {
        /** Copies the lists. */
        public Lookup {
            keys = List.copyOf(keys);
            features = List.copyOf(features);
        }
    }

    /**
     * Features computed from what was looked up and from what the caller brings.
     *
     * @param view an on-demand view
     * @param arguments for each of {@link Definitions#expressionColumns}, in order, where its value comes from
     * @param features those wanted, each once
     */
    public record Computation(String view, List<Argument> arguments, List<String> features) {
        /** Copies the lists. */
        public Computation {
            arguments = List.copyOf(arguments);
            features = List.copyOf(features);
        }
    }

    /** Where the value of an expression's column comes from. */
    public sealed interface Argument {
        /** A feature of a lookup, each by its position. */
        record LookedUp(int lookup, int feature) implements Argument {}

        /** A column that the caller brings, by its position in {@link ServiceParts#request}. */
        record Brought(int column) implements Argument {}

        /** The time of the label or of the request. */
        record Time() implements Argument {}
    }

    /**
     * One feature of the service.
     *
     * @param name as the service calls it
     * @param type of its values
     * @param view the view that it is of
     * @param feature its name there
     * @param place where its value is found
     */
    public record Output(String name, ValueType type, String view, String feature, Place place) {}

    /** Where the value of a feature is found. */
    public sealed interface Place {
        /** A feature of a lookup, each by its position. */
        record LookedUp(int lookup, int feature) implements Place {}

        /** A feature of a computation, each by its position. */
        record Computed(int computation, int feature) implements Place {}
    }

    /** Copies the lists. */
    public ServiceParts {
        keys = List.copyOf(keys);
        request = List.copyOf(request);
        lookups = List.copyOf(lookups);
        computations = List.copyOf(computations);
        outputs = List.copyOf(outputs);
    }

    /**
     * Takes a service apart.
     *
     * @param service one of the definitions, or made of them
     * @throws UnknownNameException when it takes what they do not have
     */
    public static ServiceParts of(Definitions definitions, FeatureService service) {
        Taking taking = new Taking(definitions);
        service.selections().forEach(taking::take);
        return taking.parts(service.name());
    }

    /** What was found so far. */
    private static final class Taking {
        private final Definitions definitions;
        private final Map<String, CallerColumn> keys = new LinkedHashMap<>();
        private final Map<String, CallerColumn> request = new LinkedHashMap<>();
        private final Map<Asked<String>, List<String>> lookups = new LinkedHashMap<>();
        private final Map<Asked<Argument>, List<String>> computations = new LinkedHashMap<>();
        private final List<Output> outputs = new ArrayList<>();

        /** A view, and what it is asked by. */
        private record Asked<T>(String view, List<T> by) {}

        Taking(Definitions definitions) {
            this.definitions = definitions;
        }

        void take(Selection selection) {
            Selectable from = definitions.selectable(selection.view());
            boolean onDemand = definitions.onDemand().containsKey(from.name());
            for (Field field : selection.fields()) {
                Feature feature = from.findFeature(field.feature())
                        .orElseThrow(() -> new UnknownNameException(
                                "feature of view '" + from.name() + "' named",
                                field.feature(),
                                from.features().stream().map(Feature::name).toList()));
                Place place = onDemand
                        ? computed(definitions.onDemandView(from.name()), selection, feature)
                        : lookedUp(definitions.view(from.name()), selection, feature.name());
                outputs.add(new Output(field.name(), feature.type(), from.name(), feature.name(), place));
            }
        }

        private Place.LookedUp lookedUp(FeatureView view, Selection selection, String feature) {
            List<String> columns = new ArrayList<>();
            for (JoinKey key : definitions.joinKeys(view)) {
                String column = columnOf(key.name(), selection.keys());
                keys.putIfAbsent(
                        column,
                        new CallerColumn(
                                column, key.type(), "join key '%s' of view '%s'".formatted(key.name(), view.name())));
                columns.add(column);
            }
            Asked<String> lookup = new Asked<>(view.name(), columns);
            List<String> features = lookups.computeIfAbsent(lookup, unseen -> new ArrayList<>());
            return new Place.LookedUp(position(lookups, lookup), positionIn(features, feature));
        }

        private Place.Computed computed(OnDemandView view, Selection selection, Feature feature) {
            List<Argument> inputs = new ArrayList<>();
            for (Input input : view.inputs()) {
                Place.LookedUp found = lookedUp(definitions.view(input.view()), selection, input.feature());
                inputs.add(new Argument.LookedUp(found.lookup(), found.feature()));
            }
            for (RequestInput input : view.request()) {
                String column = columnOf(input.name(), selection.request());
                request.putIfAbsent(
                        column,
                        new CallerColumn(
                                column,
                                input.type(),
                                "request input '%s' of on-demand view '%s'".formatted(input.name(), view.name())));
                inputs.add(new Argument.Brought(position(request, column)));
            }
            inputs.add(new Argument.Time());
            Asked<Argument> computation = new Asked<>(view.name(), inputs);
            List<String> features = computations.computeIfAbsent(computation, unseen -> new ArrayList<>());
            return new Place.Computed(position(computations, computation), positionIn(features, feature.name()));
        }

        private static String columnOf(String name, Map<String, String> columns) {
            return columns.getOrDefault(name, name);
        }

        private static <K> int position(Map<K, ?> map, K key) {
            return List.copyOf(map.keySet()).indexOf(key);
        }

        private static int positionIn(List<String> features, String feature) {
            if (!features.contains(feature)) {
                features.add(feature);
            }
            return features.indexOf(feature);
        }

        ServiceParts parts(String service) {
            List<Lookup> lookedUp = new ArrayList<>();
            lookups.forEach((asked, features) -> lookedUp.add(new Lookup(asked.view(), asked.by(), features)));
            List<Computation> computed = new ArrayList<>();
            computations.forEach(
                    (asked, features) -> computed.add(new Computation(asked.view(), asked.by(), features)));
            return new ServiceParts(
                    service, List.copyOf(keys.values()), List.copyOf(request.values()), lookedUp, computed, outputs);
        }
    }
}
