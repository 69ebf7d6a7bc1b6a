package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tandem.definition.ValueType.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {

    private static List<ValueType> everyType() {
        List<ValueType> types = new ArrayList<>(List.of(
                ValueType.BOOL,
                ValueType.INT32,
                ValueType.INT64,
                ValueType.FLOAT32,
                ValueType.FLOAT64,
                ValueType.STRING,
                ValueType.BYTES,
                ValueType.DATE,
                ValueType.TIMESTAMP));
        for (int precision = 1; precision <= 38; precision++) {
            types.add(ValueType.decimal(precision, 0));
            types.add(ValueType.decimal(precision, precision));
        }
        List.copyOf(types).forEach(type -> types.add(ValueType.array(type)));
        return types;
    }

    @Test
    void the_text_of_a_type_means_that_type() {
        for (ValueType type : everyType()) {
            assertThat(ValueType.find(type.toString())).contains(type);
            assertThat(ValueType.parse(type.toString())).isEqualTo(type);
        }
    }

    @Test
    void every_kind_is_among_the_types() {
        assertThat(everyType()).extracting(ValueType::kind).contains(Kind.values());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    DECIMAL( 10 , 2 ) ; DECIMAL(10,2)
                    ARRAY< INT64 >    ; ARRAY<INT64>
                    """)
    void spaces_within_brackets_do_not_matter(String written, String text) {
        assertThat(ValueType.parse(written)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "int64",
                "INT",
                "DECIMAL",
                "DECIMAL(0,0)",
                "DECIMAL(39,0)",
                "DECIMAL(5,6)",
                "DECIMAL(5)",
                "DECIMAL(-5,2)",
                "ARRAY",
                "ARRAY<>",
                "ARRAY<ARRAY<INT64>>",
                "ARRAY<INT64",
                " INT64",
                "INT64 ",
                "ARRAY<INT64>>"
            })
    void anything_else_is_no_type(String text) {
        assertThat(ValueType.find(text)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ValueType.parse(text))
                .withMessageContaining(text);
    }

    @Test
    void parts_that_do_not_belong_together_make_no_type() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueType(Kind.ARRAY, 0, 0, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueType(Kind.INT64, 0, 0, ValueType.INT64));
        assertThatIllegalArgumentException().isThrownBy(() -> new ValueType(Kind.INT64, 5, 0, null));
        assertThatIllegalArgumentException().isThrownBy(() -> ValueType.array(ValueType.array(ValueType.INT64)));
        assertThatIllegalArgumentException().isThrownBy(() -> ValueType.decimal(38, 39));
    }

    @Test
    void a_key_type_has_an_exact_and_finite_text() {
        assertThat(everyType().stream().filter(ValueType::isKeyType))
                .containsExactlyInAnyOrder(
                        ValueType.BOOL,
                        ValueType.INT32,
                        ValueType.INT64,
                        ValueType.STRING,
                        ValueType.DATE,
                        ValueType.TIMESTAMP);
    }

    @ParameterizedTest
    @CsvSource({
        "boolean, BOOL",
        "Int, INT32",
        "bigint, INT64",
        "double, FLOAT64",
        "varchar, STRING",
        "string, STRING",
        "datetime, TIMESTAMP",
        "'decimal(5,2)', 'DECIMAL(5,2)'",
        "array<int64>, ARRAY<INT64>",
        "FLOTA64, FLOAT64",
        "TIMESTMAP, TIMESTAMP"
    })
    void a_type_of_another_system_is_guessed(String written, String meant) {
        assertThat(TypeNames.guess(written)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "GEOMETRY", "UUID", "MAP<STRING,INT64>"})
    void what_means_no_type_is_not_guessed(String written) {
        assertThat(TypeNames.guess(written)).isEmpty();
    }
}
