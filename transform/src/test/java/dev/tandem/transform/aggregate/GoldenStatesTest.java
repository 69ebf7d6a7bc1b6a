package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.ValueType;
import dev.tandem.transform.aggregate.AggregatorContract.Use;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** States that are stored somewhere already: neither their bytes nor what they give may ever change. */
class GoldenStatesTest {

    private record Golden(
            Use use,
            List<Object> values,
            String state,
            @Nullable Object result) {
        static Golden of(Use use, String state, @Nullable Object result, Object... values) {
            return new Golden(use, Arrays.asList(values), state, result);
        }

        @Override
        public String toString() {
            return use.function() + " of " + use.column() + " " + values;
        }
    }

    static Stream<Golden> states() {
        return Stream.of(
                Golden.of(
                        Use.of("count", "STRING"),
                        "ac02",
                        300L,
                        Collections.nCopies(300, "a").toArray()),
                // one byte, of weight 256^0, positive: 12
                Golden.of(Use.of("sum", "INT64"), "02" + "00" + "0c", 12L, 5L, 7L),
                Golden.of(Use.of("sum", "INT64"), "00", 0L, 5L, -5L),
                // one byte, of weight 256^1, negative: 2 * 256
                Golden.of(Use.of("sum", "INT32"), "03" + "02" + "02", -512L, -256, -256),
                // two bytes, of weight 256^-1: 0x0c80 / 256
                Golden.of(Use.of("sum", "FLOAT64"), "04" + "01" + "0c80", 12.5, 12.0, 0.5),
                Golden.of(Use.of("sum", "FLOAT64"), "01" + "00", Double.NaN, Double.NaN, 1.0),
                Golden.of(Use.of("sum", "FLOAT64"), "01" + "01", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY),
                Golden.of(Use.of("sum", "FLOAT64"), "01" + "02", Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY),
                // 2^-1074 = 0x40 * 256^-135
                Golden.of(Use.of("sum", "FLOAT64"), "02" + "8d02" + "40", Double.MIN_VALUE, Double.MIN_VALUE),
                Golden.of(
                        Use.of("sum", "DECIMAL(5,2)"),
                        "04" + "00" + "0101",
                        new BigDecimal("2.57"),
                        new BigDecimal("2.50"),
                        new BigDecimal("0.07")),
                Golden.of(Use.of("avg", "INT64"), "02" + "02" + "00" + "0c", 6.0, 5L, 7L),
                Golden.of(Use.of("stddev", "INT64"), "02" + "02000c" + "02004a", Math.sqrt(2), 5L, 7L),
                Golden.of(Use.of("min", "INT64"), "09", -5L, 3L, -5L),
                Golden.of(Use.of("max", "FLOAT64"), "7ff8000000000000", Double.NaN, 1.0, Double.NaN),
                Golden.of(Use.of("min", "FLOAT64"), "ffffffffffffffff", -0.0, 0.0, -0.0),
                Golden.of(Use.of("min", "FLOAT32"), "3f800000", 1f, 1f, 2f),
                Golden.of(Use.of("max", "STRING"), "03" + "62c3a9", "bé", "a", "bé"),
                Golden.of(Use.of("max", "DATE"), "02", LocalDate.of(1970, 1, 2), LocalDate.of(1970, 1, 2)),
                Golden.of(
                        Use.of("min", "DECIMAL(38,0)"),
                        "10" + "7fffffffffffffffffffffffffffffff",
                        new BigDecimal("-1"),
                        new BigDecimal("-1"),
                        new BigDecimal("1")),
                // of time 0 and id "": -5
                Golden.of(Use.of("first", "INT64"), "00" + "00" + "09", -5L, -5L, 3L),
                Golden.of(Use.of("last", "STRING"), "02" + "00" + "0162", "b", "a", "b"),
                // at 2, and one microsecond before
                Golden.of(
                        new Use("last_k", ValueType.BOOL, Map.of("k", "2")),
                        "04" + "00" + "01" + "01" + "00" + "00",
                        List.of(true, false),
                        true,
                        false,
                        true),
                Golden.of(Use.of("count_distinct", "INT64"), "910a2dec89025cc1" + "e220a8397b1dcdaf", 2L, 0L, 1L, 0L),
                Golden.of(Use.of("count_distinct", "STRING"), "d24ec4f1a98c6e5b", 1L, "a", "a"),
                // the buckets of -1, 0 and, twice, 100.25, which is cut to 100
                Golden.of(
                        Use.of("approx_percentile", "FLOAT64", "percentile", "0.75"),
                        "fffd0f" + "01" + "fffe07" + "01" + "c78508" + "02",
                        100.0,
                        100.25,
                        -1.0,
                        0.0,
                        100.375));
    }

    @ParameterizedTest
    @MethodSource("states")
    void a_state_is_written_as_it_ever_was(Golden golden) {
        Accumulator written = AggregatorContract.accumulated(
                golden.use().aggregator(),
                AggregatorContract.events(golden.values().toArray()));

        assertThat(AggregatorContract.hex(written)).isEqualTo(golden.state());
    }

    @ParameterizedTest
    @MethodSource("states")
    void a_state_that_was_ever_written_gives_what_it_meant(Golden golden) {
        Accumulator read = golden.use().aggregator().init();
        AggregatorContract.mergeBytes(read, HexFormat.of().parseHex(golden.state()));

        assertThat(read.finish()).isEqualTo(golden.result());
    }
}
