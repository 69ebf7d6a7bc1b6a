package dev.tandem.sdk;

import static dev.tandem.sdk.Documents.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordBindingTest {

    record Everything(
            Boolean bool,
            Integer int32,
            Long int64,
            Float float32,
            Double float64,
            BigDecimal decimal,
            String string,
            byte[] bytes,
            LocalDate date,
            Instant timestamp,
            List<Long> longs,
            List<String> strings) {}

    private static final AnswerColumns EVERYTHING = AnswerColumns.of(
            "s",
            columns(
                    "bool BOOL",
                    "int32 INT32",
                    "int64 INT64",
                    "float32 FLOAT32",
                    "float64 FLOAT64",
                    "decimal DECIMAL(10,2)",
                    "string STRING",
                    "bytes BYTES",
                    "date DATE",
                    "timestamp TIMESTAMP",
                    "longs ARRAY<INT64>",
                    "strings ARRAY<STRING>"));

    @Test
    void every_type_has_one_java_class() {
        assertThat(problems(Everything.class, EVERYTHING)).isEmpty();
    }

    record Optionals(
            Optional<Boolean> bool,
            OptionalInt int32,
            OptionalLong int64,
            Optional<Float> float32,
            OptionalDouble float64,
            Optional<BigDecimal> decimal,
            Optional<List<Long>> longs) {}

    @Test
    void absence_can_be_an_empty_optional() {
        assertThat(problems(Optionals.class, EVERYTHING)).isEmpty();
    }

    record Untyped(Object int32, Optional<Object> longs, List<Object> strings) {}

    @Test
    void an_object_takes_anything() {
        assertThat(problems(Untyped.class, EVERYTHING)).isEmpty();
    }

    record Names(
            Double windSpeed,
            Double temp_max,
            Double avgDelay7d,
            @Called("odd") Double usual) {}

    @Test
    void a_component_has_the_features_name_or_its_camel_case_or_says_how_it_is_called() {
        AnswerColumns features = AnswerColumns.of(
                "s", columns("odd FLOAT64", "avg_delay_7d FLOAT64", "temp_max FLOAT64", "wind_speed FLOAT64"));

        Names names = bind(
                Names.class, features, Map.of("odd", 1.0, "avg_delay_7d", 2.0, "temp_max", 3.0, "wind_speed", 4.0));

        assertThat(names).isEqualTo(new Names(4.0, 3.0, 2.0, 1.0));
    }

    record Wrong(
            Double tempertaure,
            Integer temperature,
            int seats,
            List<Integer> codes,
            @Called("wind") Double windSpeed,
            Optional<String> visibility,
            double humidity) {}

    @Test
    void all_that_does_not_fit_is_reported_at_once_each_with_its_remedy() {
        AnswerColumns features = AnswerColumns.of(
                "s",
                columns(
                        "temperature FLOAT64",
                        "seats INT32",
                        "codes ARRAY<STRING>",
                        "wind_speed FLOAT64",
                        "visibility BYTES",
                        "humidity FLOAT64"));

        assertThat(problems(Wrong.class, features))
                .containsExactly(
                        "Component 'tempertaure': there is no feature 'tempertaure'. Did you mean 'temperature'?",
                        "Component 'temperature' is Integer, and feature 'temperature' is FLOAT64. Declare it as Double, Optional<Double> or OptionalDouble.",
                        "Component 'seats' is int, which cannot say that there is no value: the entity may be unknown, its row too old, or the value null. Declare it as Integer, Optional<Integer> or OptionalInt.",
                        "Component 'codes' is List<Integer>, and feature 'codes' is ARRAY<STRING>. Declare it as List<String> or Optional<List<String>>.",
                        "Component 'windSpeed': there is no feature 'wind'. There are: codes, humidity, seats, temperature, visibility, wind_speed.",
                        "Component 'visibility' is Optional<String>, and feature 'visibility' is BYTES. Declare it as byte[] or Optional<byte[]>.",
                        "Component 'humidity' is double, which cannot say that there is no value: the entity may be unknown, its row too old, or the value null. Declare it as Double, Optional<Double> or OptionalDouble.");
    }

    record Widened(Long seats, Double weight, Double temperature) {}

    @Test
    void a_type_is_taken_exactly_and_never_widened() {
        AnswerColumns features =
                AnswerColumns.of("s", columns("seats INT32", "weight FLOAT32", "temperature DECIMAL(4,1)"));

        assertThat(problems(Widened.class, features)).hasSize(3);
    }

    @SuppressWarnings("rawtypes")
    record Raw(List codes, Optional other) {}

    @Test
    void a_raw_type_says_too_little() {
        assertThat(problems(Raw.class, AnswerColumns.of("s", columns("codes ARRAY<STRING>", "other STRING"))))
                .containsExactly(
                        "Component 'codes' is List, and feature 'codes' is ARRAY<STRING>. Declare it as List<String> or Optional<List<String>>.",
                        "Component 'other' is Optional, and feature 'other' is STRING. Declare it as String or Optional<String>.");
    }

    record Ambiguous(Double windSpeed) {}

    @Test
    void a_component_that_could_be_either_of_two_features_has_to_say_which() {
        assertThat(problems(
                        Ambiguous.class, AnswerColumns.of("s", columns("wind_speed FLOAT64", "wind__speed FLOAT64"))))
                .containsExactly(
                        "Component 'windSpeed' could be any of the features [wind_speed, wind__speed]. Say which with @Called.");
    }

    @Test
    void the_exact_name_goes_before_the_camel_case_of_another() {
        AnswerColumns features = AnswerColumns.of("s", columns("wind_speed FLOAT64", "windSpeed FLOAT64"));

        assertThat(bind(Ambiguous.class, features, Map.of("wind_speed", 1.0, "windSpeed", 2.0)))
                .isEqualTo(new Ambiguous(2.0));
    }

    record Twice(Double windSpeed, @Called("wind_speed") Double again) {}

    @Test
    void one_feature_fills_one_component() {
        assertThat(problems(Twice.class, AnswerColumns.of("s", columns("wind_speed FLOAT64"))))
                .containsExactly(
                        "Components 'windSpeed' and 'again' both take feature 'wind_speed'. Remove one of them.");
    }

    @Test
    void what_is_absent_is_null_or_empty() {
        Map<String, @Nullable Object> nothing = new java.util.LinkedHashMap<>();
        EVERYTHING.names().forEach(name -> nothing.put(name, null));

        assertThat(bind(Optionals.class, EVERYTHING, nothing))
                .isEqualTo(new Optionals(
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(bind(Untyped.class, EVERYTHING, nothing).int32()).isNull();
    }

    record Picky(Double temperature) {
        Picky {
            if (temperature.isNaN()) {
                throw new IllegalArgumentException("not a temperature");
            }
        }
    }

    @Test
    void a_record_that_refuses_its_values_is_named_with_them() {
        AnswerColumns features = AnswerColumns.of("s", columns("temperature FLOAT64"));

        assertThatThrownBy(() -> bind(Picky.class, features, Map.of("temperature", Double.NaN)))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("Record Picky does not take the features [NaN]")
                .hasMessageContaining("not a temperature")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> problems(Class<?> type, AnswerColumns columns) {
        List<String> problems = new ArrayList<>();
        assertThat(RecordBinding.find(type, columns, problems).isPresent()).isEqualTo(problems.isEmpty());
        return problems;
    }

    private static <F> F bind(Class<F> type, AnswerColumns columns, Map<String, ? extends @Nullable Object> values) {
        List<Answer.Cells> cells = columns.names().stream()
                .map(name -> new Answer.Cells(
                        new @Nullable Object[] {values.get(name)},
                        new FeatureStatus[] {FeatureStatus.PRESENT},
                        new @Nullable Instant[] {Instant.EPOCH}))
                .toList();
        List<String> problems = new ArrayList<>();
        RecordBinding<F> binding =
                RecordBinding.find(type, columns, problems).orElseThrow(() -> new AssertionError(problems.toString()));
        return binding.bind(new FeatureRow(new Answer(1, columns, 1, cells), 0));
    }
}
