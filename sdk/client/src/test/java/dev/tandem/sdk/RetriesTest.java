package dev.tandem.sdk;

import static dev.tandem.sdk.Documents.error;
import static dev.tandem.sdk.ScriptedServer.hangUp;
import static dev.tandem.sdk.ScriptedServer.json;
import static dev.tandem.sdk.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.sdk.RequestRefusedException.Detail;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client sends again, and what it makes of answers that are failures. */
class RetriesTest extends ScriptedServerCase {
    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void a_read_is_repeated_when_the_server_cannot_answer_now(int status) {
        server.on("/features", status(status, "busy"), status(status, "busy"), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThat(client.read("delays", JFK).value("temperature")).isEqualTo(36.5);
        }
        assertThat(server.received("/features")).hasSize(3);
    }

    @Test
    void a_read_is_repeated_when_the_connection_breaks() {
        server.on("/features", hangUp(), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThat(client.read("delays", JFK).value("temperature")).isEqualTo(36.5);
        }
    }

    @Test
    void after_the_last_attempt_it_is_the_last_failure_that_is_told() {
        server.on("/features", status(503, error("", "unavailable", "The online store does not answer.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.read("delays", JFK))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage(
                            "Reading 1 key of service 'delays' failed: %s/ cannot answer now (503). The online store does not answer."
                                    .formatted(server.address()));
        }
        assertThat(server.received("/features")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 408, 413, 422, 429})
    void what_the_server_refuses_is_never_repeated(int status) {
        server.on(
                "/features",
                status(status, error("\"body\", \"entities\", 3", "missing", "Column 'dest' is missing.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            RequestRefusedException refused =
                    catchThrowableOfType(RequestRefusedException.class, () -> client.read("delays", JFK));

            assertThat(refused).hasMessage("Reading 1 key of service 'delays' was refused. Column 'dest' is missing.");
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.details())
                    .containsExactly(new Detail("body.entities.3", "missing", "Column 'dest' is missing."));
        }
        assertThat(server.received("/features")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void who_is_not_let_in_is_told_so_at_once(int status) {
        server.on("/schema", status(status, error("", "unauthorized", "This server asks for an access token.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.service("delays", Inputs.class))
                    .isInstanceOf(UnauthorizedException.class)
                    .hasMessageContaining("This server asks for an access token.");
        }
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void a_defect_of_the_server_is_not_repeated() {
        server.on("/features", status(500, error("", "internal", "Its log says more under request id 7.")));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.read("delays", JFK))
                    .isExactlyInstanceOf(FeatureStoreException.class)
                    .hasMessageContaining("a defect of the server")
                    .hasMessageContaining("request id 7");
        }
        assertThat(server.received("/features")).hasSize(1);
    }

    @Test
    void whoever_answers_and_is_no_server_of_ours_is_told_apart() {
        server.on("/schema", status(404, "<html>nginx</html>"), status(302, ""), json("[]"), json("{}"));
        try (FeatureStoreClient client = client(SETTINGS)) {
            assertThatThrownBy(() -> client.schema("delays"))
                    .hasMessageContaining("status 404 and not as a Tandem server");
            assertThatThrownBy(() -> client.schema("delays"))
                    .hasMessageContaining("status 302 and not as a Tandem server");
            assertThatThrownBy(() -> client.schema("delays")).hasMessageContaining("the answer is not understood");
            assertThatThrownBy(() -> client.schema("delays")).hasMessageContaining("it describes no feature service");
        }
    }

    @Test
    void a_server_that_is_not_there_is_tried_again_and_then_named() throws IOException {
        URI nowhere;
        try (ServerSocket free = new ServerSocket(0)) {
            nowhere = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        try (FeatureStoreClient client = FeatureStoreClient.connect(nowhere, SETTINGS)) {
            assertThatThrownBy(() -> client.schema("delays"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(nowhere + "/ cannot be reached")
                    .hasMessageContaining("Check the address");
        }
    }
}
