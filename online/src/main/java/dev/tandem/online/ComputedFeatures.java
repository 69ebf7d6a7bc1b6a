package dev.tandem.online;

import dev.tandem.row.ValueSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The features of one computation for all rows of a request. They are computed by the thread that first asks for one, which is not the
 * thread that waits for the store. Thread-safe.
 */
final class ComputedFeatures {
    private final Computation computation;
    private final List<? extends ValueSource> arguments;
    private final int rows;
    private @Nullable List<ValueSource> values;

    /**
     * @param arguments for each column of its expressions, in order, the values by row
     */
    ComputedFeatures(Computation computation, List<? extends ValueSource> arguments, int rows) {
        this.computation = computation;
        this.arguments = arguments;
        this.rows = rows;
    }

    int rows() {
        return rows;
    }

    /** The values of a feature by row. */
    synchronized ValueSource values(int feature) {
        List<ValueSource> computed = values;
        if (computed == null) {
            computed = computation.compute(arguments, rows);
            values = computed;
        }
        return computed.get(feature);
    }
}
