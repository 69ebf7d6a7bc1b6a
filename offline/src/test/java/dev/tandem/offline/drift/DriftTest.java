package dev.tandem.offline.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.DriftThresholds;
import dev.tandem.definition.DriftThresholds.Levels;
import dev.tandem.definition.ValueType;
import dev.tandem.definition.Verdict;
import dev.tandem.offline.drift.Drift.Watched;
import dev.tandem.offline.profile.Profile;
import dev.tandem.offline.profile.ProfileException;
import dev.tandem.offline.profile.ProfileOf;
import dev.tandem.registry.FeatureDrift;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** What drift means: thresholds, chance, and sides that cannot be compared. DriftFiguresTest is about the figures. */
class DriftTest {
    private static final DriftThresholds USUAL = DriftThresholds.usual(ValueType.FLOAT64);

    private static FeatureDrift drift(Profile reference, Profile recent) {
        return drift(reference, recent, USUAL);
    }

    private static FeatureDrift drift(Profile reference, Profile recent, DriftThresholds thresholds) {
        return Drift.compare(reference, recent, List.of(new Watched("x", thresholds)))
                .get(0);
    }

    private static Profile normal(long seed, int count, double mean) {
        return ProfileOf.numbers(numbers(seed, count, mean));
    }

    private static List<Double> numbers(long seed, int count, double mean) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> mean + random.nextGaussian())
                .toList();
    }

    @Test
    void a_distribution_that_moved_is_an_alert_that_names_the_measure() {
        FeatureDrift drift = drift(normal(1, 5_000, 0), normal(2, 5_000, 1));

        assertThat(drift.verdict()).isEqualTo(Verdict.ALERT);
        assertThat(drift.causes()).containsExactly(DriftMeasure.PSI);
        assertThat(drift.pValue().orElseThrow()).isLessThan(1e-9);
        assertThat(drift.referenceRows()).isEqualTo(5_000);
    }

    @Test
    void samples_of_one_distribution_raise_nothing_however_few_they_are() {
        for (int count : List.of(5, 20, 100, 1_000)) {
            for (long seed = 0; seed < 40; seed++) {
                assertThat(drift(normal(seed, 5_000, 0), normal(seed + 1_000, count, 0))
                                .verdict())
                        .as("%d values, seed %d", count, seed)
                        .isEqualTo(Verdict.OK);
            }
        }
    }

    @Test
    void zeros_with_a_sign_are_counted_with_the_others_and_once() {
        List<Double> zeros = Collections.nCopies(600, 0.0);
        List<Double> halfOfThemSigned = Stream.concat(
                        Collections.nCopies(300, -0.0).stream(), Collections.nCopies(300, 0.0).stream())
                .toList();

        assertThat(drift(withNumbers(halfOfThemSigned), normal(3, 500, 5)).figures())
                .isEqualTo(drift(withNumbers(zeros), normal(3, 500, 5)).figures());
    }

    private static Profile withNumbers(List<Double> zeros) {
        return ProfileOf.numbers(
                Stream.concat(zeros.stream(), numbers(1, 400, 5).stream()).toList());
    }

    @Test
    void few_values_that_lie_elsewhere_altogether_are_more_than_chance() {
        assertThat(drift(normal(1, 5_000, 0), normal(2, 30, 5)).verdict()).isEqualTo(Verdict.ALERT);
    }

    @Test
    void nulls_count_by_themselves() {
        List<Double> half = new ArrayList<>(numbers(1, 500, 0));
        half.addAll(Collections.nCopies(500, null));

        FeatureDrift drift = drift(normal(2, 1_000, 0), ProfileOf.numbers(half));

        assertThat(drift.verdict()).isEqualTo(Verdict.ALERT);
        assertThat(drift.causes()).containsExactly(DriftMeasure.NULL_RATE);
        assertThat(drift.figures()).containsEntry(DriftMeasure.NULL_RATE, 0.5);
    }

    @Test
    void a_feature_without_values_on_one_side_has_a_null_rate_only() {
        FeatureDrift drift = drift(normal(1, 1_000, 0), ProfileOf.numbers(Collections.nCopies(1_000, null)));

        assertThat(drift.figures()).containsOnly(Map.entry(DriftMeasure.NULL_RATE, 1.0));
        assertThat(drift.verdict()).isEqualTo(Verdict.ALERT);
    }

    @Test
    void a_text_that_was_never_seen_is_a_new_category() {
        Profile reference = ProfileOf.texts(Collections.nCopies(1_000, "AA"));
        List<String> recent = new ArrayList<>(Collections.nCopies(980, "AA"));
        recent.addAll(Collections.nCopies(20, "HA"));

        FeatureDrift drift = drift(reference, ProfileOf.texts(recent));

        assertThat(drift.figures()).containsEntry(DriftMeasure.NEW_CATEGORIES, 0.02);
        assertThat(drift.causes()).contains(DriftMeasure.NEW_CATEGORIES);
    }

    @Test
    void where_the_reference_has_more_categories_than_its_sketch_keeps_nobody_knows_what_is_new() {
        List<String> many = IntStream.range(0, 5_000).mapToObj(i -> "v" + i).toList();

        assertThat(drift(ProfileOf.texts(many), ProfileOf.texts(List.of("other")))
                        .find(DriftMeasure.NEW_CATEGORIES))
                .isEmpty();
    }

    @Test
    void only_measures_with_levels_are_judged() {
        DriftThresholds never = new DriftThresholds(
                Map.of(DriftMeasure.PSI, Levels.NEVER, DriftMeasure.KOLMOGOROV_SMIRNOV, Levels.of(0.2, 0.9)));

        FeatureDrift drift = drift(normal(1, 2_000, 0), normal(2, 2_000, 1), never);

        assertThat(drift.verdict()).isEqualTo(Verdict.WARN);
        assertThat(drift.causes()).containsExactly(DriftMeasure.KOLMOGOROV_SMIRNOV);
    }

    @Test
    void of_many_values_the_distance_is_off_by_no_more_than_the_sketches_say() {
        List<Double> reference = numbers(3, 100_000, 0);
        List<Double> recent = numbers(4, 60_000, 0.1);

        double exact = exactDistance(reference, recent);
        double found = drift(ProfileOf.numbers(reference), ProfileOf.numbers(recent))
                .find(DriftMeasure.KOLMOGOROV_SMIRNOV)
                .orElseThrow();

        // Each of the two sketches is off by 0.3% at most.
        assertThat(found).isCloseTo(exact, within(0.006));
    }

    private static double exactDistance(List<Double> reference, List<Double> recent) {
        double[] before = reference.stream().mapToDouble(x -> x).sorted().toArray();
        double[] after = recent.stream().mapToDouble(x -> x).sorted().toArray();
        double greatest = 0;
        for (int i = 0; i < before.length; i++) {
            int below = Arrays.binarySearch(after, before[i]);
            double other = (double) (below < 0 ? -below - 1 : below + 1) / after.length;
            greatest = Math.max(greatest, Math.abs((i + 1.0) / before.length - other));
        }
        return greatest;
    }

    @Test
    void sides_that_cannot_be_compared_are_told_all_at_once() {
        Profile reference = ProfileOf.column("x", DataTypes.LongType, List.of(1L));
        List<Watched> watched = List.of(new Watched("x", USUAL), new Watched("wind", USUAL));

        assertThatThrownBy(() -> Drift.compare(reference, normal(1, 10, 0), watched))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("Column 'x' is BIGINT in the reference and DOUBLE on the other side.")
                .hasMessageContaining("The reference has no column 'wind'.");
        assertThatThrownBy(() -> Drift.compare(reference, ProfileOf.numbers(List.of()), watched))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("the reference has 1 rows, the other side 0");
    }
}
