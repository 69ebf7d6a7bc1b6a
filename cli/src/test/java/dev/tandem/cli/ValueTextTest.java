package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BOOL | true",
                "INT32 | -7",
                "INT64 | 9007199254740993",
                "FLOAT32 | 2.5",
                "FLOAT64 | -0.0",
                "FLOAT64 | NaN",
                "DECIMAL(10,2) | 12.50",
                "STRING | a=b c",
                "BYTES | AAEC",
                "DATE | 2013-12-31",
                "TIMESTAMP | 2013-12-31T23:00:00Z",
                "ARRAY<INT32> | [1, 2, 3]",
            })
    void a_value_that_is_shown_is_read_again(String type, String shown) {
        ValueType of = ValueType.parse(type);
        String typed = shown.replaceAll("[\\[\\]]", "").replace(", ", ",");
        Object value = ValueText.parse("x", of, typed);
        assertThat(ValueText.show(value)).isEqualTo(shown);
        assertThat(ValueText.show(
                        ValueSource.of(Collections.singletonList(value)).objectAt(0, of)))
                .isEqualTo(shown);
    }

    @Test
    void an_empty_text_is_null_unless_it_is_a_text() {
        assertThat(ValueText.parse("x", ValueType.FLOAT64, "")).isNull();
        assertThat(ValueText.parse("x", ValueType.STRING, "")).isEqualTo("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FLOAT64 | north | a number, such as 2.5, NaN or Infinity",
                "DECIMAL(4,2) | 123.4 | a number of at most 4 digits, 2 of them after the point",
                "DECIMAL(4,2) | 1.234 | a number of at most 4 digits, 2 of them after the point",
                "BOOL | TRUE | true or false",
                "ARRAY<INT32> | 1,x | its elements, divided by commas",
            })
    void a_text_that_is_no_value_of_the_type_is_refused_with_an_example(String type, String text, String example) {
        assertThatThrownBy(() -> ValueText.parse("x", ValueType.parse(type), text))
                .isInstanceOf(TandemException.class)
                .hasMessage("x=%s is no %s. Write it as %s.".formatted(text, type, example));
    }
}
