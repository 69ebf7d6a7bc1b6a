package dev.tandem.benchmarks;

import java.util.List;

/**
 * What repeated measuring gave.
 *
 * @param median the middle value; of an even number of values the mean of the two in the middle
 * @param low the smallest
 * @param high the greatest
 */
public record Spread(double median, double low, double high) {

    /**
     * Of at least one value.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("A spread of no values");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
