package dev.tandem.transform.aggregate;

import dev.tandem.definition.Transforms.UnfitTransformException;
import java.util.Set;

/**
 * A way to make one value of many events, found by its name. Tandem brings some; a team adds its own by naming a public class with a
 * public constructor without parameters in {@code META-INF/services/dev.tandem.transform.aggregate.AggregateFunction}, on the class path
 * of everything that trains, materialises or serves. {@code docs/aggregations.md} has an example.
 *
 * <p>A name stands for one meaning and one form of state for ever: stored states do not say what wrote them. What computes something
 * else, or writes other bytes, gets a new name.
 *
 * <p>Implementations are thread-safe.
 */
public interface AggregateFunction {

    /** The name by which definitions call it: lower case letters, digits and underscores. */
    String name();

    /** The names of the parameters that it knows; none unless told. */
    default Set<String> parameters() {
        return Set.of();
    }

    /**
     * What it does for a column of that type and those parameters.
     *
     * @param call whose parameters are all known
     * @throws UnfitTransformException when it cannot
     */
    Aggregator bind(AggregateCall call);
}
