package dev.tandem.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.sdk.RequestRefusedException.Detail;
import dev.tandem.sdk.ServiceSchema.Column;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the caller knows is brought beside the key: a component of the same record, or of the same map. */
class RequestInputsTest {
    private static final String DEFINITIONS = """
            entities:
              plane: {keys: {tailnum: STRING}}
            sources:
              landings: {format: parquet, path: landings.parquet, event_time: landed_at}
            views:
              last_landing:
                entities: [plane]
                source: landings
                features:
                  landed_at: TIMESTAMP
                  seats: INT32
            on_demand:
              turnaround:
                inputs: [last_landing:landed_at, last_landing:seats]
                request: {departs: TIMESTAMP, passengers: INT64}
                features:
                  seconds: {type: INT64, expression: unix_seconds(departs) - unix_seconds(landed_at)}
                  load: {type: FLOAT64, expression: passengers / seats}
                  crowd: {type: INT64, expression: passengers + 1}
            services:
              departure:
                features:
                  - turnaround: {request: {departs: sched_dep_time}}
            """;
    private static final Instant NOON = Instant.parse("2013-12-31T12:00:00Z");
    /** What no double holds. */
    private static final long CROWD = (1L << 53) + 1;

    private static RealServer server;
    private static FeatureStoreClient client;

    record Departure(
            String tailnum, Instant schedDepTime, @Nullable Long passengers) {}

    record Turnaround(
            @Nullable Long seconds,
            @Nullable Double load,
            @Nullable Long crowd) {}

    @BeforeAll
    static void serve(@TempDir Path folder) {
        server = RealServer.start(folder, DEFINITIONS);
        client = FeatureStoreClient.connect(
                server.address(), ClientSettings.DEFAULT.withTimeout(Duration.ofSeconds(30)));
        server.write("last_landing", List.of("N14228"), NOON, List.of(NOON, 150));
        server.write("last_landing", List.of("N0"), NOON, List.of(NOON, 0));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_schema_tells_request_inputs_apart_from_keys_by_the_names_of_the_service() {
        ServiceSchema schema = client.schema("departure");

        assertThat(schema.keys()).containsExactly(new Column("tailnum", "STRING"));
        assertThat(schema.request())
                .containsExactly(new Column("sched_dep_time", "TIMESTAMP"), new Column("passengers", "INT64"));
    }

    @Test
    void components_of_the_key_record_bring_request_inputs_to_the_last_bit() {
        FeatureService<Departure, Turnaround> service = client.service("departure", Departure.class, Turnaround.class);

        List<Features<Turnaround>> answers = service.readAll(List.of(
                new Departure("N14228", NOON.plusSeconds(90), 75L),
                new Departure("N14228", NOON.minusNanos(1_000), CROWD - 1),
                new Departure("nobody", NOON, 75L)));

        assertThat(answers)
                .extracting(Features::values)
                .containsExactly(
                        new Turnaround(90L, 0.5, 76L),
                        new Turnaround(-1L, (CROWD - 1) / 150.0, CROWD),
                        new Turnaround(null, null, 76L));
        assertThat(answers.get(0).status("seconds")).isEqualTo(FeatureStatus.PRESENT);
        assertThat(answers.get(0).eventTime("seconds")).contains(RealServer.NOW);
        assertThat(answers.get(2).status("seconds")).isEqualTo(FeatureStatus.NULL_VALUE);
    }

    @Test
    void what_cannot_be_computed_is_null_alone() {
        FeatureRow row = client.read(
                "departure", Key.of("tailnum", "N0").and("sched_dep_time", NOON).and("passengers", Long.MAX_VALUE));

        assertThat(row.value("seconds")).isEqualTo(0L);
        assertThat(row.status("load")).isEqualTo(FeatureStatus.NULL_VALUE);
        assertThat(row.status("crowd")).isEqualTo(FeatureStatus.NULL_VALUE);
    }

    @Test
    void a_request_input_may_be_null() {
        FeatureService<Departure, Turnaround> service = client.service("departure", Departure.class, Turnaround.class);

        assertThat(service.read(new Departure("N14228", NOON, null)).values())
                .isEqualTo(new Turnaround(0L, null, null));
    }

    record Hurried(String tailnum, Instant schedDepTime) {}

    record Mistyped(String tailnum, String schedDepTime, Long passengers) {}

    @Test
    void a_record_that_lacks_a_request_input_or_has_another_type_is_refused_when_it_is_bound() {
        assertThatThrownBy(() -> client.service("departure", Hurried.class, Turnaround.class))
                .isInstanceOf(BindingException.class)
                .hasMessageContaining("passengers");
        assertThatThrownBy(() -> client.service("departure", Mistyped.class, Turnaround.class))
                .isInstanceOf(BindingException.class)
                .hasMessageContaining("schedDepTime")
                .hasMessageContaining("TIMESTAMP");
    }

    @Test
    void a_request_input_that_is_missing_or_wrong_is_named_by_the_server() {
        RequestRefusedException refused = catchThrowableOfType(
                RequestRefusedException.class,
                () -> client.read("departure", Key.of("tailnum", "N0").and("passengers", "many")));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.details())
                .extracting(Detail::location)
                .containsExactly("body.entities.sched_dep_time", "body.entities.passengers.0");
    }
}
