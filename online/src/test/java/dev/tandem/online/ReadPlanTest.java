package dev.tandem.online;

import static dev.tandem.definition.Source.Availability.From.CREATED_TIME;
import static dev.tandem.definition.Source.Availability.From.EVENT_TIME;
import static dev.tandem.online.FeatureStatus.NOT_FOUND;
import static dev.tandem.online.FeatureStatus.NULL_VALUE;
import static dev.tandem.online.FeatureStatus.OUTSIDE_MAX_AGE;
import static dev.tandem.online.FeatureStatus.PRESENT;
import static dev.tandem.online.TestState.select;
import static dev.tandem.online.TestState.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ValueType;
import dev.tandem.online.TestState.View;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import dev.tandem.row.RowWriter;
import dev.tandem.row.UnfitValueException;
import dev.tandem.row.ValueSource;
import io.lettuce.core.RedisClient;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of docs/semantics.md, "Reading online". */
class ReadPlanTest {
    private static final long NOW = 1_000_000_000_000L;
    private static final Map<String, String> AIRPORT = Map.of("airport", "airport");
    private static final View WEATHER = new View("weather", "airport", "temperature:FLOAT64", "wind:INT32");

    private static LocalRedis redis;

    private final TestState state = new TestState().entity("airport", "airport:STRING");
    private OnlineStore store;

    @BeforeAll
    static void start(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        store = OnlineStore.connect(redis.uri(), "test" + new Random().nextLong(), OnlineSettings.DEFAULT);
    }

    @AfterEach
    void disconnect() {
        store.close();
    }

    @Test
    void the_answer_has_the_order_of_the_service_and_of_the_request() {
        state.online(WEATHER).online(new View("facts", "airport", "runways:INT32"));
        write("weather", NOW, List.of("JFK"), 70.5, 12);
        write("weather", NOW, List.of("LGA"), 71.5, 13);
        write("facts", NOW, List.of("JFK"), 4);
        write("facts", NOW, List.of("LGA"), 2);

        FeatureService service = service(
                select("weather", AIRPORT, "wind as w"),
                select("facts", AIRPORT, "runways"),
                select("weather", AIRPORT, "temperature"));

        assertThat(plan(service).features().stream().map(ReadPlan.OutputFeature::name))
                .containsExactly("w", "runways", "temperature");
        assertThat(values(service, column("LGA", "JFK", "LGA")))
                .containsExactly(List.of(13, 12, 13), List.of(2, 4, 2), List.of(71.5, 70.5, 71.5));
    }

    @Test
    void every_value_has_a_status() {
        state.online(WEATHER.ttl(Duration.ofHours(3)));
        write("weather", NOW, List.of("JFK"), 70.5, null);
        write("weather", NOW - Duration.ofHours(4).toMillis() * 1_000, List.of("LGA"), 71.5, 13);

        FeatureAnswer answer =
                read(service(select("weather", AIRPORT, "temperature", "wind")), column("JFK", "LGA", "EWR"));

        assertThat(statuses(answer, 0)).containsExactly(PRESENT, OUTSIDE_MAX_AGE, NOT_FOUND);
        assertThat(statuses(answer, 1)).containsExactly(NULL_VALUE, OUTSIDE_MAX_AGE, NOT_FOUND);
        assertThat(answer.values(1).toObjects(ValueType.INT32)).containsExactly(null, null, null);
        assertThat(answer.eventTime(0, 0)).isEqualTo(NOW);
        assertThat(answer.eventTime(0, 1)).isEqualTo(NOW - Duration.ofHours(4).toMillis() * 1_000);
        assertThat(answer.eventTime(0, 2)).isZero();
    }

    @Test
    void a_row_as_old_as_the_ttl_still_counts_and_one_microsecond_later_does_not() {
        state.online(WEATHER.ttl(Duration.ofHours(3)));
        long eventTime = NOW - Duration.ofHours(3).toMillis() * 1_000;
        write("weather", eventTime, List.of("JFK"), 70.5, 12);
        ReadPlan plan = plan(service(select("weather", AIRPORT, "wind")));

        assertThat(plan.read(store, List.of(column("JFK")), NOW).status(0, 0)).isEqualTo(PRESENT);
        assertThat(plan.read(store, List.of(column("JFK")), NOW + 1).status(0, 0))
                .isEqualTo(OUTSIDE_MAX_AGE);
    }

