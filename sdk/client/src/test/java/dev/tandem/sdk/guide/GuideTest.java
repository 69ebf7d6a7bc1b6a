package dev.tandem.sdk.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Project;
import dev.tandem.sdk.BindingException;
import dev.tandem.sdk.Called;
import dev.tandem.sdk.ClientSettings;
import dev.tandem.sdk.ClientSettings.Retries;
import dev.tandem.sdk.FeatureRow;
import dev.tandem.sdk.FeatureService;
import dev.tandem.sdk.FeatureStatus;
import dev.tandem.sdk.FeatureStoreClient;
import dev.tandem.sdk.FeatureStoreClient.Destination;
import dev.tandem.sdk.Features;
import dev.tandem.sdk.Key;
import dev.tandem.sdk.PushOutcome;
import dev.tandem.sdk.RealServer;
import dev.tandem.sdk.RequestTimeoutException;
import dev.tandem.sdk.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what {@code docs/sdk.md} shows, against a server of the flights example. */
class GuideTest {
    private static final Instant TEN = Instant.parse("2013-12-31T22:00:00Z");
    private static final Instant DEPARTURE = Instant.parse("2013-12-31T23:15:00Z");
    private static final Path EXAMPLE = Path.of("../../examples/flights/features");

    private static RealServer server;
    private static URI address;
    private static FeatureStoreClient client;

    record Flight(String origin, String dest, String carrier, String tailnum, Instant schedDepTime) {}

    // tag::record[]
    record Inputs(
            Optional<Double> temperature, // the feature of that name
            OptionalInt windDirection, // wind_direction
            @Called("origin_mean_delay") Optional<Double> delayHere) {}
    // end::record[]

    private static final Flight FLIGHT = new Flight("JFK", "LAX", "UA", "N14228", DEPARTURE);

