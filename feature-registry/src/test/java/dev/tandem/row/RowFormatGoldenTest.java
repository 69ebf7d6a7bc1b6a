package dev.tandem.row;

import static dev.tandem.row.GeneratedRows.comparable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows that are stored somewhere already. The files hold the bytes of format version 1, each with what it means, and were not made by
 * this program: they must never change, and neither must what is read from them.
 */
class RowFormatGoldenTest {
    private static final long NEW_YEAR_2013 = 1_356_998_400_000_000L;
    private static final long DAY = 86_400_000_000L;

    /**
     * A row of a golden file.
     *
     * @param columns each as {@code name TYPE}
     */
    private record Golden(
            String file,
            long writeTime,
            long eventTime,
            long createdTime,
            int schemaId,
            List<String> columns,
            List<@Nullable Object> values) {

        RowSchema schema() {
            return new RowSchema(
                    schemaId,
                    columns.stream()
                            .map(column -> column.split(" "))
                            .map(parts -> new RowSchema.Column(parts[0], ValueType.parse(parts[1])))
                            .toList());
        }

        byte[] written() {
            return new RowWriter(schema()).write(eventTime, createdTime, writeTime, ValueSource.of(values));
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Golden> rows() {
        return Stream.of(everyType(), allNull(), extremes(), arrays(), before1970(), noCreatedTime());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_row_is_written_as_it_ever_was(Golden row) throws IOException {
        assertThat(hex(row.written())).isEqualTo(hex(stored(row)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_row_that_was_ever_written_is_read_as_it_was_meant(Golden row) throws IOException {
        PackedRow read = PackedRow.of(stored(row));

        assertThat(read.eventTime()).isEqualTo(row.eventTime());
        assertThat(read.createdTime()).isEqualTo(row.createdTime());
        assertThat(read.writeTimeMillis()).isEqualTo(row.writeTime());
        assertThat(read.schemaId()).isEqualTo(row.schemaId());
        assertThat(GeneratedRows.read(stored(row), row.schema())).isEqualTo(comparable(row.values()));
    }

    @Test
    void the_example_in_the_documentation_is_such_a_row() throws IOException {
        String page = Files.readString(Path.of("../docs/row-format.md"));
        String example =
                page.substring(page.indexOf("```hex\n") + 7, page.indexOf("```", page.indexOf("```hex\n") + 7));

        assertThat(hex(bytes(example))).isEqualTo(hex(noCreatedTime().written()));
    }

    private static byte[] stored(Golden row) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(RowFormatGoldenTest.class.getResourceAsStream(row.file() + ".hex"))) {
            return bytes(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Reads lines of hexadecimal bytes; what follows a # says what they mean. */
    private static byte[] bytes(String text) {
        return HexFormat.of()
                .parseHex(text.lines()
                        .map(line -> line.replaceFirst("#.*", "").replace(" ", ""))
                        .collect(Collectors.joining()));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    private static Golden everyType() {
        return new Golden(
                "every-type",
                1_357_171_200_000L,
                NEW_YEAR_2013 + 1,
                NEW_YEAR_2013 + DAY,
                5,
                List.of(
                        "bool BOOL",
                        "int32 INT32",
                        "int64 INT64",
                        "float32 FLOAT32",
                        "float64 FLOAT64",
                        "decimal DECIMAL(10,2)",
                        "wide DECIMAL(38,10)",
                        "string STRING",
                        "bytes BYTES",
                        "date DATE",
                        "timestamp TIMESTAMP",
                        "array ARRAY<INT64>"),
                List.of(
                        true,
                        -5,
                        300L,
                        1.5f,
                        -2.25,
                        new BigDecimal("-123.45"),
                        new BigDecimal("1234567890.1234567890"),
                        "Zürich",
                        new byte[] {0, -1},
                        LocalDate.of(2013, 1, 1),
                        Instant.parse("2013-01-01T00:00:00.000001Z"),
                        Arrays.asList(1L, null, -1L)));
    }

    private static Golden allNull() {
        Golden full = everyType();
        return new Golden(
                "all-null",
                full.writeTime(),
                full.eventTime(),
                RowWriter.NO_CREATED_TIME,
                full.schemaId(),
                full.columns(),
                Collections.nCopies(full.columns().size(), null));
    }

    private static Golden extremes() {
        BigInteger nines = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
        return new Golden(
                "extremes",
                (1L << 48) - 1,
                Long.MAX_VALUE,
                Long.MIN_VALUE + 1,
                65_535,
                List.of(
                        "no BOOL",
                        "int32_min INT32",
                        "int32_max INT32",
                        "int64_min INT64",
                        "int64_max INT64",
                        "beyond_double INT64",
                        "nan32 FLOAT32",
                        "infinite32 FLOAT32",
                        "nan64 FLOAT64",
                        "infinite64 FLOAT64",
                        "minus_zero FLOAT64",
                        "zero FLOAT64",
                        "smallest FLOAT64",
                        "decimal18 DECIMAL(18,0)",
                        "decimal19 DECIMAL(19,0)",
                        "decimal38 DECIMAL(38,38)",
                        "decimal_zero DECIMAL(20,0)",
                        "date_min DATE",
                        "timestamp_min TIMESTAMP",
                        "empty STRING",
                        "no_bytes BYTES"),
                List.of(
                        false,
                        Integer.MIN_VALUE,
                        Integer.MAX_VALUE,
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        (1L << 53) + 1,
                        Float.NaN,
                        Float.NEGATIVE_INFINITY,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        -0.0,
                        0.0,
                        Double.MIN_VALUE,
                        new BigDecimal("-999999999999999999"),
                        new BigDecimal("9999999999999999999"),
                        new BigDecimal(nines.negate(), 38),
                        BigDecimal.ZERO,
                        LocalDate.ofEpochDay(Integer.MIN_VALUE),
                        Micros.instant(Long.MIN_VALUE),
                        "",
                        new byte[0]));
    }

    private static Golden arrays() {
        List<@Nullable Object> values = new ArrayList<>(List.of(
                List.of(),
                Arrays.asList(null, null),
                Arrays.asList(true, null, false, true, null, true, true, false, null),
                Arrays.asList("a", "", null, "漢"),
                Arrays.asList(new BigDecimal("-0.1"), null, new BigDecimal("12.8"))));
        values.add(null);
        return new Golden(
                "arrays",
                0,
                0,
                0,
                0,
                List.of(
                        "empty ARRAY<STRING>",
                        "nulls ARRAY<FLOAT64>",
                        "nine ARRAY<BOOL>",
                        "texts ARRAY<STRING>",
                        "decimals ARRAY<DECIMAL(20,1)>",
                        "absent ARRAY<DATE>"),
                values);
    }

    private static Golden before1970() {
        return new Golden(
                "before-1970",
                1,
                -1,
                -DAY,
                1,
                List.of("date DATE", "timestamp TIMESTAMP"),
                List.of(LocalDate.of(1969, 12, 31), Instant.parse("1969-12-31T23:59:59.999999Z")));
    }

    private static Golden noCreatedTime() {
        return new Golden(
                "no-created-time",
                1_357_171_200_000L,
                NEW_YEAR_2013,
                RowWriter.NO_CREATED_TIME,
                256,
                List.of("wind INT32"),
                List.of(12));
    }
}
