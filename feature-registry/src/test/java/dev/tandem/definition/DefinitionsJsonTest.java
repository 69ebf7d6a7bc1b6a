package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.Source.Availability;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsJsonTest {

    @Test
    void reading_gives_back_what_was_written_for_generated_definitions() {
        long seed = new Random().nextLong();
        for (int i = 0; i < 500; i++) {
            Definitions definitions = new DefinitionsGenerator(seed + i).next();
            String json = DefinitionsJson.write(definitions);

            Definitions again = DefinitionsJson.read(json);

            assertThat(again).as("seed %d", seed + i).isEqualTo(definitions);
            assertThat(DefinitionsJson.write(again)).as("seed %d", seed + i).isEqualTo(json);
        }
    }

    @Test
    void the_order_of_keys_survives_although_equal_maps_hide_it() {
        Definitions definitions = flights();

        Definitions again = DefinitionsJson.read(DefinitionsJson.write(definitions));

        assertThat(again.view("routes").keys())
                .containsExactlyEntriesOf(definitions.view("routes").keys());
        assertThat(again.service("arrival_delay").selections().get(0).keys())
                .containsExactlyEntriesOf(
                        definitions.service("arrival_delay").selections().get(0).keys());
    }

    @Test
    void the_text_is_canonical_and_does_not_change_between_versions_of_tandem() {
        assertThat(DefinitionsJson.tree(flights()).toPrettyString()).isEqualToNormalizingNewlines("""
                        {
                          "format" : 1,
                          "project" : {
                            "name" : "flights",
                            "owner" : "ops@example.org"
                          },
                          "entities" : {
                            "route" : {
                              "keys" : [ {
                                "name" : "origin",
                                "type" : "STRING"
                              }, {
                                "name" : "dest",
                                "type" : "STRING"
                              } ],
                              "description" : "From where to where",
                              "tags" : [ "geo" ]
                            }
                          },
                          "sources" : {
                            "flights" : {
                              "format" : "csv",
                              "path" : "data/flights.csv",
                              "options" : {
                                "header" : "true",
                                "password" : "${PASSWORD}"
                              },
                              "available" : "event_time",
                              "available_after" : "0s",
                              "time_zone" : "UTC"
                            },
                            "routes" : {
                              "sql" : "SELECT * FROM flights",
                              "inputs" : [ "flights" ],
                              "event_time" : "arr_time",
                              "available" : "event_time",
                              "available_after" : "1m30s",
                              "time_zone" : "America/New_York",
                              "lookback" : "1d"
                            }
                          },
                          "views" : {
                            "routes" : {
                              "entities" : [ "route" ],
                              "source" : "routes",
                              "keys" : [ {
                                "key" : "origin",
                                "column" : "from"
                              }, {
                                "key" : "dest",
                                "column" : "dest"
                              } ],
                              "ttl" : "7d",
                              "online" : true,
                              "schedule" : "5 * * * *",
                              "features" : [ {
                                "name" : "flight_count",
                                "type" : "INT64",
                                "from" : "n",
                                "description" : "How many"
                              } ]
                            }
                          },
                          "services" : {
                            "arrival_delay" : {
                              "features" : [ {
                                "view" : "routes",
                                "entities" : [ {
                                  "key" : "origin",
                                  "column" : "departs_from"
                                }, {
                                  "key" : "dest",
                                  "column" : "dest"
                                } ],
                                "features" : [ {
                                  "feature" : "flight_count",
                                  "name" : "flights_on_route"
                                } ]
                              } ]
                            }
                          }
                        }""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nonsense                                        | are not JSON
                    []                                              | definitions is no object
                    {"format": 1} trailing                          | are not JSON
                    {"format": 2}                                   | Use the newer Tandem
                    {"format": 1}                                   | definitions has no field 'project'
                    {"format": 1, "project": {"name": 7}}           | 'name' in project is no text
                    """)
    void a_text_that_was_not_written_by_this_tandem_is_refused(String json, String problem) {
        assertThatThrownBy(() -> DefinitionsJson.read(json))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void a_field_that_only_a_newer_tandem_knows_is_refused_rather_than_dropped() {
        String json = DefinitionsJson.write(flights()).replace("\"online\":true", "\"online\":true,\"window\":\"7d\"");

        assertThatThrownBy(() -> DefinitionsJson.read(json))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("routes in views has a field 'window'");
    }

    @Test
    void a_value_that_cannot_be_read_is_named() {
        String json = DefinitionsJson.write(flights()).replace("America/New_York", "America/Atlantis");

        assertThatThrownBy(() -> DefinitionsJson.read(json))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("'time_zone' in routes in sources");
    }

    static Definitions flights() {
        Entity route = new Entity(
                "route",
                List.of(new JoinKey("origin", ValueType.STRING), new JoinKey("dest", ValueType.STRING)),
                new About("From where to where", "", List.of("geo")));
        Source flights = new Source(
                "flights",
                new Origin.Table(
                        "csv",
                        Optional.of("data/flights.csv"),
                        Optional.empty(),
                        Map.of("password", "${PASSWORD}", "header", "true")),
                Optional.empty(),
                Optional.empty(),
                Availability.AT_EVENT_TIME,
                ZoneId.of("UTC"),
                Duration.ZERO,
                About.NOTHING);
        Source computed = new Source(
                "routes",
                new Origin.Query("SELECT * FROM flights", List.of("flights")),
                Optional.of("arr_time"),
                Optional.empty(),
                new Availability(Availability.From.EVENT_TIME, Duration.ofSeconds(90)),
                ZoneId.of("America/New_York"),
                Duration.ofDays(1),
                About.NOTHING);
        FeatureView view = new FeatureView(
                "routes",
                List.of("route"),
                "routes",
                ordered("origin", "from", "dest", "dest"),
                Optional.of(Duration.ofDays(7)),
                true,
                Optional.of("5 * * * *"),
                List.of(new Feature("flight_count", ValueType.INT64, "n", new About("How many", "", List.of()))),
                About.NOTHING);
        FeatureService service = new FeatureService(
                "arrival_delay",
                List.of(new Selection(
                        "routes",
                        ordered("origin", "departs_from", "dest", "dest"),
                        List.of(new Field("flight_count", "flights_on_route")))),
                About.NOTHING);
        return new Definitions(
                new Project("flights", new About("", "ops@example.org", List.of())),
                new TreeMap<>(Map.of("route", route)),
                new TreeMap<>(Map.of("flights", flights, "routes", computed)),
                new TreeMap<>(Map.of("routes", view)),
                new TreeMap<>(Map.of("arrival_delay", service)));
    }

    private static Map<String, String> ordered(String key1, String value1, String key2, String value2) {
        Map<String, String> map = new LinkedHashMap<>();
        map.put(key1, value1);
        map.put(key2, value2);
        return map;
    }
}
