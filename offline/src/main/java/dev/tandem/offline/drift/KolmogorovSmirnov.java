package dev.tandem.offline.drift;

import dev.tandem.offline.profile.ColumnProfile;
import dev.tandem.offline.profile.Distribution;
import java.util.Optional;

/**
 * The two-sample test of Kolmogorov and Smirnov over the finite numbers of two columns.
 *
 * @param statistic the greatest distance between their distribution functions
 * @param pValue how likely a distance as great would be if both came from one distribution, by Kolmogorov's limit for many values
 */
record KolmogorovSmirnov(double statistic, double pValue) {
    /** Below this, one of the two series of the limit converges faster; above it, the other. */
    private static final double SERIES_MEET = 1.18;

    private static final int TERMS = 20;

    /** The test; none when a side has no finite number. */
    static Optional<KolmogorovSmirnov> of(ColumnProfile reference, ColumnProfile recent) {
        if (reference.numbers().isEmpty() || recent.numbers().isEmpty()) {
            return Optional.empty();
        }
        Distribution before = reference.numbers().get().distribution();
        Distribution after = recent.numbers().get().distribution();
        double statistic = Math.max(greatest(before, after), greatest(after, before));
        double n = before.count();
        double m = after.count();
        return Optional.of(new KolmogorovSmirnov(statistic, beyond(statistic * Math.sqrt(n * m / (n + m)))));
    }

    /** The greatest distance at the numbers that one of the two keeps, or just before; between them its distribution function is flat. */
    private static double greatest(Distribution kept, Distribution other) {
        double n = kept.count();
        double m = other.count();
        double greatest = 0;
        for (double number : kept.numbers()) {
            double at = Math.abs(kept.countUpTo(number) / n - other.countUpTo(number) / m);
            double before = Math.abs(kept.countBelow(number) / n - other.countBelow(number) / m);
            greatest = Math.max(greatest, Math.max(at, before));
        }
        return greatest;
    }

    /** The share of Kolmogorov's distribution beyond a value. */
    static double beyond(double value) {
        if (value <= 0) {
            return 1;
        }
        double sum = 0;
        if (value < SERIES_MEET) {
            for (int k = 1; k <= TERMS; k++) {
                double odd = 2 * k - 1;
                sum += Math.exp(-odd * odd * Math.PI * Math.PI / (8 * value * value));
            }
            return 1 - Math.sqrt(2 * Math.PI) / value * sum;
        }
        for (int k = 1; k <= TERMS; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * value * value);
        }
        return Math.min(1, Math.max(0, sum));
    }
}
