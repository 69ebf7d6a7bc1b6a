package dev.tandem.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.tandem.definition.ValueType;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever bytes are read, the outcome is values of the schema or a {@link CorruptRowException}, in memory that the bytes bound. */
class CorruptRowTest {
    private static final int DAMAGED = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long seed = new Random().nextLong();
    private int refused;

    @Test
    void damaged_rows_are_refused_or_read_as_values_that_can_be_written_again() {
        GeneratedRows generated = new GeneratedRows(seed);
        RowSchema schema = generated.schema();
        for (int i = 0; i < DAMAGED; i++) {
            if (i % 50 == 0) {
                schema = generated.schema();
            }
            byte[] bytes = generated.damaged(generated.row(schema));
            RowSchema readAs = schema;
            List<@Nullable Object> values = refusedOr(bytes, () -> GeneratedRows.read(bytes, readAs));
            if (values != null) {
                PackedRow row = PackedRow.of(bytes);
                byte[] again = new RowWriter(schema)
                        .write(row.eventTime(), row.createdTime(), row.writeTimeMillis(), row.values(schema));
                assertThat(GeneratedRows.read(again, schema))
                        .as("%s as %s, seed %d", hex(bytes), schema, seed)
                        .isEqualTo(values);
            }
        }
        assertThat(refused).isBetween(DAMAGED / 10, DAMAGED);
    }

    @Test
    void damaged_keys_are_refused_or_read_as_the_one_key_that_has_those_bytes() {
        GeneratedRows generated = new GeneratedRows(seed);
        for (int i = 0; i < DAMAGED; i++) {
            List<ValueType> types = generated.keyTypes();
            byte[] bytes = generated.damaged(pack(types, generated.key(types)));
            List<Object> key = refusedOr(bytes, () -> EntityKey.unpack(types, bytes));
            if (key != null && key.stream().noneMatch(part -> part.toString().contains("\uFFFD"))) {
                assertThat(pack(types, key)).as("%s, seed %d", key, seed).isEqualTo(bytes);
            }
        }
        assertThat(refused).isBetween(DAMAGED / 10, DAMAGED);
    }

    private static byte[] pack(List<ValueType> types, List<Object> key) {
        return EntityKey.pack(types, ValueSource.of(key)).orElseThrow();
    }

    @SuppressWarnings("CatchFail") // the seed must be told, whatever was thrown
    private <T> @Nullable T refusedOr(byte[] bytes, Supplier<T> read) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            return read.get();
        } catch (CorruptRowException e) {
            refused++;
            return null;
        } catch (RuntimeException e) {
            return fail("%s, seed %d".formatted(hex(bytes), seed), e);
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes taken to read %s, seed %d", hex(bytes), seed)
                    .isLessThan(200_000 + 1_000L * bytes.length);
        }
    }

    @Test
    void a_row_cut_short_anywhere_is_refused() {
        GeneratedRows generated = new GeneratedRows(seed);
        RowSchema schema = generated.schema();
        byte[] row = generated.row(schema);

        for (int length = 0; length < row.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(row, length);
            assertThatThrownBy(() -> GeneratedRows.read(cut, schema))
                    .as("%d of %d bytes, seed %d", length, row.length, seed)
                    .isInstanceOf(CorruptRowException.class);
        }
    }

    @Test
    void an_array_that_claims_more_elements_than_bytes_can_hold_is_refused_before_memory_is_taken_for_it() {
        refuses("ARRAY<INT64>", "ffffffff07", "an array of 2147483647 elements in 0 bytes");
        refuses("ARRAY<BOOL>", "ffffffffffffffffff01", "an array of 18446744073709551615 elements in 0 bytes");
        refuses("ARRAY<STRING>", "080000", "ends after");
    }

    @Test
    void a_text_that_claims_more_bytes_than_follow_is_refused() {
        refuses("STRING", "0561", "a value of 5 bytes, where 1 are left");
        refuses("BYTES", "ffffffff0f", "a value of 4294967295 bytes, where 0 are left");
    }

    @Test
    void a_value_that_its_type_cannot_hold_is_refused() {
        refuses("BOOL", "02", "a BOOL is neither 0 nor 1");
        refuses("INT32", "8080808010", "more than 32 bits");
        refuses("DATE", "ffffffffff7f", "more than 32 bits");
        refuses("DECIMAL(2,0)", "c801", "100 has more digits than a DECIMAL(2,0)");
        refuses("DECIMAL(38,0)", "00", "a DECIMAL of 0 bytes");
        refuses("DECIMAL(20,0)", "11" + "7f".repeat(17), "a DECIMAL of 17 bytes");
    }

    @Test
    void a_number_in_a_longer_form_than_it_needs_is_refused_so_that_equal_rows_have_equal_bytes() {
        refuses("INT64", "8000", "shortest form");
        refuses("INT64", "ffffffffffffffffff03", "shortest form");
        refuses("INT64", "ffffffffffffffffffff01", "over ten bytes");
    }

    @Test
    void a_null_bitmap_that_marks_columns_beyond_the_last_is_refused() {
        assertThatThrownBy(() -> GeneratedRows.read(row("02", "01"), schema("BOOL")))
                .isInstanceOf(CorruptRowException.class)
                .hasMessageContaining("null bitmap");
    }

    @Test
    void bytes_after_the_last_value_are_refused() {
        refuses("BOOL", "0100", "1 bytes follow its last value");
    }

    @Test
    void a_format_version_from_the_future_is_refused_and_both_versions_are_told() {
        byte[] row = row("00", "01");
        row[0] = 2;

        assertThatThrownBy(() -> PackedRow.of(row))
                .isInstanceOf(CorruptRowException.class)
                .hasMessageContaining("its format version is 2 and this program reads 1");
    }

    private static void refuses(String type, String value, String problem) {
        assertThatThrownBy(() -> GeneratedRows.read(row("00", value), schema(type)))
                .isInstanceOf(CorruptRowException.class)
                .hasMessageContaining(problem);
    }

    private static RowSchema schema(String type) {
        return new RowSchema(0, List.of(new RowSchema.Column("a", ValueType.parse(type))));
    }

    /** A row without created time, under schema 0. */
    private static byte[] row(String bitmap, String values) {
        return HexFormat.of().parseHex("01" + "00".repeat(6) + "00".repeat(8) + "00" + "0000" + bitmap + values);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
