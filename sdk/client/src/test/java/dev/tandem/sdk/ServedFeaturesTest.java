package dev.tandem.sdk;

import static dev.tandem.sdk.Flights.COMPLETE;
import static dev.tandem.sdk.Flights.ELEVEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.sdk.FeatureStoreClient.Destination;
import dev.tandem.sdk.Flights.Flight;
import dev.tandem.sdk.Flights.Inputs;
import dev.tandem.sdk.PushOutcome.Rejected;
import dev.tandem.sdk.RequestRefusedException.Detail;
import dev.tandem.sdk.ServiceSchema.Column;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client and the real server. */
class ServedFeaturesTest {
    private static final String TOKEN = "0123456789abcdef0123";

    private static RealServer server;
    private static FeatureStoreClient client;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        server = RealServer.start(folder, Flights.DEFINITIONS, settings -> settings.withTokens(Set.of(TOKEN)));
        client = FeatureStoreClient.connect(
                server.address(), ClientSettings.DEFAULT.withToken(TOKEN).withTimeout(Duration.ofSeconds(30)));
        Flights.report(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_schema_says_what_a_service_takes_and_gives() {
        ServiceSchema schema = client.schema("arrival_delay");

        assertThat(schema.state()).isEqualTo(1);
        assertThat(schema.keys()).containsExactly(new Column("origin", "STRING"), new Column("carrier", "STRING"));
        assertThat(schema.features())
                .containsExactly(
                        new Column("temperature", "FLOAT64"),
                        new Column("wind_direction", "INT32"),
                        new Column("mean_delay", "FLOAT64"));
    }

    @Test
    void features_come_in_the_callers_record_with_what_became_of_each() {
        FeatureService<Flight, Inputs> service = client.service("arrival_delay", Flight.class, Inputs.class);

        List<Features<Inputs>> all = service.readAll(List.of(
                new Flight("JFK", "UA"), new Flight("LGA", "B6"), new Flight("EWR", "UA"), new Flight("JFK", "UA")));

        assertThat(all)
                .extracting(Features::values)
                .containsExactly(
                        COMPLETE,
                        new Inputs(null, OptionalInt.of(30), Optional.empty()),
                        new Inputs(null, OptionalInt.empty(), Optional.of(7.25)),
                        COMPLETE);
        assertThat(all)
                .extracting(each -> each.status("temperature"))
                .containsExactly(
                        FeatureStatus.PRESENT,
                        FeatureStatus.NULL_VALUE,
                        FeatureStatus.OUTSIDE_MAX_AGE,
                        FeatureStatus.PRESENT);
        assertThat(all.get(1).status("mean_delay")).isEqualTo(FeatureStatus.NOT_FOUND);
        assertThat(all.get(1).eventTime("mean_delay")).isEmpty();
        assertThat(all.get(0).eventTime("mean_delay")).contains(ELEVEN.plusNanos(1_000));
    }

    @Test
    void the_map_form_needs_no_record() {
        FeatureRow row = client.read("arrival_delay", Key.of("origin", "JFK").and("carrier", "UA"));

        assertThat(row.values())
                .containsExactly(entry("temperature", 33.08), entry("wind_direction", 270), entry("mean_delay", 7.25));
        assertThat(row.state()).isEqualTo(1);
    }

    @Test
    void an_unknown_service_is_refused_with_the_servers_suggestion() {
        RequestRefusedException refused =
                catchThrowableOfType(RequestRefusedException.class, () -> client.service("arrival_dely", Inputs.class));

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused)
                .hasMessage(
                        "Reading the schema of service 'arrival_dely' was refused. There is no feature service 'arrival_dely'. Did you mean 'arrival_delay'?");
    }

    @Test
    void every_mistake_in_a_key_is_named_by_the_server() {
        RequestRefusedException refused = catchThrowableOfType(
                RequestRefusedException.class,
                () -> client.read("arrival_delay", Key.of("orign", "JFK").and("carrier", 7)));

        assertThat(refused.details())
                .extracting(Detail::location)
                .containsExactly("body.entities.origin", "body.entities.carrier.0");
        assertThat(refused).hasMessageContaining("The request has 'orign'.").hasMessageContaining("7 in 'carrier'");
    }

    @Test
    void half_of_a_character_is_refused_and_never_becomes_another_key() {
        assertThatThrownBy(() ->
                        client.read("arrival_delay", Key.of("origin", "\ud83d").and("carrier", "UA")))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void without_the_token_nothing_is_told() {
        try (FeatureStoreClient stranger = FeatureStoreClient.connect(server.address())) {
            assertThatThrownBy(() -> stranger.schema("arrival_delay"))
                    .isInstanceOf(UnauthorizedException.class)
                    .hasMessageContaining("Authorization: Bearer");
        }
    }

    @Test
    void pushed_rows_are_counted_and_those_that_do_not_count_are_named() {
        Instant future = RealServer.NOW.plusSeconds(1);
        List<Map<String, @Nullable Object>> rows = List.of(
                arrival("DL", ELEVEN, 1.5), arrival("DL", ELEVEN.minusSeconds(1), 2.5), arrival("AA", future, 3.5));

        PushOutcome outcome = client.push("carrier_arrivals", Destination.ONLINE_AND_OFFLINE, rows);

        assertThat(outcome.rows()).isEqualTo(3);
        assertThat(outcome.landed()).isEqualTo(3);
        assertThat(outcome.written()).isEqualTo(1);
        assertThat(outcome.older()).isEqualTo(1);
        assertThat(outcome.rejected())
                .extracting(Rejected::view, Rejected::row)
                .containsExactly(tuple("carrier_delays", 2));
        assertThat(outcome.rejected().get(0).reason()).contains("future");
        assertThat(client.read("arrival_delay", Key.of("origin", "JFK").and("carrier", "DL"))
                        .value("mean_delay"))
                .isEqualTo(1.5);
    }

    @Test
    void pushing_nothing_sends_nothing() {
        assertThat(client.push("nowhere", Destination.ONLINE, List.of()))
                .isEqualTo(new PushOutcome(0, 0, 0, 0, List.of()));
    }

    @Test
    void a_source_that_does_not_exist_is_refused_with_the_servers_suggestion() {
        RequestRefusedException refused = catchThrowableOfType(
                RequestRefusedException.class,
                () -> client.push("carrier_arrival", Destination.ONLINE, List.of(arrival("DL", ELEVEN, 1.0))));

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused)
                .hasMessage(
                        "Pushing 1 row to source 'carrier_arrival' was refused. There is no source 'carrier_arrival'. Did you mean 'carrier_arrivals'?");
    }

    private static Map<String, @Nullable Object> arrival(String carrier, Instant time, double delay) {
        return Map.of("carrier", carrier, "arr_time", time, "mean_delay", delay);
    }
}
