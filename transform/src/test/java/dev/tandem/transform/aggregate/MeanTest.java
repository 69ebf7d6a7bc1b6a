package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeanTest extends AggregatorContract {
    private static final Use OF_DOUBLES = Use.of("avg", "FLOAT64");
    /** Enough to tell on which side of the middle between two doubles a quotient lies, whatever it is divided by here. */
    private static final MathContext DIGITS = new MathContext(1_200);

    @Override
    List<Use> uses() {
        return List.of(
                OF_DOUBLES,
                Use.of("avg", "FLOAT32"),
                Use.of("avg", "INT32"),
                Use.of("avg", "INT64"),
                Use.of("avg", "DECIMAL(20,5)"));
    }

    @Override
    @Nullable
    Object naive(Use use, List<Event> events) {
        if (events.isEmpty()) {
            return null;
        }
        return Exact.allFinite(events)
                ? (Object) Exact.sum(events)
                        .divide(BigDecimal.valueOf(events.size()), DIGITS)
                        .doubleValue()
                : (Object) Exact.sumOfNotFinite(events);
    }

    @Override
    int mostEvents() {
        return 30;
    }

    @Override
    int rounds() {
        return 30;
    }

    @Test
    void the_exact_mean_is_rounded_once_and_so_lies_between_the_numbers() {
        assertThat(of(OF_DOUBLES, Double.MAX_VALUE, Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
        assertThat(of(OF_DOUBLES, Double.MIN_VALUE, Double.MIN_VALUE, Double.MIN_VALUE))
                .isEqualTo(Double.MIN_VALUE);
        assertThat(of(OF_DOUBLES, 0.1, 0.1, 0.1)).isEqualTo(0.1);
        assertThat(of(Use.of("avg", "INT64"), Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(0x1p63);
    }

    @Test
    void half_of_the_smallest_number_is_rounded_to_even() {
        assertThat(of(OF_DOUBLES, Double.MIN_VALUE, 0.0)).isEqualTo(0.0);
        assertThat(of(OF_DOUBLES, 3 * Double.MIN_VALUE, 0.0)).isEqualTo(2 * Double.MIN_VALUE);
    }

    @Test
    void a_mean_of_decimals_is_the_double_nearest_to_it() {
        assertThat(of(Use.of("avg", "DECIMAL(5,2)"), new BigDecimal("0.10"), new BigDecimal("0.20")))
                .isEqualTo(0.15);
    }

    @Test
    void infinities_and_nan_follow_ieee_754() {
        assertThat(of(OF_DOUBLES, Double.NEGATIVE_INFINITY, 1.0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(of(OF_DOUBLES, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
                .isEqualTo(Double.NaN);
    }
}
