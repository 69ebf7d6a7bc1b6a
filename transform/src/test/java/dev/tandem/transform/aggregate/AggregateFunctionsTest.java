package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.definition.Transforms.UnfitTransformException;
import dev.tandem.definition.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateFunctionsTest {
    @Test
    void all_functions_are_found_by_name_those_of_a_team_too() {
        assertThat(AggregateFunctions.installed().names())
                .containsExactly(
                        "approx_percentile",
                        "avg",
                        "count",
                        "count_distinct",
                        "first",
                        "last",
                        "last_k",
                        "max",
                        "min",
                        "spread",
                        "stddev",
                        "sum");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "count | STRING | INT64",
                "sum | INT32 | INT64",
                "sum | INT64 | INT64",
                "sum | FLOAT32 | FLOAT64",
                "sum | FLOAT64 | FLOAT64",
                "sum | DECIMAL(10,2) | DECIMAL(38,2)",
                "avg | INT64 | FLOAT64",
                "avg | DECIMAL(10,2) | FLOAT64",
                "stddev | FLOAT32 | FLOAT64",
                "min | DATE | DATE",
                "max | STRING | STRING",
                "min | BOOL | BOOL",
                "max | BYTES | BYTES",
                "first | ARRAY<INT64> | ARRAY<INT64>",
                "last | DECIMAL(10,2) | DECIMAL(10,2)",
                "count_distinct | BYTES | INT64"
            })
    void the_type_of_a_result_follows_from_function_and_column(String function, String column, String result) {
        assertThat(bind(function, column, Map.of()).resultType()).isEqualTo(ValueType.parse(result));
    }

    @Test
    void the_newest_k_are_an_array_and_a_percentile_a_double() {
        assertThat(bind("last_k", "DATE", Map.of("k", "1000")).resultType()).isEqualTo(ValueType.parse("ARRAY<DATE>"));
        assertThat(bind("approx_percentile", "INT32", Map.of("percentile", "0.999999999"))
                        .resultType())
                .isEqualTo(ValueType.FLOAT64);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "summ | INT64 | | There is no aggregate function 'summ'. Did you mean 'sum'?",
                "sum | STRING | | Function 'sum' works on numbers, and the column is STRING. Choose another column",
                "avg | TIMESTAMP | | works on numbers",
                "stddev | BOOL | | works on numbers",
                "approx_percentile | DATE | percentile=0.5 | works on numbers",
                "min | ARRAY<INT64> | | works on scalar values",
                "count_distinct | ARRAY<INT64> | | works on scalar values",
                "last_k | ARRAY<INT64> | k=2 | works on scalar values",
                "sum | | | Function 'sum' needs a column to aggregate. Name one",
                "count_distinct | | | needs a column",
                "last_k | INT64 | | Function 'last_k' needs the parameter 'k'. Add it, such as k: 5.",
                "last_k | INT64 | k=0 | Parameter 'k' of function 'last_k' is '0'. Write a whole number from 1 to 1,000.",
                "last_k | INT64 | k=1001 | from 1 to 1,000",
                "last_k | INT64 | k=many | from 1 to 1,000",
                "last_k | INT64 | n=3 | Function 'last_k' has no parameter 'n'. Known: k.",
                "sum | INT64 | k=3 | Function 'sum' has no parameter 'k'. It has none: remove it.",
                "approx_percentile | INT64 | percentil=0.9 | has no parameter 'percentil'. Did you mean 'percentile'?",
                "approx_percentile | INT64 | percentile=90 | is '90'. Write a number from 0 to 1 with at most 9 digits.",
                "approx_percentile | INT64 | percentile=-0.1 | from 0 to 1",
                "approx_percentile | INT64 | percentile=NaN | from 0 to 1",
                "approx_percentile | INT64 | percentile=0.0123456789 | at most 9 digits",
                "approx_percentile | INT64 | | needs the parameter 'percentile'. Add it, such as percentile: 0.9."
            })
    void what_a_function_cannot_work_with_is_told_with_a_remedy(
            String function, String column, String parameter, String problem) {
        Map<String, String> parameters = parameter == null
                ? Map.of()
                : Map.of(parameter.split("=")[0], parameter.split("=")[1]);
        assertThatThrownBy(() -> bind(function, column, parameters))
                .isInstanceOf(UnfitTransformException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void two_functions_of_one_name_are_refused() {
        assertThatThrownBy(() -> AggregateFunctions.of(List.of(new Spread(), new Spread())))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("Two aggregate functions are called 'spread'");
    }

    private static Aggregator bind(String function, String column, Map<String, String> parameters) {
        return AggregateFunctions.installed()
                .bind(function, Optional.ofNullable(column).map(ValueType::parse), new TreeMap<>(parameters));
    }
}
