package dev.tandem.sdk;

import static dev.tandem.sdk.Documents.answer;
import static dev.tandem.sdk.Documents.cells;
import static dev.tandem.sdk.Documents.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.sdk.ServiceSchema.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerReaderTest {
    private static final List<Column> TEMPERATURE = columns("temperature FLOAT64");

    @Test
    void integers_beyond_2_to_the_53_keep_every_digit() throws IOException {
        assertThat(value("INT64", "9007199254740993")).isEqualTo(9_007_199_254_740_993L);
        assertThat(value("INT64", "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "\"NaN\", NaN",
        "\"Infinity\", Infinity",
        "\"-Infinity\", -Infinity",
        "-0.0, -0.0",
        "-0, -0.0",
        "4.9E-324, 4.9E-324",
        "1e2, 100.0",
        "7, 7.0"
    })
    void floating_point_numbers_keep_every_bit(String json, String java) throws IOException {
        assertThat(Double.doubleToLongBits((Double) Objects.requireNonNull(value("FLOAT64", json))))
                .isEqualTo(Double.doubleToLongBits(Double.parseDouble(java)));
        assertThat(Float.floatToIntBits((Float) Objects.requireNonNull(value("FLOAT32", json))))
                .isEqualTo(Float.floatToIntBits(Float.parseFloat(java)));
    }

    @Test
    void every_type_comes_as_its_java_class() throws IOException {
        assertThat(value("BOOL", "true")).isEqualTo(true);
        assertThat(value("INT32", "-7")).isEqualTo(-7);
        assertThat(value("DECIMAL(5,2)", "\"1.50\"")).isEqualTo(new BigDecimal("1.50"));
        assertThat(value("STRING", "\"Zürich 🛫\"")).isEqualTo("Zürich 🛫");
        assertThat(value("BYTES", "\"AP8Q+/8=\"")).isEqualTo(new byte[] {0, -1, 16, -5, -1});
        assertThat(value("DATE", "\"0001-01-01\"")).isEqualTo(LocalDate.of(1, 1, 1));
        assertThat(value("TIMESTAMP", "\"1969-12-31T23:59:59.999999Z\"")).isEqualTo(Instant.EPOCH.minusNanos(1_000));
        assertThat(value("ARRAY<INT64>", "[1,null]")).isEqualTo(Arrays.asList(1L, null));
        assertThat(value("INT64", "null")).isNull();
    }

    @Test
    void each_value_says_what_became_of_it_and_when_it_became_true() throws IOException {
        String document = answer(
                9,
                columns("a FLOAT64", "b INT32"),
                List.of(
                        cells(1, "1.5", "\"PRESENT\"", "\"2013-12-31T23:00:00.123456Z\""),
                        cells(1, "null", "\"NOT_FOUND\"", "null")));

        FeatureRow row = read(document, 1).toRows().get(0);

        assertThat(row.names()).containsExactly("a", "b");
        assertThat(row.value("a")).isEqualTo(1.5);
        assertThat(row.status("a")).isEqualTo(FeatureStatus.PRESENT);
        assertThat(row.eventTime("a")).contains(Instant.parse("2013-12-31T23:00:00.123456Z"));
        assertThat(row.value("b")).isNull();
        assertThat(row.status("b")).isEqualTo(FeatureStatus.NOT_FOUND);
        assertThat(row.eventTime("b")).isEmpty();
        assertThat(row.state()).isEqualTo(9);
        assertThat(row).hasToString("{a=1.5, b=NOT_FOUND}");
    }

    @Test
    void a_name_that_the_answer_does_not_have_is_an_error_and_not_a_null() throws IOException {
        FeatureRow row = read(answer(7, TEMPERATURE, 1, "1.0"), 1).toRows().get(0);

        assertThatThrownBy(() -> row.value("temprature"))
                .isInstanceOf(BindingException.class)
                .hasMessage(
                        "The program asks for what service 'delays' does not have. There is no feature 'temprature'. Did you mean 'temperature'?");
        assertThatThrownBy(() -> row.status("temprature")).isInstanceOf(BindingException.class);
        assertThatThrownBy(() -> row.eventTime("temprature")).isInstanceOf(BindingException.class);
    }

    @Test
    void what_a_newer_server_adds_is_passed_over() throws IOException {
        String document = answer(7, TEMPERATURE, 1, "1.0")
                .replace("\"metadata\": {", "\"news\": [{}], \"metadata\": {\"more\": {}, ")
                .replace("{\"values\"", "{\"extra\": [[1]], \"values\"");

        assertThat(read(document, 1).toRows().get(0).value("temperature")).isEqualTo(1.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    1.0]           | 1.0, 2.0]    | 1 keys were asked for and 2 are answered
                    1.0]           | ]            | 1 keys were asked for and 0 are answered
                    1.0]           | "x"]         | 'x' is no Double
                    1.0]           | true]        | expected a number
                    1.0]           | 1.0          | JsonParseException
                    "PRESENT"      | "GUESSED"    | 'GUESSED' is no status
                    "PRESENT"      | null         | expected VALUE_STRING
                    "2013-12       | "13-12       | is no time
                    "values"       | "value"      | column 0 has no more than
                    "results": [   | "results": [{"values": [1], "statuses": ["PRESENT"], "event_timestamps": [null]}, | more columns than the 1 described
                    "types": [     | "types": ["INT32", | 1 names and 2 types
                    "metadata"     | "meta"       | 0 described
                    "results"      | "result"     | 1 columns are described and 0 are there
                    """)
    void an_answer_that_is_not_what_was_agreed_is_refused(String part, String other, String problem) {
        String document = answer(7, TEMPERATURE, 1, "1.0").replace(part, other);

        assertThatThrownBy(() -> read(document, 1))
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.toString()).contains(problem));
    }

    @Test
    void a_type_that_this_client_does_not_know_is_named() {
        assertThatThrownBy(() -> value("UUID", "\"x\""))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("values of type UUID, which this client does not know");
    }

    private static @Nullable Object value(String type, String json) throws IOException {
        List<Column> columns = columns("x " + type);
        return read(answer(1, columns, 1, json), 1).toRows().get(0).value("x");
    }

    private static Answer read(String document, int rows) throws IOException {
        return AnswerReader.read(
                document.getBytes(StandardCharsets.UTF_8), "delays", rows, AnswerColumns.of("delays", List.of()));
    }
}
