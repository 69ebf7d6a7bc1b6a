package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumTest extends AggregatorContract {
    private static final Use OF_DOUBLES = Use.of("sum", "FLOAT64");
    private static final Use OF_LONGS = Use.of("sum", "INT64");

    @Override
    List<Use> uses() {
        return List.of(
                OF_DOUBLES,
                Use.of("sum", "FLOAT32"),
                Use.of("sum", "INT32"),
                OF_LONGS,
                Use.of("sum", "DECIMAL(10,2)"),
                Use.of("sum", "DECIMAL(38,10)"));
    }

    @Override
    @Nullable
    Object naive(Use use, List<Event> events) {
        if (events.isEmpty()) {
            return null;
        }
        return switch (use.column().kind()) {
            case FLOAT32, FLOAT64 -> sumOfDoubles(events);
            case DECIMAL -> {
                BigDecimal sum = Exact.sum(events).setScale(use.column().scale());
                yield sum.precision() <= 38 ? sum : null;
            }
            default -> {
                BigDecimal sum = Exact.sum(events);
                yield sum.toBigInteger().bitLength() < 64 ? sum.longValueExact() : null;
            }
        };
    }

    private static Object sumOfDoubles(List<Event> events) {
        return Exact.allFinite(events) ? Exact.sum(events).doubleValue() : Exact.sumOfNotFinite(events);
    }

    @Test
    void what_cancels_leaves_what_is_small() {
        assertThat(of(OF_DOUBLES, 1e308, 1e-308, -1e308)).isEqualTo(1e-308);
        assertThat(of(OF_DOUBLES, 1e308, 1e308, -1e308, -1e308, Double.MIN_VALUE))
                .isEqualTo(Double.MIN_VALUE);
        assertThat(of(OF_DOUBLES, 0.1, 0.2, -0.3)).isEqualTo(0x1p-55);
    }

    @Test
    void an_exact_zero_is_plus_zero() {
        assertThat(of(OF_DOUBLES, -0.0)).isEqualTo(0.0);
        assertThat(of(OF_DOUBLES, 5.0, -5.0)).isEqualTo(0.0);
    }

    @Test
    void it_is_rounded_once_ties_to_even() {
        double one = 1.0;
        double half = 0x1p-53;
        assertThat(of(OF_DOUBLES, one, half)).isEqualTo(1.0);
        assertThat(of(OF_DOUBLES, one, half, Double.MIN_VALUE)).isEqualTo(Math.nextUp(1.0));
        assertThat(of(OF_DOUBLES, one, half, -Double.MIN_VALUE)).isEqualTo(1.0);
        assertThat(of(OF_DOUBLES, Math.nextUp(one), half)).isEqualTo(1.0 + 0x1p-51);
        assertThat(of(OF_DOUBLES, -one, -half, -Double.MIN_VALUE)).isEqualTo(-Math.nextUp(1.0));
    }

    @Test
    void beyond_the_largest_double_it_is_infinite_as_rounding_says() {
        assertThat(of(OF_DOUBLES, Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(of(OF_DOUBLES, Double.MAX_VALUE, 0x1p969)).isEqualTo(Double.MAX_VALUE);
        assertThat(of(OF_DOUBLES, Double.MAX_VALUE, 0x1p970)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(of(OF_DOUBLES, Double.MAX_VALUE, 0x1p970, -Double.MIN_VALUE)).isEqualTo(Double.MAX_VALUE);
    }

    @Test
    void infinities_of_both_signs_and_nan_give_nan() {
        assertThat(of(OF_DOUBLES, Double.POSITIVE_INFINITY, 1.0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(of(OF_DOUBLES, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY))
                .isEqualTo(Double.NaN);
        assertThat(of(OF_DOUBLES, Double.NaN, Double.POSITIVE_INFINITY)).isEqualTo(Double.NaN);
        assertThat(of(Use.of("sum", "FLOAT32"), Float.NEGATIVE_INFINITY, 1f)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void integers_may_pass_the_range_on_the_way_and_give_null_when_they_end_beyond_it() {
        assertThat(of(OF_LONGS, Long.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE))
                .isEqualTo(-2L);
        assertThat(of(OF_LONGS, Long.MAX_VALUE, 1L)).isNull();
        assertThat(of(OF_LONGS, Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(of(OF_LONGS, Long.MIN_VALUE, -1L)).isNull();
        assertThat(of(Use.of("sum", "INT32"), Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isEqualTo(2L * Integer.MAX_VALUE);
    }

    @Test
    void decimals_keep_their_scale_and_give_null_beyond_38_digits() {
        assertThat(of(Use.of("sum", "DECIMAL(4,2)"), new BigDecimal("99.99"), new BigDecimal("0.01")))
                .isEqualTo(new BigDecimal("100.00"));
        BigDecimal largest = new BigDecimal("9".repeat(38));
        assertThat(of(Use.of("sum", "DECIMAL(38,0)"), largest)).isEqualTo(largest);
        assertThat(of(Use.of("sum", "DECIMAL(38,0)"), largest, BigDecimal.ONE)).isNull();
    }

    @Test
    void a_subnormal_sum_is_exact() {
        assertThat(of(OF_DOUBLES, 3 * Double.MIN_VALUE, -Double.MIN_VALUE)).isEqualTo(2 * Double.MIN_VALUE);
        assertThat(of(OF_DOUBLES, Double.MIN_NORMAL, -Double.MIN_VALUE)).isEqualTo(Math.nextDown(Double.MIN_NORMAL));
    }

    /** So many numbers of one sign that carries have to be moved on more than once. */
    @ParameterizedTest
    @ValueSource(doubles = {Double.MAX_VALUE, -0.1, Double.MIN_VALUE})
    void it_stays_exact_when_a_state_is_merged_with_itself_again_and_again(double number) {
        Accumulator sum = accumulated(OF_DOUBLES.aggregator(), events(number));
        for (int doubling = 0; doubling < 62; doubling++) {
            Accumulator twice = OF_DOUBLES.aggregator().init();
            twice.merge(sum);
            twice.merge(sum);
            sum = twice;
        }
        BigDecimal exact = new BigDecimal(number).multiply(BigDecimal.valueOf(1L << 62));

        assertThat(sum.finish()).isEqualTo(exact.doubleValue());
        assertThat(bytes(sum).length).isLessThan(16);
    }

    @Test
    void numbers_of_one_size_take_few_bytes() {
        Random random = new Random(7);
        List<Object> numbers = new ArrayList<>(Collections.nCopies(1_000, 12.5));
        assertThat(bytes(accumulated(OF_DOUBLES.aggregator(), events(numbers.toArray()))))
                .hasSizeLessThanOrEqualTo(4);
        numbers.replaceAll(any -> random.nextGaussian());
        assertThat(bytes(accumulated(OF_DOUBLES.aggregator(), events(numbers.toArray()))))
                .hasSizeLessThanOrEqualTo(16);
    }
}
