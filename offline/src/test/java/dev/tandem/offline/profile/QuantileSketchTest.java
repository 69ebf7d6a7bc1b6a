package dev.tandem.offline.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the sketch of a distribution promises: the true count, exact ranks of few numbers, and nearly exact ones of many. */
class QuantileSketchTest {
    private static final double STATED_ERROR = 0.003;

    private static double[] numbers(long seed, int count) {
        Random random = new Random(seed);
        return random.doubles(count).map(x -> Math.floor(x * x * 5_000)).toArray();
    }

    private static QuantileSketch sketch(double[] numbers, int from, int to) {
        QuantileSketch sketch = new QuantileSketch();
        for (int i = from; i < to; i++) {
            sketch.add(numbers[i]);
        }
        return sketch;
    }

    private static double worstError(double[] numbers, Distribution found) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        double worst = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == sorted.length - 1 || sorted[i] != sorted[i + 1]) {
                worst = Math.max(worst, Math.abs(found.countUpTo(sorted[i]) - (i + 1.0)) / sorted.length);
            }
        }
        return worst;
    }

    @Test
    void few_numbers_are_kept_as_they_are() {
        double[] numbers = numbers(1, QuantileSketch.LARGEST);

        assertThat(worstError(numbers, sketch(numbers, 0, numbers.length).distribution()))
                .isZero();
    }

    @Test
    void the_rank_of_any_number_is_hardly_ever_off_by_more_than_is_stated_and_the_count_never() {
        int off = 0;
        for (long seed = 0; seed < 40; seed++) {
            double[] numbers = numbers(seed, 1_500 + (int) seed * 1_000);
            Distribution found = sketch(numbers, 0, numbers.length).distribution();
            assertThat(found.count()).as("seed %d", seed).isEqualTo(numbers.length);
            assertThat(found.numbers()).as("seed %d", seed).hasSizeLessThan(3_300);
            off += worstError(numbers, found) > STATED_ERROR ? 1 : 0;
        }
        // The worst of all ranks is further off than one that is asked for.
        assertThat(off).isLessThanOrEqualTo(2);
    }

    @Test
    void parts_that_are_merged_through_text_or_memory_know_as_much_as_the_whole() {
        double[] numbers = numbers(7, 60_000);
        QuantileSketch merged = new QuantileSketch();
        for (int from = 0; from < numbers.length; from += 7_500) {
            QuantileSketch part = sketch(numbers, from, from + 7_500);
            merged.merge(from % 15_000 == 0 ? part : QuantileSketch.of(part.text()));
        }

        assertThat(merged.distribution().count()).isEqualTo(60_000);
        assertThat(worstError(numbers, merged.distribution())).isLessThan(STATED_ERROR);
    }

    @Test
    void the_same_numbers_in_the_same_order_give_the_same_sketch() {
        double[] numbers = numbers(3, 20_000);

        assertThat(sketch(numbers, 0, 20_000).text())
                .isEqualTo(sketch(numbers, 0, 20_000).text());
    }
}
