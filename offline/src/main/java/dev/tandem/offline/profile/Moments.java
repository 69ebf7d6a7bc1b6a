package dev.tandem.offline.profile;

/**
 * Mean, standard deviation and range in one pass, by the updating formulas of Welford and, to merge parts, of Chan, Golub and LeVeque. Not
 * thread-safe.
 */
final class Moments {
    private long count;
    private double mean;
    /** The sum of the squared deviations from the mean. */
    private double deviations;

    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    void add(double number) {
        count++;
        double distance = number - mean;
        mean += distance / count;
        deviations += distance * (number - mean);
        min = Math.min(min, number);
        max = Math.max(max, number);
    }

    void merge(Moments other) {
        merge(other.count, other.mean, other.standardDeviation(), other.min, other.max);
    }

    void merge(long otherCount, double otherMean, double otherStandardDeviation, double otherMin, double otherMax) {
        if (otherCount == 0) {
            return;
        }
        if (count == 0) {
            mean = otherMean; // as the distance from nothing, its square may be too great for a number
        }
        long both = count + otherCount;
        double distance = otherMean - mean;
        deviations += otherStandardDeviation * otherStandardDeviation * (otherCount - 1)
                + distance * distance * ((double) count * otherCount / both);
        mean += distance * ((double) otherCount / both);
        count = both;
        min = Math.min(min, otherMin);
        max = Math.max(max, otherMax);
    }

    double min() {
        return min;
    }

    double max() {
        return max;
    }

    double mean() {
        return mean;
    }

    /** Of the sample; 0 for fewer than two numbers. */
    double standardDeviation() {
        return count < 2 ? 0 : Math.sqrt(deviations / (count - 1));
    }
}
