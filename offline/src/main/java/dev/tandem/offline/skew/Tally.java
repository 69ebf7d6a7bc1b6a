package dev.tandem.offline.skew;

import dev.tandem.offline.profile.Distribution;
import dev.tandem.offline.profile.QuantileSketch;
import dev.tandem.offline.skew.Judge.Verdict;
import dev.tandem.registry.FeatureSkew;
import dev.tandem.registry.FeatureSkew.Counts;
import dev.tandem.registry.FeatureSkew.NumericError;
import dev.tandem.registry.SkewCause;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/** Counts how values compare, and why they differ; what tasks counted is merged. Not thread-safe. */
final class Tally implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Of each cause of a feature. */
    private static final int EXAMPLES = 2;

    private final Judge judge;
    private final List<OfFeature> features;
    private long rows;

    private static final class OfFeature implements Serializable {
        private static final long serialVersionUID = 1L;

        long compared;
        long different;
        long tolerated;
        long missingServed;
        long missingTrained;
        final QuantileSketch error = new QuantileSketch();
        double greatestError;
        final Map<SkewCause, Long> causes = new EnumMap<>(SkewCause.class);
        final Map<SkewCause, List<Difference>> examples = new EnumMap<>(SkewCause.class);
    }

    Tally(Judge judge) {
        this.judge = judge;
        this.features = IntStream.range(0, judge.outputs())
                .mapToObj(i -> new OfFeature())
                .toList();
    }

    /** Counts how the values of a row compare. */
    void compare(Row row) {
        rows++;
        for (int output = 0; output < features.size(); output++) {
            Verdict verdict = judge.verdict(row, output);
            if (verdict != Verdict.NOT_COMPARED) {
                count(row, output, verdict);
            }
        }
    }

    private void count(Row row, int output, Verdict verdict) {
        OfFeature feature = features.get(output);
        feature.compared++;
        if (verdict == Verdict.EQUAL) {
            return;
        }
        judge.error(row, output).ifPresent(error -> {
            feature.error.add(error);
            feature.greatestError = Math.max(feature.greatestError, error);
        });
        if (verdict == Verdict.TOLERATED) {
            feature.tolerated++;
            return;
        }
        feature.different++;
        if (row.<Row>getAs(Logged.answer(output)).isNullAt(0)) {
            feature.missingServed++;
        } else if (row.isNullAt(row.fieldIndex(Worlds.World.TRAINED.value(output)))) {
            feature.missingTrained++;
        }
    }

    /** Counts why the values of a row differ. */
    void explain(Row row) {
        for (int output = 0; output < features.size(); output++) {
            if (judge.verdict(row, output) == Verdict.DIFFERENT) {
                OfFeature feature = features.get(output);
                SkewCause cause = judge.cause(row, output);
                feature.causes.merge(cause, 1L, Long::sum);
                List<Difference> examples = feature.examples.computeIfAbsent(cause, unseen -> new ArrayList<>());
                if (examples.size() < EXAMPLES) {
                    examples.add(new Difference(judge.request(row), judge.compared(row, output)));
                }
            }
        }
    }

    void merge(Tally other) {
        rows += other.rows;
        for (int i = 0; i < features.size(); i++) {
            OfFeature mine = features.get(i);
            OfFeature theirs = other.features.get(i);
            mine.compared += theirs.compared;
            mine.different += theirs.different;
            mine.tolerated += theirs.tolerated;
            mine.missingServed += theirs.missingServed;
            mine.missingTrained += theirs.missingTrained;
            mine.error.merge(theirs.error);
            mine.greatestError = Math.max(mine.greatestError, theirs.greatestError);
            theirs.causes.forEach((cause, count) -> mine.causes.merge(cause, count, Long::sum));
            theirs.examples.forEach((cause, found) -> {
                List<Difference> examples = mine.examples.computeIfAbsent(cause, unseen -> new ArrayList<>());
                found.stream().limit(EXAMPLES - examples.size()).forEach(examples::add);
            });
        }
    }

    long rows() {
        return rows;
    }

    long compared() {
        return features.stream().mapToLong(feature -> feature.compared).sum();
    }

    long different() {
        return features.stream().mapToLong(feature -> feature.different).sum();
    }

    /** What came out, feature by feature; those of which nothing was compared are there too. */
    List<FeatureSkew> features() {
        return IntStream.range(0, features.size())
                .mapToObj(i -> skew(judge.name(i), features.get(i)))
                .toList();
    }

    private static FeatureSkew skew(String name, OfFeature feature) {
        return new FeatureSkew(
                name,
                new Counts(
                        feature.compared,
                        feature.different,
                        feature.tolerated,
                        feature.missingServed,
                        feature.missingTrained),
                feature.causes,
                error(feature));
    }

    private static Optional<NumericError> error(OfFeature feature) {
        if (feature.error.isEmpty()) {
            return Optional.empty();
        }
        Distribution errors = feature.error.distribution();
        return Optional.of(new NumericError(
                errors.quantile(0.5), errors.quantile(0.9), errors.quantile(0.99), feature.greatestError));
    }

    /** Some differences, feature by feature and cause by cause. */
    List<Difference> examples() {
        return features.stream()
                .flatMap(feature -> feature.examples.values().stream())
                .flatMap(List::stream)
                .toList();
    }
}
