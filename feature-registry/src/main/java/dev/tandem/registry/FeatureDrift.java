package dev.tandem.registry;

import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.Verdict;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far the values of one feature have moved.
 *
 * @param feature its name in the service
 * @param verdict what that means, by the thresholds in force
 * @param causes the measures that say so; none when all is well
 * @param figures those that could be had; a feature without any number or category has a null rate only
 * @param pValue how likely a Kolmogorov-Smirnov statistic this large would be if nothing had moved
 * @param referenceRows how many rows the reference has
 * @param recentRows how many rows it was compared with
 */
public record FeatureDrift(
        String feature,
        Verdict verdict,
        List<DriftMeasure> causes,
        Map<DriftMeasure, Double> figures,
        Optional<Double> pValue,
        long referenceRows,
        long recentRows) {

    /** Copies the collections, figures in the order of the measures. */
    public FeatureDrift {
        causes = List.copyOf(causes);
        Map<DriftMeasure, Double> copy = new EnumMap<>(DriftMeasure.class);
        copy.putAll(figures);
        figures = Collections.unmodifiableMap(copy);
    }

    /** A figure, if it could be had. */
    public Optional<Double> find(DriftMeasure measure) {
        return Optional.ofNullable(figures.get(measure));
    }
}
