package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeviationTest extends AggregatorContract {
    private static final Use OF_DOUBLES = Use.of("stddev", "FLOAT64");
    private static final MathContext DIGITS = new MathContext(60);

    @Override
    List<Use> uses() {
        return List.of(
                OF_DOUBLES,
                Use.of("stddev", "FLOAT32"),
                Use.of("stddev", "INT32"),
                Use.of("stddev", "INT64"),
                Use.of("stddev", "DECIMAL(38,6)"));
    }

    /** The sample variance, exact; one rounding, and a root that is rounded correctly. */
    @Override
    @Nullable
    Object naive(Use use, List<Event> events) {
        if (events.size() < 2) {
            return null;
        }
        if (!Exact.allFinite(events)) {
            return Double.NaN;
        }
        BigDecimal n = BigDecimal.valueOf(events.size());
        BigDecimal squared = Exact.sum(events).pow(2);
        BigDecimal difference =
                Exact.sum(events, number -> number.multiply(number)).multiply(n).subtract(squared);
        BigDecimal variance = difference.divide(n.multiply(n.subtract(BigDecimal.ONE)), DIGITS);
        return isInRange(variance)
                ? Math.sqrt(variance.doubleValue())
                : variance.sqrt(DIGITS).doubleValue();
    }

    private static boolean isInRange(BigDecimal variance) {
        return variance.compareTo(BigDecimal.valueOf(Double.MIN_NORMAL)) > 0
                && variance.compareTo(BigDecimal.valueOf(Double.MAX_VALUE)) < 0;
    }

    /** Where the variance is no double, the naive root is rounded once and ours twice: the last bit may differ. */
    @Override
    void assertSame(Use use, List<Event> events, @Nullable Object actual, @Nullable Object expected) {
        if (actual instanceof Double root && expected instanceof Double naive && !(naive > 1e-150 && naive < 1e150)) {
            if (!root.equals(naive)) {
                assertThat(Math.abs(root - naive)).as("%s of %s", use, events).isLessThanOrEqualTo(Math.ulp(naive));
            }
        } else {
            super.assertSame(use, events, actual, expected);
        }
    }

    @Override
    int mostEvents() {
        return 20;
    }

    @Override
    int rounds() {
        return 30;
    }

    @Test
    void of_less_than_two_numbers_there_is_none() {
        assertThat(of(OF_DOUBLES)).isNull();
        assertThat(of(OF_DOUBLES, 1.0)).isNull();
    }

    @Test
    void equal_numbers_deviate_by_nothing_however_large() {
        assertThat(of(OF_DOUBLES, 1e300, 1e300, 1e300)).isEqualTo(0.0);
        assertThat(of(OF_DOUBLES, 0.1, 0.1, 0.1)).isEqualTo(0.0);
    }

    @Test
    void what_is_small_beside_its_mean_is_not_lost() {
        assertThat(of(OF_DOUBLES, 1e15 + 1, 1e15 + 2, 1e15 + 3)).isEqualTo(1.0);
        assertThat(of(Use.of("stddev", "INT64"), Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE - 2))
                .isEqualTo(1.0);
    }

    @Test
    void it_overflows_only_where_it_is_too_large_itself() {
        assertThat(of(OF_DOUBLES, -1e300, 0.0, 1e300)).isEqualTo(1e300);
        assertThat(of(OF_DOUBLES, -Double.MIN_VALUE, 0.0, Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
        assertThat(of(OF_DOUBLES, Double.MAX_VALUE, -Double.MAX_VALUE)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void an_infinity_deviates_by_nan() {
        assertThat(of(OF_DOUBLES, Double.POSITIVE_INFINITY, 1.0)).isEqualTo(Double.NaN);
    }
}
