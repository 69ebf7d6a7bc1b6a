package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistinctTest extends AggregatorContract {
    private static final Use OF_TEXTS = Use.of("count_distinct", "STRING");

    @Override
    List<Use> uses() {
        return List.of(
                OF_TEXTS,
                Use.of("count_distinct", "INT64"),
                Use.of("count_distinct", "FLOAT64"),
                Use.of("count_distinct", "FLOAT32"),
                Use.of("count_distinct", "BOOL"),
                Use.of("count_distinct", "DECIMAL(30,2)"),
                Use.of("count_distinct", "TIMESTAMP"));
    }

    /** Exact, as there are no more than can be counted so. */
    @Override
    Object naive(Use use, List<Event> events) {
        return events.stream()
                .map(Event::value)
                .map(DistinctTest::plusZero)
                .distinct()
                .count();
    }

    @Override
    int mostEvents() {
        return 300;
    }

    @Override
    int rounds() {
        return 15;
    }

    private static Object plusZero(Object value) {
        if (value instanceof Double real) {
            return real + 0.0;
        }
        return value instanceof Float real ? (Object) (real + 0f) : value;
    }

    @Test
    void zeros_of_both_signs_are_one_value_and_so_are_all_nan() {
        assertThat(of(Use.of("count_distinct", "FLOAT64"), 0.0, -0.0)).isEqualTo(1L);
        assertThat(of(Use.of("count_distinct", "FLOAT32"), 0f, -0f, Float.NaN)).isEqualTo(2L);
        assertThat(of(Use.of("count_distinct", "FLOAT64"), Double.NaN, Double.longBitsToDouble(0x7FF8_0000_0000_0001L)))
                .isEqualTo(1L);
        assertThat(of(Use.of("count_distinct", "INT64"), 0L, -1L)).isEqualTo(2L);
    }

    @Test
    void up_to_1024_values_are_counted_exactly() {
        for (int count : List.of(1, 8, 9, 1_023, 1_024)) {
            List<Object> twice = new ArrayList<>();
            IntStream.range(0, 2 * count).forEach(i -> twice.add("value " + i % count));
            assertThat(of(OF_TEXTS, twice.toArray())).isEqualTo((long) count);
        }
    }

    @Test
    void more_are_estimated_with_a_standard_error_of_one_in_32() {
        for (int count : List.of(1_025, 2_000, 10_000, 100_000)) {
            double squares = 0;
            int tries = 20;
            for (int attempt = 0; attempt < tries; attempt++) {
                Accumulator distinct = OF_TEXTS.aggregator().init();
                for (int i = 0; i < count; i++) {
                    new Event(i, new byte[0], attempt + "/" + i).updates(distinct);
                }
                double error = (Long) Objects.requireNonNull(distinct.finish()) / (double) count - 1;
                squares += error * error;
            }
            assertThat(Math.sqrt(squares / tries))
                    .as("error of %d values", count)
                    .isLessThan(0.05);
        }
    }

    @Test
    void many_values_give_one_state_in_any_order_and_division() {
        long seed = new Random().nextLong();
        GeneratedEvents generated = new GeneratedEvents(seed);
        List<Event> events = generated.events(Use.of("", "INT64").column(), 5_000);
        Aggregator aggregator = Use.of("count_distinct", "INT64").aggregator();
        Accumulator together = accumulated(aggregator, events);
        Accumulator divided = aggregator.init();
        List<Event> shuffled = generated.shuffled(events);
        for (int from = 0; from < shuffled.size(); from += 1_250) {
            mergeBytes(divided, bytes(accumulated(aggregator, shuffled.subList(from, from + 1_250))));
        }

        assertThat(hex(divided)).as("seed %d", seed).isEqualTo(hex(together));
        assertThat(bytes(divided).length).isLessThanOrEqualTo(8_200);
    }

    @Test
    void hashes_of_texts_are_those_of_xxh64() {
        assertThat(hashOf("")).isEqualTo("ef46db3751d8e999");
        assertThat(hashOf("a")).isEqualTo("d24ec4f1a98c6e5b");
        assertThat(hashOf("abc")).isEqualTo("44bc2cf5ad770999");
        assertThat(hashOf("Nobody inspects the spammish repetition")).isEqualTo("fbcea83c8a378bf1");
    }

    private static String hashOf(String text) {
        return Long.toHexString(Hash64.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void no_two_numbers_have_one_hash() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            assertThat(unmixed(Hash64.of(number))).isEqualTo(number);
        }
    }

    /** Each step of the mixing has an inverse. */
    private static long unmixed(long hash) {
        long number = hash ^ (hash >>> 31) ^ (hash >>> 62);
        number *= inverse(0x94D049BB133111EBL);
        number = number ^ (number >>> 27) ^ (number >>> 54);
        number *= inverse(0xBF58476D1CE4E5B9L);
        number = number ^ (number >>> 30) ^ (number >>> 60);
        return number - 0x9E3779B97F4A7C15L;
    }

    private static long inverse(long odd) {
        return BigInteger.valueOf(odd).modInverse(BigInteger.ONE.shiftLeft(64)).longValue();
    }
}
