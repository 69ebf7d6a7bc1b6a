package dev.tandem.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.sdk.Flights.Flight;
import dev.tandem.sdk.Flights.Inputs;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the client makes of changes at the real server while it is used. */
class ChangingServerTest {
    private static final Flight JFK_UA = new Flight("JFK", "UA");

    private RealServer server;
    private FeatureStoreClient client;
    private FeatureService<Flight, Inputs> service;

    @BeforeEach
    void serve(@TempDir Path folder) {
        server = RealServer.start(folder, Flights.DEFINITIONS);
        Flights.report(server);
        client = FeatureStoreClient.connect(
                server.address(), ClientSettings.DEFAULT.withTimeout(Duration.ofSeconds(30)));
        service = client.service("arrival_delay", Flight.class, Inputs.class);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_store_that_is_away_makes_reads_unavailable_and_its_return_makes_them_succeed() {
        server.redis.pause();

        assertThatThrownBy(() -> service.read(JFK_UA))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("The online store does not answer");

        server.redis.resume();
        assertThat(service.read(JFK_UA).values().temperature()).isEqualTo(33.08);
    }

    @Test
    void a_feature_that_is_added_disturbs_no_record() throws InterruptedException {
        long state = server.apply(
                Flights.DEFINITIONS.replace("temperature: FLOAT64", "humidity: FLOAT64\n      temperature: FLOAT64"));

        Features<Inputs> answer = service.read(JFK_UA);
        while (answer.row().state() < state) {
            Thread.sleep(10);
            answer = service.read(JFK_UA);
        }

        assertThat(answer.values()).isEqualTo(Flights.COMPLETE);
        assertThat(answer.status("humidity")).isEqualTo(FeatureStatus.NOT_FOUND);
    }

    @Test
    void a_feature_that_changes_its_type_or_goes_is_reported_at_the_first_answer_that_knows() {
        server.apply(Flights.DEFINITIONS
                .replace("temperature: FLOAT64", "temperature: \"DECIMAL(5,2)\"")
                .replace("wind_direction: INT32", "wind_bearing: INT32"));

        BindingException changed = catchThrowableOfType(BindingException.class, () -> {
            while (true) {
                assertThat(service.read(JFK_UA).values().temperature()).isEqualTo(33.08);
            }
        });

        assertThat(changed)
                .hasMessageContaining("Service 'arrival_delay' has changed (it answers from registry state 2)");
        assertThat(changed.problems())
                .containsExactly(
                        "Component 'temperature' is Double, and feature 'temperature' is DECIMAL(5,2). Declare it as BigDecimal or Optional<BigDecimal>.",
                        "Component 'windDirection': there is no feature 'windDirection'. There are: mean_delay, temperature, wind_bearing.");
    }
}
