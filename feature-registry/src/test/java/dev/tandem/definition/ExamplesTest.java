package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.Source.Availability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    @Test
    void flights_serves_the_same_view_for_origin_and_destination() {
        Definitions flights = load("flights");

        FeatureService service = flights.service("arrival_delay");
        assertThat(service.selections())
                .extracting(Selection::view, Selection::keys)
                .contains(
                        tuple("weather", Map.of("airport", "origin")),
                        tuple("airport_delays", Map.of("airport", "origin")),
                        tuple("airport_delays", Map.of("airport", "dest")),
                        tuple("carrier_delays", Map.of("carrier", "carrier")),
                        tuple("plane_facts", Map.of("tailnum", "tailnum")));
        assertThat(service.selections().stream()
                        .flatMap(s -> s.fields().stream())
                        .map(Field::name))
                .startsWith(
                        "temperature",
                        "humidity",
                        "wind_direction",
                        "wind_speed",
                        "precipitation",
                        "pressure",
                        "visibility",
                        "origin_mean_delay",
                        "origin_late_share",
                        "dest_mean_delay",
                        "dest_late_share",
                        "carrier_mean_delay",
                        "carrier_late_share",
                        "year_built",
                        "manufacturer",
                        "engine",
                        "seats");
    }

    @Test
    void flights_holds_a_weather_report_back_until_its_hour_is_over() {
        Definitions flights = load("flights");

        assertThat(flights.source("weather_reports").availability())
                .isEqualTo(new Availability(Availability.From.EVENT_TIME, Duration.ofHours(1)));
        assertThat(flights.view("weather").ttl()).contains(Duration.ofHours(3));
    }

    @Test
    void flights_computes_delays_from_the_table_of_flights() {
        Definitions flights = load("flights");

        for (String source : List.of("carrier_arrivals", "airport_movements")) {
            assertThat(((Origin.Query) flights.source(source).origin()).inputs())
                    .containsExactly("flights");
        }
    }

    @Test
    void quickstart_counts_a_row_from_when_it_was_loaded() {
        Definitions quickstart = load("quickstart");

        assertThat(quickstart.source("order_counts").availability().from()).isEqualTo(Availability.From.CREATED_TIME);
        assertThat(quickstart.service("purchase").selections())
                .containsExactly(new Selection(
                        "orders",
                        Map.of("customer", "customer"),
                        List.of(new Field("orders_30d", "orders_30d"), new Field("average_basket", "average_basket"))));
    }

    private static Definitions load(String example) {
        return DefinitionFiles.load(
                new Project(example, About.NOTHING), Path.of("..", "examples", example, "features"));
    }
}
