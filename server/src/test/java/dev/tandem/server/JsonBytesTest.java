package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.ValueType;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import dev.tandem.server.JsonOutput.Times;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What answers are made of is, byte for byte, what the plain way writes. */
class JsonBytesTest {
    private static final ValueType DECIMAL = ValueType.decimal(20, 6);

    @Test
    void doubles_of_few_decimals_and_of_many_are_written_as_the_plain_way_writes_them() {
        assertSame(
                ValueType.FLOAT64,
                0.0,
                -0.0,
                1.0,
                -1.0,
                0.1,
                0.3,
                0.1 + 0.2,
                12.34,
                99.995,
                0.001,
                0.0009,
                0.001953125,
                1e-7,
                1234567.891,
                9_999_999.999,
                1e7,
                1.5e7,
                1e15,
                1e22,
                123456789012345680.0,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                Double.MIN_NORMAL,
                Math.PI,
                -Math.E,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY);
    }

    @Test
    void generated_doubles_are_written_as_the_plain_way_writes_them() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            values.add(
                    switch (i % 4) {
                        case 0 -> Double.longBitsToDouble(random.nextLong());
                        case 1 -> random.nextInt(2_000_000_000) / 1_000.0;
                        case 2 -> random.nextInt(10_000) / 100.0 * (random.nextBoolean() ? 1 : -1);
                        default -> random.nextDouble() * Math.pow(10, random.nextInt(12) - 4);
                    });
        }
        assertThat(fast(ValueType.FLOAT64, values)).as("seed " + seed).isEqualTo(plain(ValueType.FLOAT64, values));
    }

    @Test
    void times_of_all_ages_and_finenesses_are_written_as_the_plain_way_writes_them() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Object> values = new ArrayList<>(List.of(
                Instant.EPOCH,
                Instant.parse("2013-01-31T23:59:59.999999Z"),
                Instant.parse("2024-02-29T00:00:00.5Z"),
                Instant.parse("1969-12-31T23:59:59.999Z"),
                Instant.parse("-0001-01-01T00:00:00Z"),
                Instant.parse("+12345-01-01T00:00:00.000001Z")));
        for (int i = 0; i < 50_000; i++) {
            long micros = (long) (random.nextGaussian() * 4e15);
            values.add(Micros.instant(
                    switch (i % 3) {
                        case 0 -> micros;
                        case 1 -> micros / 1_000 * 1_000;
                        default -> micros / 1_000_000 * 1_000_000;
                    }));
        }
        assertThat(fast(ValueType.TIMESTAMP, values)).as("seed " + seed).isEqualTo(plain(ValueType.TIMESTAMP, values));
    }

    @Test
    void a_time_that_repeats_is_written_again_even_when_the_document_is_begun_anew() {
        Instant time = Instant.parse("2024-02-29T12:34:56.5Z");
        assertSame(ValueType.TIMESTAMP, time, time, Instant.EPOCH, Instant.EPOCH, time, time, time);

        JsonBytes out = new JsonBytes();
        out.time(Micros.of(time));
        out.clear();
        out.raw("something else of that length..".getBytes(StandardCharsets.US_ASCII));
        out.time(Micros.of(time));

        assertThat(StandardCharsets.UTF_8.decode(out.toBuffer()).toString())
                .isEqualTo("something else of that length..\"2024-02-29T12:34:56.500Z\"");
    }

    @Test
    void text_is_escaped_where_json_asks_for_it_and_nowhere_else() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x180; c++) {
            all.append(c);
        }
        assertSame(ValueType.STRING, "", "plain", "\"quoted\" \\ back", all.toString(), "\u20ac \ud83d\ude80");
    }

    @Test
    void values_of_every_other_type_are_written_as_the_plain_way_writes_them() {
        assertSame(ValueType.BOOL, true, false, null);
        assertSame(ValueType.INT32, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE);
        assertSame(ValueType.INT64, 0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53);
        assertSame(ValueType.FLOAT32, 0f, -0f, 0.1f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, 1e10f);
        assertSame(DECIMAL, new BigDecimal("12345678901234.123456"), new BigDecimal("0.000000"));
        assertSame(ValueType.BYTES, new byte[0], new byte[] {1, -1, 127, -128});
        assertSame(ValueType.DATE, LocalDate.EPOCH, LocalDate.of(2024, 2, 29), LocalDate.of(-5, 1, 1));
        assertSame(ValueType.array(ValueType.STRING), List.of(), List.of("a", "\n"), Arrays.asList("b", null));
        assertSame(ValueType.array(ValueType.FLOAT64), List.of(1.5, Double.NaN, -0.0));
    }

    private static void assertSame(ValueType type, @Nullable Object... values) {
        assertThat(fast(type, Arrays.asList(values))).isEqualTo(plain(type, Arrays.asList(values)));
    }

    private static String fast(ValueType type, List<? extends @Nullable Object> values) {
        ValueSource source = ValueSource.of(values);
        JsonBytes out = new JsonBytes();
        for (Times times : Times.values()) {
            out.raw('[');
            for (int i = 0; i < values.size(); i++) {
                if (i > 0) {
                    out.raw(',');
                }
                out.value(type, source, i, times);
            }
            out.raw(']');
        }
        return StandardCharsets.UTF_8.decode(out.toBuffer()).toString();
    }

    private static String plain(ValueType type, List<? extends @Nullable Object> values) {
        ValueSource source = ValueSource.of(values);
        StringBuilder text = new StringBuilder();
        for (Times times : Times.values()) {
            text.append(JsonOutput.write(json -> {
                        json.writeStartArray();
                        for (int i = 0; i < values.size(); i++) {
                            JsonOutput.value(json, type, source, i, times);
                        }
                        json.writeEndArray();
                    })
                    .toString(StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
