package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "weathre, weather", // swapped
        "wether, weather", // left out
        "weatherr, weather", // one too many
        "waether, weather",
        "Weather, weather", // case counts as one letter
        "carier_delay, carrier_delays",
        "weather:temprature, weather:temperature",
        "tll, ttl"
    })
    void a_slip_of_the_pen_finds_the_name_that_was_meant(String written, String meant) {
        assertThat(Names.nearest(written, List.of("weather", "carrier_delays", "weather:temperature", "ttl")))
                .contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"climate, weather", "ttl, sql", "q, a", "wind, int", "'', a", "planes, services"})
    void a_name_that_is_too_far_is_not_proposed(String written, String known) {
        assertThat(Names.nearest(written, List.of(known))).isEmpty();
    }

    @Test
    void of_several_the_nearest_is_proposed_and_then_the_first_in_the_alphabet() {
        assertThat(Names.nearest("delay", List.of("delays_7d", "delays"))).contains("delays");
        assertThat(Names.nearest("wind_x", List.of("wind_b", "wind_a"))).contains("wind_a");
    }

    @Test
    void a_suggestion_is_the_nearest_name_or_else_what_is_known() {
        assertThat(Names.suggestion("wether", List.of("weather", "planes"))).isEqualTo("Did you mean 'weather'?");
        assertThat(Names.suggestion("climate", List.of("weather", "planes"))).isEqualTo("Known: planes, weather.");
        assertThat(Names.suggestion("climate", List.of())).isEqualTo("None is defined yet.");
        assertThat(Names.suggestion(
                        "climate",
                        IntStream.range(10, 30).mapToObj(i -> "view_" + i).toList()))
                .startsWith("Known: view_10, view_11")
                .endsWith("view_21 and 8 more.");
    }
}
