package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.Entity.JoinKey;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
    private static final Definitions FLIGHTS =
            DefinitionFiles.parse(new Project("flights", About.NOTHING), Map.of("flights.yaml", """
                    entities:
                      flight: {keys: {carrier: STRING, number: INT32}}
                      airport: {keys: {airport: STRING}}
                    sources:
                      reports: {format: parquet, path: reports.parquet, event_time: time}
                    views:
                      weather: {entities: [flight, airport], source: reports, features: {wind: FLOAT64}}
                    services:
                      model: {features: [weather]}
                    """));

    @Test
    void everything_is_found_by_its_name() {
        assertThat(FLIGHTS.entity("airport").name()).isEqualTo("airport");
        assertThat(FLIGHTS.source("reports").name()).isEqualTo("reports");
        assertThat(FLIGHTS.view("weather").findFeature("wind")).isPresent();
        assertThat(FLIGHTS.view("weather").findFeature("rain")).isEmpty();
        assertThat(FLIGHTS.service("model").name()).isEqualTo("model");
    }

    @Test
    void an_unknown_name_is_told_with_its_kind_and_the_nearest_known() {
        assertThatThrownBy(() -> FLIGHTS.entity("aiport")).isInstanceOfSatisfying(UnknownNameException.class, e -> {
            assertThat(e).hasMessage("There is no entity 'aiport'. Did you mean 'airport'?");
            assertThat(e.kind()).isEqualTo("entity");
            assertThat(e.name()).isEqualTo("aiport");
        });
        assertThatThrownBy(() -> FLIGHTS.source("x")).hasMessage("There is no source 'x'. Known: reports.");
        assertThatThrownBy(() -> FLIGHTS.view("x")).hasMessage("There is no feature view 'x'. Known: weather.");
        assertThatThrownBy(() -> FLIGHTS.service("x")).hasMessage("There is no feature service 'x'. Known: model.");
        assertThatThrownBy(() -> Definitions.none(FLIGHTS.project()).view("x"))
                .hasMessage("There is no feature view 'x'. None is defined yet.");
    }

    @Test
    void the_join_keys_of_a_view_are_those_of_its_entities_in_order() {
        assertThat(FLIGHTS.joinKeys(FLIGHTS.view("weather")))
                .containsExactly(
                        new JoinKey("carrier", ValueType.STRING),
                        new JoinKey("number", ValueType.INT32),
                        new JoinKey("airport", ValueType.STRING));
    }

    @Test
    void definitions_do_not_change_with_the_maps_they_were_made_from() {
        SortedMap<String, Entity> entities = new TreeMap<>(FLIGHTS.entities());
        Definitions definitions =
                new Definitions(FLIGHTS.project(), entities, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

        entities.clear();

        assertThat(definitions.entities()).isEqualTo(FLIGHTS.entities());
        assertThatThrownBy(() -> definitions.entities().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> FLIGHTS.entity("airport").keys().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void the_order_of_keys_and_features_is_the_order_written() {
        assertThat(FLIGHTS.view("weather").keys().keySet()).containsExactly("carrier", "number", "airport");
        assertThat(FLIGHTS.service("model").selections().get(0).keys().keySet())
                .containsExactlyElementsOf(List.of("carrier", "number", "airport"));
    }
}
