package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.ValueType;
import dev.tandem.server.JsonOutput.Times;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonValuesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    BOOL           | true, false
                    INT32          | 2147483647, -2147483648
                    INT64          | 9223372036854775807, -9223372036854775808, 9007199254740993
                    FLOAT32        | 0.1, -0.0, 3.4028235E38, "NaN", "Infinity", "-Infinity"
                    FLOAT64        | 0.1, -0.0, 4.9E-324, 1.7976931348623157E308, "NaN", "Infinity", "-Infinity"
                    DECIMAL(10,2)  | "12345678.90", "-0.01", "0.00"
                    STRING         | "", "JFK", "Zürich 🛫 \\" \\\\ \\n"
                    BYTES          | "", "AP8Q+/8="
                    DATE           | "2013-01-31", "1969-12-31", "0001-01-01"
                    TIMESTAMP      | "2013-01-31T23:59:59Z", "2013-01-31T23:59:59.123456Z", "1969-12-31T23:59:59.999999Z"
                    ARRAY<INT64>   | [1,null,9007199254740993], []
                    ARRAY<STRING>  | ["a",null,""]
                    """)
    void a_value_is_read_and_written_in_one_form(String type, String values) {
        Column read = read(type, "[" + values + "]");

        assertThat(write(read, Times.RFC_3339)).isEqualTo("[" + values.replace(", ", ",") + "]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    INT64         | "9007199254740993"          | 9007199254740993
                    FLOAT64       | -0                          | -0.0
                    FLOAT64       | 7                           | 7.0
                    DECIMAL(10,2) | 1.5                         | "1.50"
                    DECIMAL(10,2) | 1e3                         | "1000.00"
                    TIMESTAMP     | 1359676799                  | "2013-01-31T23:59:59Z"
                    TIMESTAMP     | "2013-01-31T23:59:59+01:00" | "2013-01-31T22:59:59Z"
                    TIMESTAMP     | "2013-01-31 23:59:59.5"     | "2013-01-31T23:59:59.500Z"
                    """)
    void a_value_may_be_written_in_another_form_that_means_the_same(String type, String form, String canonical) {
        assertThat(write(read(type, "[" + form + "]"), Times.RFC_3339)).isEqualTo("[" + canonical + "]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    BOOL          | 1                                 | Write true or false
                    BOOL          | "true"                            | Write true or false
                    INT32         | 2147483648                        | from -2147483648 to 2147483647
                    INT64         | 9223372036854775808               | without fraction or exponent
                    INT64         | 12.0                              | without fraction or exponent
                    INT64         | "12.0"                            | without fraction or exponent
                    INT64         | true                              | without fraction or exponent
                    FLOAT32       | 1e39                              | beyond the largest
                    FLOAT64       | 1e400                             | beyond the largest
                    FLOAT64       | "0.1"                             | without quotes
                    FLOAT64       | "nan"                             | "NaN"
                    DECIMAL(10,2) | "0.001"                           | 2 after it
                    DECIMAL(10,2) | "123456789"                       | 8 digits before
                    DECIMAL(10,2) | "1e999999999"                     | 8 digits before
                    DECIMAL(10,2) | "1e-999999999"                    | 2 after it
                    DECIMAL(10,2) | "1,5"                             | Write a number
                    STRING        | 7                                 | in quotes
                    STRING        | "\\ud83d"                          | half of a surrogate pair
                    BYTES         | "%"                               | base64
                    DATE          | "31.01.2013"                      | 2013-01-31
                    DATE          | 20130131                          | 2013-01-31
                    TIMESTAMP     | "2013-01-31"                      | whole seconds
                    TIMESTAMP     | "2013-01-31T23:59:59.1234567Z"    | microsecond
                    TIMESTAMP     | "2013-02-30T00:00:00Z"            | whole seconds
                    TIMESTAMP     | "2013-02-28T24:00:00Z"            | whole seconds
                    TIMESTAMP     | 1.5                               | whole seconds
                    TIMESTAMP     | 9223372036854775807               | whole seconds
                    ARRAY<INT64>  | 7                                 | in brackets
                    ARRAY<INT64>  | [1,"x"]                           | without fraction
                    STRING        | {}                                | in quotes
                    """)
    void the_declared_type_wins_and_what_would_lose_something_is_refused(String type, String form, String remedy) {
        assertThatExceptionOfType(HttpError.class)
                .isThrownBy(() -> read(type, "[" + form + "]"))
                .satisfies(e -> {
                    assertThat(e.status()).isEqualTo(422);
                    assertThat(e).hasMessageContaining(type).hasMessageContaining(remedy);
                    assertThat(e.details().get(0).location()).startsWith("body", "df", "x", 0);
                });
    }

    @Test
    void a_mistake_inside_an_array_is_named_by_row_and_element() {
        assertThatExceptionOfType(HttpError.class)
                .isThrownBy(() -> read("ARRAY<INT32>", "[[1],null,[1,2,\"x\"]]"))
                .satisfies(e -> assertThat(e.details().get(0).location()).containsExactly("body", "df", "x", 2, 2));
    }

    @Test
    void every_double_and_float_survives_bit_for_bit() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            double wide = Double.longBitsToDouble(random.nextLong());
            float narrow = Float.intBitsToFloat(random.nextInt());
            Column doubles = new Column(ValueType.FLOAT64, 1);
            doubles.add(Double.doubleToLongBits(wide));
            Column floats = new Column(ValueType.FLOAT32, 1);
            floats.add(Float.floatToIntBits(narrow));

            assertThat(read("FLOAT64", write(doubles, Times.RFC_3339)).longAt(0))
                    .as("seed %d, %s", seed, wide)
                    .isEqualTo(Double.doubleToLongBits(wide));
            assertThat(Float.floatToIntBits(
                            read("FLOAT32", write(floats, Times.RFC_3339)).floatAt(0)))
                    .as("seed %d, %s", seed, narrow)
                    .isEqualTo(Float.floatToIntBits(narrow));
        }
    }

    @Test
    void values_have_the_java_forms_of_their_types() {
        assertThat(object("DECIMAL(5,2)", "\"1.5\"")).isEqualTo(new BigDecimal("1.50"));
        assertThat(object("DATE", "\"2013-01-31\"")).isEqualTo(LocalDate.of(2013, 1, 31));
        assertThat(object("TIMESTAMP", "0")).isEqualTo(Instant.EPOCH);
        assertThat(object("STRING", "\"JFK\"")).isEqualTo("JFK");
        assertThat(object("ARRAY<FLOAT32>", "[1.5,null]")).isEqualTo(Arrays.asList(1.5f, null));
        assertThat(object("INT64", "null")).isNull();
    }

    @Test
    void for_other_clients_a_time_is_whole_seconds_cut_towards_the_past() {
        assertThat(write(read("TIMESTAMP", "[\"1969-12-31T23:59:59.999999Z\"]"), Times.EPOCH_SECONDS))
                .isEqualTo("[-1]");
    }

    @Test
    void a_time_without_zone_is_in_the_zone_of_its_source() {
        Column newYork = table("{\"x\": [\"2013-07-01T12:00:00\"]}")
                .read("x", ValueType.TIMESTAMP, ZoneId.of("America/New_York"));

        assertThat(newYork.objectAt(0, ValueType.TIMESTAMP)).isEqualTo(Instant.parse("2013-07-01T16:00:00Z"));
    }

    @Test
    void ragged_columns_are_named_with_their_lengths() {
        assertThatThrownBy(() -> table("{\"a\": [1,2], \"b\": [[1],{}], \"c\": [1], \"d\": []}"))
                .isInstanceOf(HttpError.class)
                .hasMessageContaining("Column 'c' has 1 values, where 'a' has 2")
                .hasMessageContaining("Column 'd' has 0");
    }

    @Test
    void a_column_that_stands_twice_is_refused() {
        assertThatThrownBy(() -> table("{\"a\": [1], \"a\": [2]}")).hasMessageContaining("stands twice");
    }

    @Test
    void a_missing_column_is_named_with_the_one_that_was_probably_meant() {
        assertThatThrownBy(() -> table("{\"orgin\": [1]}").read("origin", ValueType.STRING, ZoneOffset.UTC))
                .hasMessageContaining("Column 'origin' (STRING) is missing. The request has 'orgin'.");
    }

    @Test
    void a_body_may_begin_with_a_byte_order_mark() {
        byte[] body = "\uFEFF{\"x\": [5]}".getBytes(StandardCharsets.UTF_8);

        assertThat(table(body).read("x", ValueType.INT32, ZoneOffset.UTC).intAt(0))
                .isEqualTo(5);
    }

    @Test
    void a_body_in_another_encoding_is_refused() {
        byte[] body = "{\"x\": [5]}".getBytes(StandardCharsets.UTF_16LE);

        assertThatThrownBy(() -> table(body)).hasMessageContaining("UTF-8");
    }

    @Test
    void what_is_no_json_is_answered_with_line_and_column() {
        assertThatThrownBy(() -> table("{\"x\":\n [1,, 2]}"))
                .isInstanceOf(HttpError.class)
                .hasMessageContaining("line 2, column 5");
    }

    @Test
    void a_body_that_ends_too_soon_is_no_json() {
        assertThatThrownBy(() -> table("{\"x\": [1, 2"))
                .isInstanceOf(HttpError.class)
                .hasMessageContaining("not JSON");
    }

    @Test
    void nesting_without_end_is_refused() {
        assertThatThrownBy(() -> table("{\"x\": " + "[".repeat(100_000))).isInstanceOf(HttpError.class);
    }

    private static Column read(String type, String array) {
        return table("{\"x\": " + array + "}").read("x", ValueType.parse(type), ZoneOffset.UTC);
    }

    private static @Nullable Object object(String type, String value) {
        return read(type, "[" + value + "]").objectAt(0, ValueType.parse(type));
    }

    private static JsonColumns table(String json) {
        return table(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonColumns table(byte[] body) {
        return JsonInput.read(body, 0, json -> {
            json.nextToken();
            return JsonColumns.walk(json, body, "df", 100);
        });
    }

    private static String write(Column column, Times times) {
        return JsonOutput.write(json -> {
                    json.writeStartArray();
                    for (int i = 0; i < column.size(); i++) {
                        JsonOutput.value(json, column.type(), column, i, times);
                    }
                    json.writeEndArray();
                })
                .toString(StandardCharsets.UTF_8);
    }
}
