package dev.tandem.sdk;

import static dev.tandem.sdk.Documents.answer;
import static dev.tandem.sdk.Documents.columns;
import static dev.tandem.sdk.Documents.schema;
import static dev.tandem.sdk.ScriptedServer.json;

import dev.tandem.sdk.ClientSettings.Retries;
import dev.tandem.sdk.ServiceSchema.Column;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client whose server does what the test tells it to: the service {@code delays} has one key, origin, and one feature, temperature. */
abstract class ScriptedServerCase {
    static final List<Column> KEYS = columns("origin STRING");
    static final List<Column> TEMPERATURE = columns("temperature FLOAT64");
    static final Key JFK = Key.of("origin", "JFK");
    static final ScriptedServer.Reply ANSWER = json(answer(7, TEMPERATURE, 1, "36.5"));
    static final ClientSettings SETTINGS = ClientSettings.DEFAULT
            .withTimeout(Duration.ofSeconds(30))
            .withRetries(new Retries(3, Duration.ofMillis(1), Duration.ofMillis(4)));
    static final ClientSettings IMPATIENT = SETTINGS.withTimeout(Duration.ofMillis(500));

    record Inputs(Double temperature) {}

    final ScriptedServer server = ScriptedServer.start();

    @BeforeEach
    void describe() {
        server.on("/schema", json(schema(1_000, KEYS, TEMPERATURE)));
    }

    @AfterEach
    void close() {
        server.close();
    }

    final FeatureStoreClient client(ClientSettings settings) {
        return FeatureStoreClient.connect(server.address(), settings);
    }

    final void awaitRequests(int count) throws InterruptedException {
        while (server.received("/features").size() < count) {
            Thread.sleep(5);
        }
    }
}