    @BeforeAll
    static void serve(@TempDir Path folder) {
        server = RealServer.start(
                folder, DefinitionFiles.load(new Project("flights", About.NOTHING), EXAMPLE), settings -> settings);
        address = server.address();
        client = FeatureStoreClient.connect(address, ClientSettings.DEFAULT.withTimeout(Duration.ofSeconds(30)));
        server.write("weather", List.of("JFK"), TEN, List.of(33.08, 60.5, 270, 12.7, 0.0, 1012.3, 10.0));
        server.write("carrier_delays", List.of("UA"), TEN, List.of(7.25, 0.2));
        server.write("airport_delays", List.of("JFK"), TEN, List.of(11.5, 0.3));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void the_first_program_prints_what_is_known() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FirstProgram.main(new String[] {address.toString()});
        } finally {
            System.setOut(console);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).containsExactly("""
                Inputs[temperature=33.08, windDirection=270, carrierMeanDelay=7.25]
                temperature is PRESENT""".split("\n"));
    }

    @Test
    void statuses_and_times_stand_beside_the_record() {
        FeatureService<Flight, Inputs> service = client.service("arrival_delay", Flight.class, Inputs.class);
        // tag::status[]
        Features<Inputs> answer = service.read(new Flight("JFK", "LAX", "UA", "N14228", DEPARTURE));

        Optional<Double> temperature = answer.values().temperature();
        FeatureStatus status = answer.status("temperature"); // PRESENT, NULL_VALUE, NOT_FOUND or OUTSIDE_MAX_AGE
        Optional<Instant> since = answer.eventTime("temperature");
        // end::status[]

        assertThat(temperature).contains(33.08);
        assertThat(status).isEqualTo(FeatureStatus.PRESENT);
        assertThat(since).contains(TEN);
        assertThat(answer.status("seats")).isEqualTo(FeatureStatus.NOT_FOUND);
    }

    @Test
    void many_keys_are_read_at_once() {
        FeatureService<Flight, Inputs> service = client.service("arrival_delay", Flight.class, Inputs.class);
        // tag::batch[]
        List<Flight> departures = List.of(
                new Flight("JFK", "LAX", "UA", "N14228", DEPARTURE),
                new Flight("LGA", "IAH", "UA", "N24211", DEPARTURE));

        List<Features<Inputs>> answers = service.readAll(departures); // one answer for each, in this order
        // end::batch[]

        assertThat(answers)
                .extracting(each -> each.values().temperature().isPresent())
                .containsExactly(true, false);
    }

    @Test
    void reading_need_not_wait() {
        FeatureService<Flight, Inputs> service = client.service("arrival_delay", Flight.class, Inputs.class);
        Function<Inputs, Double> model = inputs -> inputs.delayHere().orElse(0.0) + 1;
        // tag::async[]
        CompletableFuture<Double> expectedDelay = service.readAsync(new Flight("JFK", "LAX", "UA", "N14228", DEPARTURE))
                .thenApply(answer -> model.apply(answer.values()));
        // end::async[]

        assertThat(expectedDelay.join()).isEqualTo(12.5);
    }

    @Test
    void no_record_is_needed_to_read_by_name() {
        // tag::map[]
        Key key = Key.of("origin", "JFK")
                .and("dest", "LAX")
                .and("carrier", "UA")
                .and("tailnum", "N14228")
                .and("sched_dep_time", DEPARTURE);

        FeatureRow row = client.read("arrival_delay", key);

        Object temperature = row.value("temperature"); // a Double, since the feature is FLOAT64
        Map<String, Object> everything = row.values();
        // end::map[]

        assertThat(row.status("hours_since_landed")).isEqualTo(FeatureStatus.NULL_VALUE); // no plane has landed here
        assertThat(temperature).isEqualTo(33.08);
        assertThat(everything).containsEntry("wind_speed", 12.7).containsKey("seats");
    }

    @Test
    void time_and_repetitions_are_settings() {
        String token = "a-token-of-this-server";
        // tag::settings[]
        ClientSettings settings = ClientSettings.DEFAULT
                .withToken(token)
                .withTimeout(Duration.ofMillis(250)) // in all: waiting, every attempt, the pauses between them
                .withConnectTimeout(Duration.ofMillis(100))
                .withRetries(new Retries(2, Duration.ofMillis(20), Duration.ofMillis(100)))
                .withConcurrentRequests(32);

        FeatureStoreClient impatient = FeatureStoreClient.connect(address, settings);
        // end::settings[]

        impatient.close();
        assertThat(settings).asString().doesNotContain(token);
    }

    @Test
    void a_program_can_go_on_without_features() {
        FeatureService<Flight, Inputs> service = client.service("arrival_delay", Flight.class, Inputs.class);

        assertThat(inputsOf(service, FLIGHT))
                .get()
                .extracting(Inputs::windDirection)
                .isEqualTo(OptionalInt.of(270));
    }

    // tag::errors[]
    private static Optional<Inputs> inputsOf(FeatureService<Flight, Inputs> service, Flight flight) {
        try {
            return Optional.of(service.read(flight).values());
        } catch (UnavailableException | RequestTimeoutException notNow) {
            return Optional.empty(); // the only errors that pass by themselves
        }
    }
    // end::errors[]

    record Mistaken(Double temprature, double humidity, Long windDirection) {}

    @Test
    void a_record_that_does_not_fit_is_told_at_once_what_is_wrong() {
        assertThatThrownBy(() -> client.service("arrival_delay", Flight.class, Mistaken.class))
                .isInstanceOf(BindingException.class)
                .hasMessage("""
                        Records Flight and Mistaken do not fit service 'arrival_delay'.
                          - Component 'temprature': there is no feature 'temprature'. Did you mean 'temperature'?
                          - Component 'humidity' is double, which cannot say that there is no value: the entity may be unknown, its row too old, or the value null. Declare it as Double, Optional<Double> or OptionalDouble.
                          - Component 'windDirection' is Long, and feature 'wind_direction' is INT32. Declare it as Integer, Optional<Integer> or OptionalInt.""");
    }

    @Test
    void rows_can_be_pushed() {
        // tag::push[]
        PushOutcome outcome = client.push(
                "weather_reports",
                Destination.ONLINE_AND_OFFLINE,
                List.of(Map.of(
                        "origin", "EWR",
                        "time_hour", Instant.parse("2013-12-31T22:00:00Z"),
                        "temp", 35.6,
                        "humid", 58.1,
                        "wind_dir", 260,
                        "wind_speed", 11.5,
                        "precip", 0.0,
                        "pressure", 1012.4,
                        "visib", 10.0)));
        // end::push[]

        assertThat(outcome).isEqualTo(new PushOutcome(1, 1, 1, 0, List.of()));
        FeatureRow row = client.read(
                "arrival_delay",
                Key.of("origin", "EWR")
                        .and("dest", "LAX")
                        .and("carrier", "UA")
                        .and("tailnum", "N14228")
                        .and("sched_dep_time", DEPARTURE));
        assertThat(row.value("humidity")).isEqualTo(58.1);
    }

    // tag::testing[]
    /** Takes a function instead of the service: {@code new DelayModel(service::read)} in the program. */
    static final class DelayModel {
        private final Function<Flight, Features<Inputs>> features;

        DelayModel(Function<Flight, Features<Inputs>> features) {
            this.features = features;
        }

        double expectedDelay(Flight flight) {
            return features.apply(flight).values().delayHere().orElse(0.0);
        }
    }

    @Test
    void an_airport_that_runs_late_makes_the_flight_late() {
        Inputs inputs = new Inputs(Optional.empty(), OptionalInt.empty(), Optional.of(40.0));
        FeatureRow row = FeatureRow.of(Map.of("origin_mean_delay", 40.0), Instant.parse("2013-12-31T22:00:00Z"));
        DelayModel model = new DelayModel(flight -> new Features<>(inputs, row));

        assertThat(model.expectedDelay(new Flight("JFK", "LAX", "UA", "N14228", DEPARTURE)))
                .isEqualTo(40.0);
    }
    // end::testing[]
}