    @Test
    void a_row_from_after_the_time_of_reading_is_not_seen() {
        state.online(WEATHER);
        write("weather", NOW, List.of("JFK"), 70.5, 12);
        ReadPlan plan = plan(service(select("weather", AIRPORT, "wind")));

        assertThat(plan.read(store, List.of(column("JFK")), NOW - 1).status(0, 0))
                .isEqualTo(NOT_FOUND);
        assertThat(plan.read(store, List.of(column("JFK")), NOW - 1).values(0).isNull(0))
                .isTrue();
    }

    @Test
    void a_row_is_not_seen_before_it_became_available() {
        state.online(WEATHER.available(EVENT_TIME, Duration.ofSeconds(1)))
                .online(new View("facts", "airport", "runways:INT32").available(CREATED_TIME, Duration.ZERO));
        write("weather", NOW - 1_000_000, List.of("JFK"), 70.5, 12);
        write("facts", NOW - 5, NOW, List.of("JFK"), 4);
        ReadPlan plan = plan(service(select("weather", AIRPORT, "wind"), select("facts", AIRPORT, "runways")));

        FeatureAnswer before = plan.read(store, List.of(column("JFK")), NOW - 1);
        FeatureAnswer then = plan.read(store, List.of(column("JFK")), NOW);

        assertThat(List.of(before.status(0, 0), before.status(1, 0))).containsExactly(NOT_FOUND, NOT_FOUND);
        assertThat(List.of(then.status(0, 0), then.status(1, 0))).containsExactly(PRESENT, PRESENT);
    }

    @Test
    void a_null_key_part_names_no_entity_and_redis_is_not_asked() {
        state.entity("route", "origin:STRING", "dest:STRING").online(new View("routes", "route", "miles:INT32"));
        ReadPlan plan = plan(service(select("routes", Map.of("origin", "origin", "dest", "dest"), "miles")));
        store.close();

        FeatureAnswer answer = plan.read(store, List.of(column("JFK", null), column(null, "LGA")), NOW);

        assertThat(statuses(answer, 0)).containsExactly(NOT_FOUND, NOT_FOUND);
    }

    @Test
    void a_view_may_be_read_for_several_entities_of_one_request() {
        state.online(WEATHER);
        write("weather", NOW, List.of("JFK"), 70.5, 12);
        write("weather", NOW, List.of("LAX"), 90.5, 2);
        FeatureService service = service(
                select("weather", Map.of("airport", "origin"), "wind"),
                select("weather", Map.of("airport", "dest"), "wind as dest_wind"));

        assertThat(plan(service).entityColumns())
                .containsExactly(
                        new ReadPlan.RequestColumn("origin", ValueType.STRING),
                        new ReadPlan.RequestColumn("dest", ValueType.STRING));
        assertThat(values(service, column("JFK", "LAX"), column("LAX", "JFK")))
                .containsExactly(List.of(12, 2), List.of(2, 12));
    }

    @Test
    void composite_keys_are_read_in_the_order_of_their_declaration_whatever_the_order_of_the_columns() {
        state.entity("route", "origin:STRING", "number:INT64")
                .online(new View("numbers", "number", "prime:BOOL"))
                .entity("number", "number:INT64")
                .online(new View("routes", "route", "miles:INT32"));
        write("routes", NOW, List.of("1", 23L), 7);
        write("routes", NOW, List.of("12", 3L), 8);
        write("numbers", NOW, List.of(3L), true);
        FeatureService service = service(
                select("numbers", Map.of("number", "n"), "prime"),
                select("routes", Map.of("number", "n", "origin", "o"), "miles"));

        assertThat(plan(service).entityColumns().stream().map(ReadPlan.RequestColumn::name))
                .containsExactly("n", "o");
        assertThat(values(service, column(23L, 3L), column("1", "12")))
                .containsExactly(Arrays.asList(null, true), List.of(7, 8));
    }

