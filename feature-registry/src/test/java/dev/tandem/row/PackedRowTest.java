package dev.tandem.row;

import static dev.tandem.row.GeneratedRows.comparable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PackedRowTest {
    private static final int ROWS = 2_000;

    private final long seed = new Random().nextLong();

    @RepeatedTest(3)
    void generated_rows_come_back_bit_for_bit() {
        GeneratedRows generated = new GeneratedRows(seed);
        for (int i = 0; i < ROWS; i++) {
            RowSchema schema = generated.schema();
            List<@Nullable Object> values = generated.values(schema);
            long eventTime = generated.time();
            long createdTime = generated.createdTime();

            byte[] bytes = new RowWriter(schema).write(eventTime, createdTime, i, ValueSource.of(values));

            PackedRow row = PackedRow.of(bytes);
            assertThat(List.of(row.eventTime(), row.createdTime(), row.writeTimeMillis(), (long) row.schemaId()))
                    .as("header, seed %d", seed)
                    .containsExactly(eventTime, createdTime, (long) i, (long) schema.id());
            assertThat(GeneratedRows.read(bytes, schema))
                    .as("%s, seed %d", schema, seed)
                    .isEqualTo(comparable(values));
        }
    }

    @Test
    void rows_are_ordered_by_event_time_then_created_time_none_first_then_schema_then_content() {
        GeneratedRows generated = new GeneratedRows(seed);
        Comparator<byte[]> rule = Comparator.<byte[]>comparingLong(
                        row -> PackedRow.of(row).eventTime())
                .thenComparingLong(row -> PackedRow.of(row).createdTime())
                .thenComparingInt(row -> PackedRow.of(row).schemaId())
                .thenComparing(PackedRowTest::content, Arrays::compareUnsigned);
        List<RowSchema> schemas = List.of(
                new RowSchema(0, List.of(column("a", "INT64"), column("b", "STRING"))),
                new RowSchema(1, List.of(column("a", "INT64"))),
                new RowSchema(300, List.of(column("a", "FLOAT64"))));
        List<byte[]> rows = new java.util.ArrayList<>();
        for (int i = 0; i < 400; i++) {
            rows.add(generated.row(schemas.get(i % schemas.size())));
        }

        for (byte[] a : rows) {
            for (byte[] b : rows) {
                assertThat(Integer.signum(PackedRow.compare(a, b)))
                        .as("seed %d", seed)
                        .isEqualTo(Integer.signum(rule.compare(a, b)));
            }
        }
    }

    private static byte[] content(byte[] row) {
        int header = PackedRow.of(row).createdTime() == RowWriter.NO_CREATED_TIME ? 18 : 26;
        return Arrays.copyOfRange(row, header, row.length);
    }

    @Test
    void the_time_of_writing_does_not_make_a_row_newer() {
        RowSchema schema = new RowSchema(0, List.of(column("a", "INT32")));
        byte[] first = new RowWriter(schema).write(5, 6, 1_000, ValueSource.of(List.of(7)));
        byte[] replay = new RowWriter(schema).write(5, 6, 2_000, ValueSource.of(List.of(7)));

        assertThat(PackedRow.compare(first, replay)).isZero();
    }

    @Test
    void a_row_is_never_decoded_under_another_schema() {
        RowSchema written = new RowSchema(1, List.of(column("a", "INT32")));
        byte[] row = new RowWriter(written).write(0, 0, 0, ValueSource.of(List.of(7)));

        assertThatThrownBy(() -> PackedRow.of(row).values(new RowSchema(2, written.columns())))
                .isInstanceOf(CorruptRowException.class)
                .hasMessageContaining("schema 1, not 2");
    }

    @Test
    void null_differs_from_empty_and_from_zero() {
        RowSchema schema =
                new RowSchema(0, List.of(column("a", "STRING"), column("b", "INT32"), column("c", "ARRAY<INT32>")));

        byte[] nulls = new RowWriter(schema).write(0, 0, 0, ValueSource.of(Collections.nCopies(3, null)));
        byte[] zeroes = new RowWriter(schema).write(0, 0, 0, ValueSource.of(List.of("", 0, List.of())));

        assertThat(GeneratedRows.read(nulls, schema)).containsExactly(null, null, null);
        assertThat(GeneratedRows.read(zeroes, schema)).containsExactly("", 0, List.of());
    }

    @Test
    void every_nan_is_stored_as_the_one_canonical_nan() {
        RowSchema schema = new RowSchema(0, List.of(column("a", "FLOAT64"), column("b", "FLOAT32")));
        double oddDouble = Double.longBitsToDouble(0xFFF8_0000_DEAD_BEEFL);
        float oddFloat = Float.intBitsToFloat(0xFFC0_BEEF);

        byte[] odd = new RowWriter(schema).write(0, 0, 0, ValueSource.of(List.of(oddDouble, oddFloat)));
        byte[] canonical = new RowWriter(schema).write(0, 0, 0, ValueSource.of(List.of(Double.NaN, Float.NaN)));

        assertThat(odd).isEqualTo(canonical);
    }

    @Test
    void a_decimal_is_brought_to_the_scale_of_its_type_when_nothing_is_lost() {
        assertThat(decimal("DECIMAL(4,2)", new BigDecimal("1.5"))).isEqualTo(new BigDecimal("1.50"));
        assertThat(decimal("DECIMAL(4,2)", new BigDecimal("15e-1"))).isEqualTo(new BigDecimal("1.50"));
        assertThat(decimal("DECIMAL(4,2)", new BigDecimal("1.5000"))).isEqualTo(new BigDecimal("1.50"));
        assertThat(decimal("DECIMAL(2,2)", new BigDecimal("0e999999999"))).isEqualTo(new BigDecimal("0.00"));
    }

    @Test
    void a_decimal_that_would_lose_digits_is_refused_by_name_however_long_it_would_be_written_out() {
        assertThatThrownBy(() -> decimal("DECIMAL(4,2)", new BigDecimal("1.234")))
                .isInstanceOf(UnfitValueException.class)
                .hasMessageContaining("'a', DECIMAL(4,2)")
                .hasMessageContaining("3 digits after the point");
        assertThatThrownBy(() -> decimal("DECIMAL(4,2)", new BigDecimal("123.4")))
                .hasMessageContaining("3 digits before the point");
        assertThatThrownBy(() -> decimal("DECIMAL(38,0)", new BigDecimal("1e999999999")))
                .hasMessageContaining("1000000000 digits before the point");
        assertThatThrownBy(() -> decimal("DECIMAL(38,38)", new BigDecimal("1e-999999999")))
                .hasMessageContaining("999999999 digits after the point");
    }

    private static @Nullable Object decimal(String type, BigDecimal value) {
        RowSchema schema = new RowSchema(0, List.of(column("a", type)));
        return GeneratedRows.read(new RowWriter(schema).write(0, 0, 0, ValueSource.of(List.of(value))), schema)
                .get(0);
    }

    @Test
    void half_a_surrogate_pair_is_refused_rather_than_stored_as_a_question_mark() {
        RowSchema schema = new RowSchema(0, List.of(column("a", "ARRAY<STRING>")));

        assertThatThrownBy(() -> new RowWriter(schema)
                        .write(0, 0, 0, ValueSource.of(List.of(List.of("fine 😀", "half \uD83D here")))))
                .isInstanceOf(UnfitValueException.class)
                .hasMessageContaining("'a', ARRAY<STRING>")
                .hasMessageContaining("element 1")
                .hasMessageContaining("surrogate");
    }

    @Test
    void an_instant_beyond_the_range_of_microseconds_is_refused() {
        RowSchema schema = new RowSchema(0, List.of(column("a", "TIMESTAMP")));

        assertThatThrownBy(() -> new RowWriter(schema).write(0, 0, 0, ValueSource.of(List.of(Instant.MAX))))
                .isInstanceOf(UnfitValueException.class)
                .hasMessageContaining("TIMESTAMP");
    }

    @Test
    void a_row_takes_one_value_for_each_column() {
        RowSchema schema = new RowSchema(0, List.of(column("a", "INT32")));

        assertThatThrownBy(() -> new RowWriter(schema).write(0, 0, 0, ValueSource.of(List.of(1, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 values for 1 columns");
    }

    private static RowSchema.Column column(String name, String type) {
        return new RowSchema.Column(name, ValueType.parse(type));
    }
}
