package dev.tandem.offline.drift;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.DriftThresholds;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.Verdict;
import dev.tandem.offline.profile.ColumnProfile;
import dev.tandem.offline.profile.Profile;
import dev.tandem.offline.profile.ProfileException;
import dev.tandem.registry.FeatureDrift;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what is served with what a model was trained on, feature by feature.
 *
 * <p><b>Shares.</b> A number falls into the bins of {@link Bins#ofNumbers}, a text or truth value into those of {@link Bins#ofCategories}; both
 * sides are counted in the bins of the reference. Nulls are in no bin, they have a measure of their own.
 *
 * <p><b>Measures.</b> With p and q the shares of reference and recent values:
 *
 * <ul>
 *   <li><i>PSI</i> is the sum of (q - p) ln(q / p). A share that is 0 would make it infinite, so half a value is added to each bin first.
 *   <li><i>Kolmogorov-Smirnov</i> is the greatest distance of the two distribution functions of finite numbers, with the p-value of
 *       Kolmogorov's limit.
 *   <li><i>Jensen-Shannon</i> is the square root of the divergence to base 2, from 0 to 1; nothing is added to the bins.
 *   <li><i>Null rate</i> is the difference of the shares of nulls, without sign.
 *   <li><i>New categories</i> is the share of recent values that the reference has never seen, where it knows all that it has seen.
 * </ul>
 *
 * <p><b>Chance.</b> Few values differ from each other for no reason, and PSI most of all: between two samples of n and m values from one
 * distribution, over B bins, it is about (B - 1)(1/n + 1/m). So PSI and null rate count only from where chance would take them less than once in a
 * few hundred times: for PSI, mean and three standard deviations of chi-square with B - 1 degrees of freedom, times 1/n + 1/m; for the null
 * rate, three standard deviations of the difference of two shares.
 */
public final class Drift {
    /** How many standard deviations are taken for more than chance. */
    private static final double DEVIATIONS = 3;

    private Drift() {}

    /**
     * A feature to be looked at.
     *
     * @param name its column in both tables
     * @param thresholds from when on its drift is worth a word
     */
    public record Watched(String name, DriftThresholds thresholds) {}

    /**
     * The features of a service, in its order, each with the thresholds in force: its own, or else those of the service, or else the usual
     * ones of its type.
     */
    public static List<Watched> features(Definitions definitions, FeatureService service) {
        return ServiceParts.of(definitions, service).outputs().stream()
                .map(output -> new Watched(
                        output.name(),
                        feature(definitions, output)
                                .drift()
                                .orElse(service.drift())
                                .orElse(DriftThresholds.usual(output.type()))))
                .toList();
    }

    private static Feature feature(Definitions definitions, ServiceParts.Output output) {
        List<Feature> features = definitions.onDemand().containsKey(output.view())
                ? definitions.onDemand().get(output.view()).features()
                : definitions.view(output.view()).features();
        return features.stream()
                .filter(feature -> feature.name().equals(output.feature()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Compares.
     *
     * @param reference what a model was trained on
     * @param recent what is served, or was in an earlier window
     * @throws ProfileException when one of the two lacks a feature, or has it in another type, or has no row
     */
    public static List<FeatureDrift> compare(Profile reference, Profile recent, List<Watched> features) {
        if (reference.rows() == 0 || recent.rows() == 0) {
            throw new ProfileException("There is nothing to compare: the reference has %,d rows, the other side %,d."
                    .formatted(reference.rows(), recent.rows()));
        }
        List<String> problems = new ArrayList<>();
        List<FeatureDrift> drifts = new ArrayList<>();
        for (Watched feature : features) {
            Optional<ColumnProfile> before = reference.findColumn(feature.name());
            Optional<ColumnProfile> after = recent.findColumn(feature.name());
            if (before.isEmpty() || after.isEmpty()) {
                problems.add("The %s has no column '%s'."
                        .formatted(before.isEmpty() ? "reference" : "other side", feature.name()));
            } else if (!before.get().type().equals(after.get().type())) {
                problems.add("Column '%s' is %s in the reference and %s on the other side."
                        .formatted(
                                feature.name(), before.get().type(), after.get().type()));
            } else {
                drifts.add(compare(feature, before.get(), after.get()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProfileException(String.join("\n", problems)
                    + "\nCompare with a training set of the service as it is defined now; 'tandem train' makes one.");
        }
        return drifts;
    }

    private static FeatureDrift compare(Watched feature, ColumnProfile before, ColumnProfile after) {
        Map<DriftMeasure, Double> figures = new EnumMap<>(DriftMeasure.class);
        Map<DriftMeasure, Double> chance = new EnumMap<>(DriftMeasure.class);
        figures.put(
                DriftMeasure.NULL_RATE,
                Math.abs(after.counts().nullRate() - before.counts().nullRate()));
        chance.put(DriftMeasure.NULL_RATE, chanceOfNulls(before.counts(), after.counts()));
        Optional<KolmogorovSmirnov> distance = KolmogorovSmirnov.of(before, after);
        distance.ifPresent(found -> figures.put(DriftMeasure.KOLMOGOROV_SMIRNOV, found.statistic()));
        Bins.of(before, after).ifPresent(bins -> {
            figures.put(DriftMeasure.PSI, bins.stabilityIndex());
            chance.put(DriftMeasure.PSI, bins.stabilityIndexByChance(DEVIATIONS));
            figures.put(DriftMeasure.JENSEN_SHANNON, bins.jensenShannonDistance());
        });
        shareOfNew(before, after).ifPresent(share -> figures.put(DriftMeasure.NEW_CATEGORIES, share));
        Map<DriftMeasure, Verdict> verdicts = new EnumMap<>(DriftMeasure.class);
        figures.forEach((measure, figure) -> verdicts.put(
                measure,
                figure < chance.getOrDefault(measure, 0.0)
                        ? Verdict.OK
                        : feature.thresholds().of(measure).verdict(figure)));
        Verdict worst = verdicts.values().stream().reduce(Verdict.OK, Verdict::or);
        return new FeatureDrift(
                feature.name(),
                worst,
                worst == Verdict.OK
                        ? List.of()
                        : verdicts.keySet().stream()
                                .filter(measure -> verdicts.get(measure) == worst)
                                .toList(),
                figures,
                distance.map(KolmogorovSmirnov::pValue),
                before.counts().rows(),
                after.counts().rows());
    }

    /** Empty when the reference has more categories than it can know of, or a side has none. */
    private static Optional<Double> shareOfNew(ColumnProfile before, ColumnProfile after) {
        if (!before.hasCategories()
                || !after.hasCategories()
                || before.frequent().orElseThrow().error() > 0) {
            return Optional.empty();
        }
        Set<String> seen = before.frequent().orElseThrow().counts().keySet();
        long unseen = after.frequent().orElseThrow().counts().entrySet().stream()
                .filter(entry -> !seen.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return Optional.of((double) unseen / after.counts().values());
    }

    private static double chanceOfNulls(ColumnProfile.Counts before, ColumnProfile.Counts after) {
        double n = before.rows();
        double m = after.rows();
        double share = (before.nulls() + after.nulls()) / (n + m);
        return DEVIATIONS * Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
    }
}