    @Test
    void a_request_is_one_round_trip_and_a_row_that_is_needed_twice_is_read_once() {
        state.online(WEATHER).online(new View("facts", "airport", "runways:INT32"));
        FeatureService service = service(
                select("weather", AIRPORT, "wind"),
                select("facts", AIRPORT, "runways"),
                select("weather", AIRPORT, "temperature"));
        ReadPlan plan = plan(service);
        long rowsBefore = stat("stats", "keyspace_misses:(\\d+)");
        long callsBefore = stat("commandstats", "cmdstat_mget:calls=(\\d+)");

        plan.read(store, List.of(column("JFK", "LGA", "JFK", "JFK")), NOW);

        assertThat(stat("commandstats", "cmdstat_mget:calls=(\\d+)") - callsBefore)
                .isEqualTo(1);
        assertThat(stat("stats", "keyspace_misses:(\\d+)") - rowsBefore).isEqualTo(4);
    }

    @Test
    void a_row_written_before_a_feature_was_added_does_not_have_it() {
        state.online(WEATHER);
        write("weather", NOW, List.of("JFK"), 70.5, 12);
        state.grow(new View("weather", "airport", "humidity:FLOAT64", "wind:INT32"));
        write("weather", NOW, List.of("LGA"), 0.5, 13);

        FeatureAnswer answer = read(service(select("weather", AIRPORT, "wind", "humidity")), column("JFK", "LGA"));

        assertThat(statuses(answer, 0)).containsExactly(PRESENT, PRESENT);
        assertThat(answer.values(0).toObjects(ValueType.INT32)).containsExactly(12, 13);
        assertThat(statuses(answer, 1)).containsExactly(NOT_FOUND, PRESENT);
        assertThat(answer.values(1).toObjects(ValueType.FLOAT64)).containsExactly(null, 0.5);
        assertThat(answer.eventTime(1, 0)).isZero();
    }

    @Test
    void a_row_of_a_schema_from_after_the_plan_asks_for_a_new_plan() {
        state.online(WEATHER);
        ReadPlan plan = plan(service(select("weather", AIRPORT, "wind")));
        state.grow(new View("weather", "airport", "humidity:FLOAT64", "wind:INT32"));
        write("weather", NOW, List.of("JFK"), 0.5, 13);

        assertThatThrownBy(() -> plan.read(store, List.of(column("JFK")), NOW))
                .isInstanceOf(StalePlanException.class)
                .hasMessageContaining("'weather'")
                .hasMessageContaining("schema 1")
                .hasMessageContaining("state 1");
    }

