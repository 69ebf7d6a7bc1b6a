package dev.tandem.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "temperature, temperature",
        "wind_speed, windSpeed",
        "avg_arr_delay_7d, avgArrDelay7d",
        "weather__wind_speed, weatherWindSpeed",
        "_id, _id",
        "trailing_, trailing",
        "alreadyCamel, alreadyCamel"
    })
    void a_name_has_one_camel_case(String name, String camel) {
        assertThat(Names.camelCase(name)).isEqualTo(camel);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    tempertaure | Did you mean 'temperature'?
                    windspeed   | Did you mean 'wind_speed'?
                    WIND_SPEED  | Did you mean 'wind_speed'?
                    pressure    | There are: temperature, wind_speed.
                    """)
    void the_nearest_name_is_suggested_or_else_all(String name, String suggestion) {
        assertThat(Names.suggestion(name, List.of("wind_speed", "temperature"))).isEqualTo(suggestion);
    }

    @Test
    void a_long_list_is_cut() {
        assertThat(Names.suggestion(
                        "unlike_any",
                        IntStream.range(100, 120).mapToObj(Integer::toString).toList()))
                .endsWith("110, 111 and 8 more.");
    }

    @Test
    void where_nothing_is_known_that_is_said() {
        assertThat(Names.suggestion("x", List.of())).isEqualTo("There is none.");
    }
}
