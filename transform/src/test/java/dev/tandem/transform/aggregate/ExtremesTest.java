package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExtremesTest extends AggregatorContract {
    @Override
    List<Use> uses() {
        return Stream.of(
                        "BOOL",
                        "INT32",
                        "INT64",
                        "FLOAT32",
                        "FLOAT64",
                        "DECIMAL(18,4)",
                        "DECIMAL(38,9)",
                        "STRING",
                        "BYTES",
                        "DATE",
                        "TIMESTAMP")
                .flatMap(type -> Stream.of(Use.of("min", type), Use.of("max", type)))
                .toList();
    }

    @Override
    @Nullable
    Object naive(Use use, List<Event> events) {
        Stream<Object> values = events.stream().map(Event::value);
        Comparator<Object> order = order(use.column());
        return (use.function().equals("min") ? values.min(order) : values.max(order)).orElse(null);
    }

    @Override
    int rounds() {
        return 30;
    }

    @SuppressWarnings("unchecked") // all values of a type compare with each other
    private static Comparator<Object> order(ValueType type) {
        return switch (type.kind()) {
            case STRING -> (a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b));
            case BYTES -> (a, b) -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
            default -> (a, b) -> ((Comparable<Object>) a).compareTo(b);
        };
    }

    private static byte[] utf8(Object text) {
        return ((String) text).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void nan_is_the_greatest_and_minus_zero_less_than_zero() {
        assertThat(of(Use.of("max", "FLOAT64"), Double.POSITIVE_INFINITY, Double.NaN))
                .isEqualTo(Double.NaN);
        assertThat(of(Use.of("min", "FLOAT64"), Double.NaN, 1.0)).isEqualTo(1.0);
        assertThat(of(Use.of("min", "FLOAT64"), 0.0, -0.0)).isEqualTo(-0.0);
        assertThat(of(Use.of("max", "FLOAT32"), -0f, 0f)).isEqualTo(0f);
    }

    @Test
    void texts_are_ordered_by_their_utf_8_bytes_and_not_by_their_chars() {
        assertThat(of(Use.of("max", "STRING"), "\uFF5E", "😀")).isEqualTo("😀");
    }

    @Test
    void of_nothing_there_is_none() {
        assertThat(of(Use.of("min", "INT64"))).isNull();
        assertThat(of(Use.of("max", "STRING"))).isNull();
    }

    @Test
    void a_decimal_keeps_its_scale() {
        assertThat(of(Use.of("max", "DECIMAL(38,3)"), new BigDecimal("-1.500"), new BigDecimal("-2.000")))
                .isEqualTo(new BigDecimal("-1.500"));
    }
}
