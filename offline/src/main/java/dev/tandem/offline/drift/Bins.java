package dev.tandem.offline.drift;

import dev.tandem.offline.profile.ColumnProfile;
import dev.tandem.offline.profile.ColumnProfile.Counts;
import dev.tandem.offline.profile.ColumnProfile.Numbers;
import dev.tandem.offline.profile.Distribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How many values of a reference, and of what is compared with it, fall into each of the same bins. Bins that neither side uses are
 * left out. Immutable.
 *
 * @param counts one pair a bin
 */
record Bins(List<Pair> counts) {
    /** Half a value is added to each bin, so that none is empty. */
    private static final double ADDED = 0.5;

    private static final int DECILES = 10;
    private static final int MOST_CATEGORIES = 50;

    /**
     * The values in one bin.
     *
     * @param reference those of the reference
     * @param recent those of the other side
     */
    record Pair(double reference, double recent) {}

    /** The end of a bin: up to a number and that one too, or without it. */
    private record Cut(double number, boolean inclusive) {
        double countOf(Distribution distribution) {
            return inclusive ? distribution.countUpTo(number) : distribution.countBelow(number);
        }
    }

    Bins {
        counts = counts.stream()
                .filter(pair -> pair.reference() > 0 || pair.recent() > 0)
                .toList();
    }

    /** The bins of a column; none when a side has no values, or the type has neither numbers nor categories. */
    static Optional<Bins> of(ColumnProfile reference, ColumnProfile recent) {
        if (reference.counts().values() == 0 || recent.counts().values() == 0) {
            return Optional.empty();
        } else if (reference.hasCategories() && recent.hasCategories()) {
            return Optional.of(ofCategories(reference, recent));
        }
        return holdsNumbers(reference) && holdsNumbers(recent)
                ? Optional.of(ofNumbers(reference, recent))
                : Optional.empty();
    }

    /** Were they NaN and infinities only. */
    private static boolean holdsNumbers(ColumnProfile column) {
        return column.numbers().isPresent() || column.counts().finite() == 0;
    }

    /**
     * The nine deciles of the reference's finite numbers divide them into bins, each with its end and without its start. A number that is two
     * deciles at once, and so holds a tenth of the reference at least, gets a bin of its own. NaN and either infinity have bins too.
     */
    static Bins ofNumbers(ColumnProfile reference, ColumnProfile recent) {
        Optional<Distribution> before = reference.numbers().map(Numbers::distribution);
        Optional<Distribution> after = recent.numbers().map(Numbers::distribution);
        Counts n = reference.counts();
        Counts m = recent.counts();
        List<Pair> pairs = new ArrayList<>();
        double beforeSoFar = 0;
        double afterSoFar = 0;
        for (Cut cut : before.map(Bins::cuts).orElse(List.of())) {
            double beforeUpTo = before.map(cut::countOf).orElse(0.0);
            double afterUpTo = after.map(cut::countOf).orElse(0.0);
            pairs.add(new Pair(beforeUpTo - beforeSoFar, afterUpTo - afterSoFar));
            beforeSoFar = beforeUpTo;
            afterSoFar = afterUpTo;
        }
        pairs.add(new Pair(n.finite() - beforeSoFar, m.finite() - afterSoFar));
        pairs.add(new Pair(n.nan(), m.nan()));
        pairs.add(new Pair(n.negativeInfinity(), m.negativeInfinity()));
        pairs.add(new Pair(n.positiveInfinity(), m.positiveInfinity()));
        return new Bins(pairs);
    }

    private static List<Cut> cuts(Distribution reference) {
        double[] deciles = IntStream.range(1, DECILES)
                .mapToDouble(i -> reference.quantile((double) i / DECILES))
                .toArray();
        List<Cut> cuts = new ArrayList<>();
        for (double decile : Arrays.stream(deciles).distinct().toArray()) {
            if (Arrays.stream(deciles).filter(other -> other == decile).count() > 1) {
                cuts.add(new Cut(decile, false));
            }
            cuts.add(new Cut(decile, true));
        }
        return cuts;
    }

    /** The most frequent categories of the reference have a bin each, all others share one. */
    static Bins ofCategories(ColumnProfile reference, ColumnProfile recent) {
        Map<String, Long> before = reference.frequent().orElseThrow().counts();
        Map<String, Long> after = recent.frequent().orElseThrow().counts();
        List<Pair> pairs = new ArrayList<>();
        double beforeSoFar = 0;
        double afterSoFar = 0;
        for (String category : before.keySet().stream().limit(MOST_CATEGORIES).toList()) {
            Pair pair = new Pair(before.getOrDefault(category, 0L), after.getOrDefault(category, 0L));
            pairs.add(pair);
            beforeSoFar += pair.reference();
            afterSoFar += pair.recent();
        }
        pairs.add(new Pair(
                reference.counts().values() - beforeSoFar, recent.counts().values() - afterSoFar));
        return new Bins(pairs);
    }

    double stabilityIndex() {
        double n = counts.stream().mapToDouble(Pair::reference).sum() + ADDED * counts.size();
        double m = counts.stream().mapToDouble(Pair::recent).sum() + ADDED * counts.size();
        double index = 0;
        for (Pair pair : counts) {
            double p = (pair.reference() + ADDED) / n;
            double q = (pair.recent() + ADDED) / m;
            index += (q - p) * Math.log(q / p);
        }
        return index;
    }

    /** What the index hardly exceeds when both sides come from one distribution. */
    double stabilityIndexByChance(double deviations) {
        double freedom = counts.size() - 1;
        double n = counts.stream().mapToDouble(Pair::reference).sum();
        double m = counts.stream().mapToDouble(Pair::recent).sum();
        return (freedom + deviations * Math.sqrt(2 * freedom)) * (1 / n + 1 / m);
    }

    double jensenShannonDistance() {
        double n = counts.stream().mapToDouble(Pair::reference).sum();
        double m = counts.stream().mapToDouble(Pair::recent).sum();
        double divergence = 0;
        for (Pair pair : counts) {
            double p = pair.reference() / n;
            double q = pair.recent() / m;
            double middle = (p + q) / 2;
            divergence += information(p, middle) / 2 + information(q, middle) / 2;
        }
        return Math.sqrt(Math.max(0, divergence));
    }

    private static double information(double share, double of) {
        return share <= 0 ? 0 : share * Math.log(share / of) / Math.log(2);
    }
}