    @Test
    void values_of_every_type_are_answered_as_they_were_written() {
        state.online(new View(
                "all",
                "airport",
                "b:BOOL",
                "i:INT32",
                "l:INT64",
                "f:FLOAT32",
                "d:FLOAT64",
                "n:DECIMAL(20,2)",
                "s:STRING",
                "y:BYTES",
                "t:DATE",
                "u:TIMESTAMP",
                "a:ARRAY<STRING>"));
        List<Object> values = List.of(
                true,
                -1,
                Long.MAX_VALUE,
                -0.0f,
                Double.NaN,
                new BigDecimal("123456789012345678.90"),
                "é",
                new byte[] {0, -1},
                LocalDate.of(1969, 12, 31),
                Instant.parse("2013-01-01T00:00:00.000001Z"),
                Arrays.asList("a", null));
        write("all", NOW, List.of("JFK"), values.toArray());
        FeatureService service = service(select("all", AIRPORT, "b", "i", "l", "f", "d", "n", "s", "y", "t", "u", "a"));

        assertThat(values(service, column("JFK")).stream().map(ofFeature -> ofFeature.get(0)))
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class)
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(values);
    }

    @Test
    void a_service_with_a_view_that_is_not_online_is_refused_by_name() {
        state.online(WEATHER).offline(new View("facts", "airport", "runways:INT32"));

        assertThatThrownBy(() -> plan(service(select("weather", AIRPORT, "wind"), select("facts", AIRPORT, "runways"))))
                .isInstanceOf(NotServableException.class)
                .hasMessageContaining("'facts'")
                .hasMessageContaining("online: true");
    }

    @Test
    void a_view_or_feature_that_does_not_exist_is_refused_by_name() {
        state.online(WEATHER);

        assertThatThrownBy(() -> plan(service(select("wether", AIRPORT, "wind"))))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageContaining("Did you mean 'weather'?");
        assertThatThrownBy(() -> plan(service(select("weather", AIRPORT, "wnd"))))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageContaining("Did you mean 'wind'?");
    }

    @Test
    void ragged_and_missing_columns_are_refused() {
        state.entity("route", "origin:STRING", "dest:STRING").online(new View("routes", "route", "miles:INT32"));
        ReadPlan plan = plan(service(select("routes", Map.of("origin", "origin", "dest", "dest"), "miles")));

        assertThatThrownBy(() -> plan.read(store, List.of(column("JFK")), NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> plan.read(store, List.of(column("JFK"), column("LAX", "LGA")), NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 'dest' has 2 values and column 'origin' 1");
    }

    @Test
    void a_key_that_no_store_can_hold_is_refused_with_its_place() {
        state.online(WEATHER);

        assertThatThrownBy(() -> read(service(select("weather", AIRPORT, "wind")), column("JFK", "\uD800")))
                .isInstanceOf(UnfitValueException.class)
                .hasMessageContaining("entity 1 in [airport]");
    }

    @Test
    void a_store_that_cannot_be_reached_is_an_error_and_not_an_empty_answer() {
        state.online(WEATHER);
        ReadPlan plan = plan(service(select("weather", AIRPORT, "wind")));
        store.close();

        assertThatThrownBy(() -> plan.read(store, List.of(column("JFK")), NOW))
                .isInstanceOf(OnlineStoreException.class);
    }

    private void write(String view, long eventTime, List<Object> key, @Nullable Object... values) {
        write(view, eventTime, RowWriter.NO_CREATED_TIME, key, values);
    }

    private void write(String view, long eventTime, long createdTime, List<Object> key, @Nullable Object... values) {
        RegistryState now = state.state();
        StoredView stored = now.stored(view);
        InstantSource clock = InstantSource.fixed(Instant.EPOCH.plusNanos(NOW * 1_000));
        WriteReport report = ViewWriter.of(store, ViewTarget.of(now.definitions(), stored), clock)
                .push(List.of(new FeatureRow(
                        ValueSource.of(key), eventTime, createdTime, ValueSource.of(Arrays.asList(values)))));
        assertThat(report).isEqualTo(new WriteReport(1, 0, Map.of()));
    }

    private ReadPlan plan(FeatureService service) {
        return ReadPlan.of(state.state(), service);
    }

    private FeatureAnswer read(FeatureService service, ValueSource... entities) {
        return plan(service).read(store, List.of(entities), NOW);
    }

    /** For each feature the values of all entities, in the Java form of its type. */
    private List<List<@Nullable Object>> values(FeatureService service, ValueSource... entities) {
        ReadPlan plan = plan(service);
        FeatureAnswer answer = plan.read(store, List.of(entities), NOW);
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (int i = 0; i < plan.features().size(); i++) {
            all.add(answer.values(i).toObjects(plan.features().get(i).type()));
        }
        return all;
    }

    private static List<FeatureStatus> statuses(FeatureAnswer answer, int feature) {
        List<FeatureStatus> statuses = new ArrayList<>();
        for (int row = 0; row < answer.rows(); row++) {
            statuses.add(answer.status(feature, row));
        }
        return statuses;
    }

    private static ValueSource column(@Nullable Object... values) {
        return ValueSource.of(Arrays.asList(values));
    }

    private static long stat(String section, String pattern) {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            Matcher found =
                    Pattern.compile(pattern).matcher(client.connect().sync().info(section));
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        }
    }
}
