package dev.tandem.transform.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.Transforms.UnfitTransformException;
import dev.tandem.definition.ValueType;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused when definitions are read, with the place and a remedy. */
class RefusedExpressionTest {
    private static final List<ExpressionColumn> COLUMNS = List.of(
            new ExpressionColumn("wind_speed", ValueType.FLOAT64),
            new ExpressionColumn("delay", ValueType.INT32),
            new ExpressionColumn("fare", ValueType.decimal(10, 2)),
            new ExpressionColumn("name", ValueType.STRING),
            new ExpressionColumn("legs", ValueType.array(ValueType.INT32)),
            new ExpressionColumn("event_timestamp", ValueType.TIMESTAMP));

    private static UnfitTransformException refused(String text, ValueType declared) {
        UnfitTransformException refused = catchThrowableOfType(
                UnfitTransformException.class, () -> ExpressionProgram.check(text, COLUMNS, declared));
        assertThat(refused).as(text).isNotNull();
        return refused;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + wind_sped                          | 4  | There is no column 'wind_sped' here | Did you mean 'wind_speed'?",
                "Delay + 1                              | 0  | There is no column 'Delay' here | Did you mean 'delay'?",
                "1 + radiens(delay)                      | 4  | There is no function 'radiens' | Did you mean 'radians'?",
                "a.b.c(delay)                           | 0  | There is no function 'a.b.c' |",
                "filter(legs, l -> l > dely)            | 22 | There is no column 'dely' here | Did you mean 'delay'?",
                "current_date                           | 0  | The function 'current_date' of Spark SQL is not accepted in features | A feature has a value at any time, also in the past: use the column event_timestamp.",
                "1 + now()                              | 4  | The function 'now' of Spark SQL is not accepted in features | A feature has a value at any time, also in the past: use the column event_timestamp.",
                "1 + unix_timestamp(DATE 'today')       | 19 | This date or time depends on when it is read | A feature has a value at any time, also in the past: use the column event_timestamp.",
                "TIMESTAMP 'now'                        | 0  | This date or time depends on when it is read | A feature has a value at any time, also in the past: use the column event_timestamp.",
                "unix_timestamp()                       | 0  | The expression depends on when it is evaluated | A feature has a value at any time, also in the past: use the column event_timestamp.",
                "1 + rand()                             | 4  | The function 'rand' of Spark SQL is not accepted in features | docs/defining-features.md tells which are.",
                "uuid()                                 | 0  | The function 'uuid' of Spark SQL is not accepted in features | docs/defining-features.md tells which are.",
                "java_method('java.lang.Math', 'abs', 1) | 0 | The function 'java_method' of Spark SQL is not accepted in features | docs/defining-features.md tells which are.",
                "1 + sum(delay)                         | 4  | The function 'sum' of Spark SQL is not accepted in features | An expression sees one row; aggregates over events are defined under 'aggregations' of a view.",
                "first(delay)                           | 0  | An expression has no aggregate functions: it sees the values of one row | Aggregates over events are defined under 'aggregations' of a view.",
                "lag(delay) OVER (ORDER BY name)        | 0  | An expression has no window functions: it sees the values of one row | Aggregates over events are defined under 'aggregations' of a view.",
                "explode(legs)                          | 0  | The function 'explode' of Spark SQL is not accepted in features | An expression gives one value for a row.",
                "1 + (SELECT 1)                         | 4  | An expression has no subqueries: it sees the values of one row, and no tables | Aggregates over events are defined under 'aggregations' of a view.",
                "EXISTS (SELECT 1)                      | 0  | An expression has no subqueries: it sees the values of one row, and no tables |",
                "delay IN (SELECT 1)                    | 6  | An expression has no subqueries: it sees the values of one row, and no tables |",
                "delay AS late                          | 0  | An expression has no alias | The feature's name is its key in the definition.",
                "*                                      | 0  | An expression has one value, so it cannot be '*' |",
                ":x + 1                                 | 0  | An expression has no parameters |",
                "name COLLATE unicode = 'a'             | 0  | COLLATE is not accepted in features: texts are compared by their UTF-8 bytes |",
                "name:a.b                               | 0  | The path operator ':' is not accepted in features | Use get_json_object or from_json.",
                "repeat(name, delay)                    | 13 | Argument 2 of 'repeat' is no constant, and a single row could make it so large that its result fills the memory | Write a constant there.",
                "format_string('%tH', 1L)               | 14 | The conversions %t and %n depend on the machine |",
                "abs(DISTINCT delay)                    | 0  | 'abs' is no aggregate function, so it has neither DISTINCT nor FILTER |",
                "1 +                                    | 3  | Syntax error at or near end of input | Mend the expression; it is written in Spark SQL.",
                "concat(name, event_timestamp - TIMESTAMP '2013-01-01') | 0 | The text of an interval depends on the language of the machine |",
                "delay + legs                           | 0  | |",
            })
    void what_has_no_place_in_a_feature_is_refused_where_it_stands(
            String text, int offset, String problem, String remedy) {
        UnfitTransformException refused = refused(text, ValueType.INT32);
        assertThat(refused.offset()).as(refused.problem()).isEqualTo(OptionalInt.of(offset));
        if (problem != null) {
            assertThat(refused.problem()).isEqualTo(problem);
        }
        if (remedy != null) {
            assertThat(refused.remedy()).isEqualTo(remedy);
        }
    }

    @Test
    void a_place_behind_signs_outside_the_basic_plane_and_on_a_later_line_is_counted_in_characters() {
        assertThat(refused("concat('\uD83D\uDE80', x)", ValueType.STRING).offset())
                .hasValue(13);
        assertThat(refused("concat(name,\n  nam)", ValueType.STRING).offset()).hasValue(15);
        assertThat(refused("concat('\uD83D\uDE80',\n  name + legs)", ValueType.STRING)
                        .offset())
                .hasValue(15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delay            | INT64",
                "delay            | FLOAT64",
                "delay            | DECIMAL(12,2)",
                "CAST(delay AS TINYINT) | INT32",
                "CAST(delay AS SMALLINT) | FLOAT32",
                "CAST(wind_speed AS FLOAT) | FLOAT64",
                "fare             | DECIMAL(12,3)",
                "legs             | ARRAY<INT64>",
                "NULL             | STRING",
                "CAST(delay AS BIGINT) | DECIMAL(19,0)",
            })
    void a_result_that_widens_to_the_declared_type_without_loss_is_taken(String text, String declared) {
        ExpressionProgram.check(text, COLUMNS, ValueType.parse(declared));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wind_speed            | INT32 | FLOAT64 | Declare it as FLOAT64, or write CAST(wind_speed AS INT).",
                "CAST(delay AS BIGINT) | INT32 | INT64 | Declare it as INT64, or write CAST(CAST(delay AS BIGINT) AS INT).",
                "CAST(delay AS BIGINT) | FLOAT64 | INT64 | Declare it as INT64, or write CAST(CAST(delay AS BIGINT) AS DOUBLE).",
                "delay                 | FLOAT32 | INT32 | Declare it as INT32, or write CAST(delay AS FLOAT).",
                "delay                 | DECIMAL(11,2) | INT32 | Declare it as INT32, or write CAST(delay AS DECIMAL(11,2)).",
                "fare                  | DECIMAL(10,1) | DECIMAL(10,2) | Declare it as DECIMAL(10,2), or write CAST(fare AS DECIMAL(10,1)).",
                "fare                  | DECIMAL(10,3) | DECIMAL(10,2) | Declare it as DECIMAL(10,2), or write CAST(fare AS DECIMAL(10,3)).",
                "to_date(event_timestamp) | TIMESTAMP | DATE | Declare it as DATE, or write CAST(to_date(event_timestamp) AS TIMESTAMP).",
                "legs                  | INT32 | ARRAY<INT32> | Declare it as ARRAY<INT32>, or write an expression of the declared type.",
                "INTERVAL 1 DAY        | STRING | INTERVAL DAY | Write an expression of the declared type.",
            })
    void a_result_that_could_lose_something_is_refused_with_the_cast_to_write(
            String text, String declared, String found, String remedy) {
        UnfitTransformException refused = refused(text, ValueType.parse(declared));
        assertThat(refused.problem())
                .isEqualTo("The expression gives %s, which does not become the declared %s without loss"
                        .formatted(found, declared));
        assertThat(refused.remedy()).isEqualTo(remedy);
    }

    @Test
    void the_type_of_an_expression_is_told_without_a_declared_one() {
        assertThat(ExpressionProgram.typeOf("delay > 15", COLUMNS)).isEqualTo(ValueType.BOOL);
        assertThat(ExpressionProgram.typeOf("fare * 2", COLUMNS)).isEqualTo(ValueType.decimal(12, 2));
        assertThatExceptionOfType(UnfitTransformException.class)
                .isThrownBy(() -> ExpressionProgram.typeOf("map('a', delay)", COLUMNS))
                .withMessageContaining("The expression gives MAP<STRING, INT>, which is no type of a feature");
        assertThatExceptionOfType(UnfitTransformException.class)
                .isThrownBy(() -> ExpressionProgram.typeOf("CAST(delay AS TINYINT)", COLUMNS))
                .withMessageContaining("Write CAST(CAST(delay AS TINYINT) AS INT).");
    }

    @Test
    void a_program_tells_the_feature_and_the_line_and_column_in_its_text() {
        InvalidExpressionException refused = catchThrowableOfType(
                InvalidExpressionException.class,
                () -> ExpressionProgram.of(
                        COLUMNS,
                        List.of(
                                new Output("fine", ValueType.INT32, "delay"),
                                new Output("late", ValueType.BOOL, "delay\n  > dely"))));
        assertThat(refused)
                .hasMessage("Feature 'late': There is no column 'dely' here (line 2, column 5). Did you mean 'delay'?"
                        + " The expression is: delay\n  > dely");
        assertThat(refused.offset()).hasValue(10);
    }
}
