package dev.tandem.transform.aggregate;

import dev.tandem.TandemException;
import dev.tandem.definition.Names;
import dev.tandem.definition.Transforms.UnfitTransformException;
import dev.tandem.definition.ValueType;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The aggregate functions that definitions may name: Tandem's own and those that a team has added. Immutable and thread-safe. */
public final class AggregateFunctions {
    private final SortedMap<String, AggregateFunction> functions;

    private AggregateFunctions(Iterable<AggregateFunction> added) {
        SortedMap<String, AggregateFunction> all = new TreeMap<>();
        BuiltIn.FUNCTIONS.forEach(function -> all.put(function.name(), function));
        for (AggregateFunction function : added) {
            @Nullable AggregateFunction other = all.put(function.name(), function);
            if (other != null) {
                throw new TandemException(
                        "Two aggregate functions are called '%s': %s and %s. Rename or remove the one that is yours."
                                .formatted(
                                        function.name(),
                                        other.getClass().getName(),
                                        function.getClass().getName()));
            }
        }
        functions = Collections.unmodifiableSortedMap(all);
    }

    /** Initialised when it is first asked for. */
    private static final class Installed {
        static final AggregateFunctions ALL =
                of(ServiceLoader.load(AggregateFunction.class, AggregateFunctions.class.getClassLoader()));
    }

    /**
     * Those on the class path of Tandem.
     *
     * @throws TandemException when two have the same name
     */
    public static AggregateFunctions installed() {
        return Installed.ALL;
    }

    /**
     * Tandem's own, and those.
     *
     * @throws TandemException when two have the same name
     */
    public static AggregateFunctions of(Iterable<AggregateFunction> added) {
        return new AggregateFunctions(added);
    }

    /** The names of all, sorted. */
    public List<String> names() {
        return List.copyOf(functions.keySet());
    }

    /**
     * Makes a function ready for a column and parameters.
     *
     * @param function its name
     * @param column the type of the column; empty when there is none
     * @param parameters as written
     * @throws UnfitTransformException when there is no such function, or it cannot work with these
     */
    public Aggregator bind(String function, Optional<ValueType> column, SortedMap<String, String> parameters) {
        @Nullable AggregateFunction found = functions.get(function);
        if (found == null) {
            throw AggregateCall.unfit(
                    "There is no aggregate function '%s'".formatted(function), Names.suggestion(function, names()));
        }
        AggregateCall call = new AggregateCall(function, column, parameters);
        refuseUnknown(call, found.parameters());
        return found.bind(call);
    }

    private static void refuseUnknown(AggregateCall call, Set<String> known) {
        for (String parameter : call.parameters().keySet()) {
            if (!known.contains(parameter)) {
                throw AggregateCall.unfit(
                        "Function '%s' has no parameter '%s'".formatted(call.function(), parameter),
                        known.isEmpty() ? "It has none: remove it." : Names.suggestion(parameter, known));
            }
        }
    }
}
