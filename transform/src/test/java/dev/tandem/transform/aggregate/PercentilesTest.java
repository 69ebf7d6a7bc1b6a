package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PercentilesTest extends AggregatorContract {
    @Override
    List<Use> uses() {
        return List.of(
                percentile("FLOAT64", "0.9"),
                percentile("FLOAT64", "0.5"),
                percentile("FLOAT64", "0"),
                percentile("FLOAT32", "1"),
                percentile("INT32", "0.25"),
                percentile("INT64", "0.999"),
                percentile("DECIMAL(20,3)", "0.5"));
    }

    private static Use percentile(String type, String share) {
        return Use.of("approx_percentile", type, "percentile", share);
    }

    @Override
    @Nullable
    Object naive(Use use, List<Event> events) {
        if (events.isEmpty()) {
            return null;
        }
        List<Double> sorted = events.stream().map(Exact::doubleOf).sorted().toList();
        BigDecimal share = new BigDecimal(use.parameters().getOrDefault("percentile", ""));
        int rank = share.multiply(BigDecimal.valueOf(sorted.size()))
                .setScale(0, RoundingMode.CEILING)
                .intValue();
        return cut(sorted.get(Math.max(rank, 1) - 1));
    }

    /** Eight significant bits: the one before the point and seven after it. */
    private static double cut(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return number;
        }
        double unit = Math.scalb(1.0, Math.getExponent(number));
        if (Math.abs(number) < Double.MIN_NORMAL) {
            double step = Math.scalb(Double.MIN_NORMAL, -7);
            return Math.copySign(Math.floor(Math.abs(number) / step) * step, number) + 0.0;
        }
        return Math.copySign(Math.floor(Math.abs(number) / unit * 128) / 128 * unit, number);
    }

    @Test
    void the_answer_is_nearer_to_zero_than_the_exact_one_by_less_than_one_in_128() {
        Random random = new Random(3);
        List<Object> numbers = new ArrayList<>();
        random.doubles(2_000, -1e6, 1e6).forEach(numbers::add);
        List<Double> sorted =
                numbers.stream().map(number -> (Double) number).sorted().toList();
        for (int share = 1; share <= 100; share++) {
            double exact = sorted.get(share * 20 - 1);
            double answer = (Double) Objects.requireNonNull(of(
                    percentile("FLOAT64", "0." + (share == 100 ? "999999999" : "%02d".formatted(share))),
                    numbers.toArray()));
            assertThat(answer / exact).isBetween(1 - 1.0 / 128, 1.0);
        }
    }

    @Test
    void whole_numbers_up_to_256_come_out_as_they_are() {
        for (int number = -256; number <= 256; number++) {
            assertThat(of(percentile("INT32", "0.5"), number)).isEqualTo((double) number);
        }
    }

    @Test
    void the_rank_is_counted_in_decimals() {
        Object[] numbers = IntStream.rangeClosed(1, 100).boxed().toArray();
        assertThat(of(percentile("INT32", "0.55"), numbers)).isEqualTo(55.0);
        assertThat(of(percentile("INT32", "0.07"), numbers)).isEqualTo(7.0);
        assertThat(of(percentile("INT32", "0"), numbers)).isEqualTo(1.0);
        assertThat(of(percentile("INT32", "1"), numbers)).isEqualTo(100.0);
    }

    @Test
    void nan_is_the_largest_and_infinities_come_out_as_they_are() {
        assertThat(of(percentile("FLOAT64", "1"), Double.NaN, Double.POSITIVE_INFINITY))
                .isEqualTo(Double.NaN);
        assertThat(of(percentile("FLOAT64", "0.5"), Double.NaN, Double.POSITIVE_INFINITY))
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(of(percentile("FLOAT64", "0"), Double.NEGATIVE_INFINITY, 1.0))
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(of(percentile("FLOAT64", "0.5"), -0.0)).isEqualTo(0.0);
    }

    /** Three times as many buckets as are kept, on both sides of zero. */
    @Test
    void where_numbers_are_too_widely_spread_those_nearest_to_zero_count_as_zero_whatever_the_order() {
        List<Object> numbers = new ArrayList<>();
        for (int i = 0; i < 3_072; i++) {
            double number = Math.scalb(1 + (i % 128) / 128.0, i / 128);
            numbers.add(number);
            numbers.add(-number);
        }
        Random random = new Random(5);
        String expected = hex(accumulated(percentile("FLOAT64", "0.5").aggregator(), events(numbers.toArray())));
        for (int attempt = 0; attempt < 5; attempt++) {
            Collections.shuffle(numbers, random);
            Accumulator merged = percentile("FLOAT64", "0.5").aggregator().init();
            for (int from = 0; from < numbers.size(); from += 512) {
                mergeBytes(
                        merged,
                        bytes(accumulated(
                                percentile("FLOAT64", "0.5").aggregator(),
                                events(numbers.subList(from, from + 512).toArray()))));
            }
            assertThat(hex(merged)).isEqualTo(expected);
            assertThat(bytes(merged).length).isLessThan(12_000);
        }
        assertThat(of(percentile("FLOAT64", "0.5"), numbers.toArray())).isEqualTo(0.0);
        assertThat(of(percentile("FLOAT64", "0.9"), numbers.toArray()))
                .isEqualTo(naive(percentile("FLOAT64", "0.9"), events(numbers.toArray())));
        assertThat(of(percentile("FLOAT64", "0.1"), numbers.toArray()))
                .isEqualTo(naive(percentile("FLOAT64", "0.1"), events(numbers.toArray())));
    }
}
