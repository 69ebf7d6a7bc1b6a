package dev.tandem.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the value of a feature comes about. */
public sealed interface Derivation {

    /** It in one line, as a person reads it; equal texts mean equal derivations. */
    String text();

    /**
     * It is what a column of the source holds.
     *
     * @param name the column
     */
    record Column(String name) implements Derivation {
        @Override
        public String text() {
            return name;
        }
    }

    /**
     * It is aggregated over the events of a window that ends at the moment asked about.
     *
     * @param function the name of an aggregate function
     * @param column the source's column that is aggregated, of the type that the source declares; empty: the events themselves
     * @param parameters what else the function is told, as written
     * @param where a condition in Spark SQL over the source's declared columns; only events for which it is true count
     * @param window how far back the window reaches
     * @param resolution its start is rounded down to a multiple of this; zero: not at all
     */
    record Aggregation(
            String function,
            Optional<String> column,
            SortedMap<String, String> parameters,
            Optional<String> where,
            Duration window,
            Duration resolution)
            implements Derivation {
        /** How many different conditions the aggregations of one view may have: an event keeps a bit of each. */
        public static final int MOST_CONDITIONS = Long.SIZE;

        /** Copies the parameters. */
        public Aggregation {
            parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        }

        /** Such as {@code approx_percentile(arr_delay, percentile: 0.9) over 7d by 1h where arr_delay > 0}. */
        @Override
        public String text() {
            List<String> arguments = new ArrayList<>();
            column.ifPresent(arguments::add);
            parameters.forEach((name, value) -> arguments.add(name + ": " + value));
            return "%s(%s) over %s %s%s"
                    .formatted(
                            function,
                            String.join(", ", arguments),
                            Durations.text(window),
                            resolution.isZero() ? "exact" : "by " + Durations.text(resolution),
                            where.map(condition -> " where " + condition).orElse(""));
        }
    }

    /**
     * It is computed from the inputs of an on-demand view whenever it is asked for.
     *
     * @param text an expression in Spark SQL
     */
    record Expression(String text) implements Derivation {}
}
