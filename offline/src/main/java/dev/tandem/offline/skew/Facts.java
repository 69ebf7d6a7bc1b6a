package dev.tandem.offline.skew;

import dev.tandem.definition.DefinitionHash;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.OnDemandView;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.Argument;
import dev.tandem.definition.ServiceParts.Output;
import dev.tandem.definition.ServiceParts.Place;
import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import dev.tandem.row.RowSchema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the registry knows of the states in which answers were logged, compared with the one that is in force now. Immutable.
 *
 * @param states by number; a state that the registry does not know any more is not there
 */
record Facts(Map<Long, OfState> states) implements Serializable {

    /**
     * One state.
     *
     * @param changed the outputs, by their number now, whose values were decided otherwise then
     * @param elsewhere those that were not looked up where they are now: not in the same view, or not by the same columns
     * @param lacking for each output, the schemas of stored rows that do not hold it
     */
    record OfState(Set<Integer> changed, Set<Integer> elsewhere, List<Set<Integer>> lacking) implements Serializable {
        OfState {
            changed = Set.copyOf(changed);
            elsewhere = Set.copyOf(elsewhere);
            lacking = List.copyOf(lacking);
        }
    }

    Facts {
        states = new TreeMap<>(states);
    }

    /** Compares one state with the service as it is now. */
    static OfState of(RegistryState then, Definitions now, ServiceParts parts) {
        Map<String, String> before = new TreeMap<>();
        Map<String, List<?>> places = new TreeMap<>();
        Optional.ofNullable(then.definitions().services().get(parts.service())).ifPresent(service -> {
            ServiceParts old = ServiceParts.of(then.definitions(), service);
            old.outputs().forEach(output -> {
                before.put(output.name(), meaning(then.definitions(), old, output));
                places.put(output.name(), place(old, output));
            });
        });
        Set<Integer> changed = new HashSet<>();
        Set<Integer> elsewhere = new HashSet<>();
        List<Set<Integer>> lacking = new ArrayList<>();
        for (int i = 0; i < parts.outputs().size(); i++) {
            Output output = parts.outputs().get(i);
            if (!meaning(now, parts, output).equals(before.get(output.name()))) {
                changed.add(i);
            }
            if (!place(parts, output).equals(places.get(output.name()))) {
                elsewhere.add(i);
            }
            lacking.add(Optional.ofNullable(then.storage().get(output.view()))
                    .map(stored -> lacking(stored, output.feature()))
                    .orElse(Set.of()));
        }
        return new OfState(changed, elsewhere, lacking);
    }

    /** The view and the columns that an output is looked up by; of one that is computed, neither. */
    private static List<?> place(ServiceParts parts, Output output) {
        if (output.place() instanceof Place.LookedUp at) {
            ServiceParts.Lookup lookup = parts.lookups().get(at.lookup());
            return List.of(lookup.view(), lookup.keys());
        }
        return List.of();
    }

    /** The states in which an output was not looked up where it is now. */
    List<Long> statesWithElsewhere(int output) {
        return states.entrySet().stream()
                .filter(state -> state.getValue().elsewhere().contains(output))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Set<Integer> lacking(StoredView stored, String feature) {
        Set<Integer> lacking = new HashSet<>();
        for (RowSchema schema : stored.schemas()) {
            if (schema.indexOf(feature) < 0) {
                lacking.add(schema.id());
            }
        }
        return lacking;
    }

    /** Everything that decides a value, as a text: equal texts mean the same values. */
    private static String meaning(Definitions definitions, ServiceParts parts, Output output) {
        if (output.place() instanceof Place.LookedUp at) {
            return lookedUp(definitions, parts, at.lookup(), at.feature());
        }
        Place.Computed at = (Place.Computed) output.place();
        List<Argument> arguments = parts.computations().get(at.computation()).arguments();
        OnDemandView view = definitions.onDemandView(output.view());
        List<ExpressionColumn> columns = definitions.expressionColumns(view);
        List<String> inputs = IntStream.range(0, arguments.size())
                .mapToObj(i -> columns.get(i).name() + "=" + argument(definitions, parts, arguments.get(i)))
                .sorted()
                .toList();
        return output.type() + " "
                + view.findFeature(output.feature()).orElseThrow().derivation().text() + " of " + inputs;
    }

    private static String argument(Definitions definitions, ServiceParts parts, Argument argument) {
        if (argument instanceof Argument.LookedUp at) {
            return lookedUp(definitions, parts, at.lookup(), at.feature());
        }
        return argument instanceof Argument.Brought brought
                ? parts.request().get(brought.column()).toString()
                : "the time of the request";
    }

    private static String lookedUp(Definitions definitions, ServiceParts parts, int lookup, int feature) {
        ServiceParts.Lookup asked = parts.lookups().get(lookup);
        FeatureView view = definitions.view(asked.view());
        return asked.keys() + " "
                + DefinitionHash.ofFeature(
                        definitions,
                        view,
                        view.findFeature(asked.features().get(feature)).orElseThrow());
    }
}
