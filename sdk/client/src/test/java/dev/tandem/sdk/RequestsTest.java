package dev.tandem.sdk;

import static dev.tandem.sdk.Documents.answer;
import static dev.tandem.sdk.Documents.error;
import static dev.tandem.sdk.Documents.schema;
import static dev.tandem.sdk.ScriptedServer.json;
import static dev.tandem.sdk.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the client sends. */
class RequestsTest extends ScriptedServerCase {
    record Place(String origin) {}

    @Test
    void keys_go_as_columns_with_the_token_below_the_address() {
        server.on("/features", json(answer(7, TEMPERATURE, 2, "1.0")));
        URI below = server.address().resolve("/gateway/tandem");
        try (FeatureStoreClient client =
                FeatureStoreClient.connect(below, SETTINGS.withToken("a-token-of-some-length"))) {
            client.readAll("delays", List.of(JFK, Key.of("origin", null)));
        }

        ScriptedServer.Received request = server.received("/features").get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/gateway/tandem/api/v1/services/delays/features");
        assertThat(request.body()).isEqualTo("{\"entities\":{\"origin\":[\"JFK\",null]}}");
        assertThat(request.headers()).containsEntry("Authorization", "Bearer a-token-of-some-length");
    }

    @Test
    void a_name_cannot_break_out_of_its_place_in_the_path() {
        try (FeatureStoreClient client = client(SETTINGS)) {
            client.schema("../a b/é?");
        }

        assertThat(server.received().get(0).path()).isEqualTo("/api/v1/services/..%2Fa%20b%2F%C3%A9%3F/schema");
    }

    @Test
    void a_batch_is_split_into_what_the_server_takes_and_comes_back_in_order() {
        server.on("/schema", json(schema(2, KEYS, TEMPERATURE)));
        server.on("/features", echo());
        try (FeatureStoreClient client = client(SETTINGS)) {
            FeatureService<Place, Inputs> service = client.service("delays", Place.class, Inputs.class);
            List<Place> places = IntStream.range(0, 7)
                    .mapToObj(i -> new Place(Integer.toString(i % 5)))
                    .toList();

            assertThat(service.readAll(places))
                    .extracting(each -> each.values().temperature())
                    .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 0.0, 1.0);
        }
        assertThat(server.received("/features")).hasSize(4);
    }

    @Test
    void a_batch_that_is_too_large_after_all_is_halved_until_it_is_not() {
        server.on("/features", (exchange, request) -> {
            if (origins(request).size() > 2) {
                status(413, error("\"body\"", "too_large", "The body is larger than 9 bytes."))
                        .to(exchange, request);
            } else {
                echo().to(exchange, request);
            }
        });
        try (FeatureStoreClient client = client(SETTINGS)) {
            List<Key> keys = IntStream.range(0, 7)
                    .mapToObj(i -> Key.of("origin", Integer.toString(i)))
                    .toList();

            assertThat(client.readAll("delays", keys))
                    .extracting(row -> row.value("temperature"))
                    .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        }
    }

    @Test
    void a_single_key_that_is_too_large_is_refused() {
        server.on("/features", status(413, error("\"body\"", "too_large", "The body is larger than 9 bytes.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.readAll("delays", List.of(JFK, JFK)))
                    .isInstanceOf(RequestRefusedException.class)
                    .hasMessage("Reading 1 key of service 'delays' was refused. The body is larger than 9 bytes.");
        }
    }

    @Test
    void nothing_is_asked_for_nothing() {
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThat(client.readAll("delays", List.of())).isEmpty();
        }
        assertThat(server.received("/features")).isEmpty();
    }

    @Test
    void keys_with_different_columns_are_refused_before_anything_is_sent() {
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.readAll("delays", List.of(JFK, Key.of("dest", "LAX"))))
                    .isInstanceOf(BindingException.class)
                    .hasMessageContaining("The columns of key 1 are [dest] and those of key 0 are [origin].");
        }
        assertThat(server.received("/features")).isEmpty();
    }

    @Test
    void a_key_of_a_class_that_is_none_of_a_value_is_refused_before_anything_is_sent() {
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.read("delays", Key.of("origin", java.util.UUID.randomUUID())))
                    .isInstanceOf(BindingException.class)
                    .hasMessageContaining("The value of 'origin' in key 0 cannot be sent. It is a java.util.UUID");
        }
    }

    /** Answers each key with itself as a number. */
    private static ScriptedServer.Reply echo() {
        return (exchange, request) -> {
            List<String> origins = origins(request);
            String values = origins.stream().map(origin -> origin + ".0").collect(Collectors.joining(","));
            String statuses = String.join(",", Collections.nCopies(origins.size(), "\"PRESENT\""));
            String times = String.join(",", Collections.nCopies(origins.size(), "null"));
            json(answer(
                            7,
                            TEMPERATURE,
                            List.of("{\"values\": [%s], \"statuses\": [%s], \"event_timestamps\": [%s]}"
                                    .formatted(values, statuses, times))))
                    .to(exchange, request);
        };
    }

    private static List<String> origins(ScriptedServer.Received request) {
        return Pattern.compile("\"(\\d+)\"")
                .matcher(request.body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
