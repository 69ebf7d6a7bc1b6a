package dev.tandem.online;

import static dev.tandem.online.FeatureStatus.NULL_VALUE;
import static dev.tandem.online.FeatureStatus.PRESENT;
import static dev.tandem.online.TestState.select;
import static dev.tandem.online.TestState.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.ValueType;
import dev.tandem.online.ReadPlan.RequestColumn;
import dev.tandem.online.TestState.View;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of docs/semantics.md, "On-demand features", where they are served. */
class OnDemandReadTest {
    private static final long NOW = Micros.of(Instant.parse("2013-07-04T12:30:00Z"));
    private static final Map<String, String> AIRPORT = Map.of("airport", "airport");

    private static LocalRedis redis;

    private final TestState state = new TestState()
            .entity("airport", "airport:STRING")
            .online(new View("weather", "airport", "temperature:FLOAT64", "wind:INT32").ttl(Duration.ofHours(3)));
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
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
    void a_feature_is_computed_from_features_that_are_read_and_from_what_the_request_brings() {
        state.onDemand(
                "chill",
                List.of("weather:wind as speed", "weather:temperature as t"),
                List.of("gust:FLOAT64"),
                "felt:FLOAT64 = t - 0.5D * (speed + gust)");
        write("JFK", NOW, 70.0, 10);
        FeatureService service = service(select("weather", AIRPORT, "wind"), select("chill", AIRPORT, "felt"));

        assertThat(plan(service).requestColumns())
                .containsExactly(
                        new RequestColumn("airport", ValueType.STRING), new RequestColumn("gust", ValueType.FLOAT64));
        assertThat(plan(service).entityColumns()).containsExactly(new RequestColumn("airport", ValueType.STRING));
        FeatureAnswer answer = read(service, column("JFK"), column(6.0));

        assertThat(answer.values(0).toObjects(ValueType.INT32)).containsExactly(10);
        assertThat(answer.values(1).toObjects(ValueType.FLOAT64)).containsExactly(62.0);
        assertThat(answer.status(1, 0)).isEqualTo(PRESENT);
        assertThat(answer.eventTime(1, 0)).as("the time of the request").isEqualTo(NOW);
    }

    @Test
    void an_input_that_is_not_found_outlived_or_null_is_null() {
        state.onDemand(
                "chill",
                List.of("weather:wind as wind"),
                List.of("gust:INT32"),
                "known:BOOL = wind IS NOT NULL",
                "sum:INT32 = wind + gust",
                "either:INT32 = coalesce(wind, gust)");
        write("JFK", NOW, 70.0, 10);
        write("LGA", NOW - Duration.ofHours(4).toNanos() / 1_000, 70.0, 10);
        write("EWR", NOW, 70.0, null);
        FeatureService service = service(select("chill", AIRPORT, "known", "sum", "either"));

        FeatureAnswer answer =
                read(service, column("JFK", "LGA", "EWR", "LAX", null, "JFK"), column(1, 2, 3, 4, 5, null));

        assertThat(answer.values(0).toObjects(ValueType.BOOL)).containsExactly(true, false, false, false, false, true);
        assertThat(answer.values(1).toObjects(ValueType.INT32)).containsExactly(11, null, null, null, null, null);
        assertThat(answer.values(2).toObjects(ValueType.INT32)).containsExactly(10, 2, 3, 4, 5, 10);
        assertThat(answer.status(1, 1)).isEqualTo(NULL_VALUE);
        assertThat(answer.eventTime(1, 1)).isEqualTo(NOW);
        assertThat(failures).isEmpty();
    }

    @Test
    void an_expression_that_fails_on_a_row_is_null_on_that_row_alone_and_is_told() {
        state.onDemand(
                "ratio",
                List.of("weather:wind as wind"),
                List.of("by:INT32"),
                "each:FLOAT64 = wind / by",
                "next:INT32 = by + 1");
        write("JFK", NOW, 70.0, 10);
        FeatureService service = service(select("ratio", AIRPORT, "each", "next"));

        FeatureAnswer answer = read(service, column("JFK", "JFK", "JFK"), column(4, 0, Integer.MAX_VALUE));

        assertThat(answer.values(0).toObjects(ValueType.FLOAT64))
                .containsExactly(2.5, null, 10 / (double) Integer.MAX_VALUE);
        assertThat(answer.values(1).toObjects(ValueType.INT32)).containsExactly(5, 1, null);
        assertThat(answer.status(0, 1)).isEqualTo(NULL_VALUE);
        assertThat(failures)
                .containsExactly("ratio:each SparkArithmeticException", "ratio:next SparkArithmeticException");
    }

    @Test
    void event_timestamp_is_the_time_of_the_request() {
        state.onDemand(
                "calendar",
                List.of(),
                List.of("landed:TIMESTAMP"),
                "hour:INT32 = hour(event_timestamp)",
                "minutes:INT64 = timestampdiff(MINUTE, landed, event_timestamp)");
        FeatureService service = service(new Selection(
                "calendar",
                Map.of(),
                Map.of(),
                select("calendar", Map.of(), "hour", "minutes").fields()));

        FeatureAnswer answer = read(service, column(Instant.parse("2013-07-04T12:00:00Z")));

        assertThat(answer.values(0).toObjects(ValueType.INT32)).containsExactly(12);
        assertThat(answer.values(1).toObjects(ValueType.INT64)).containsExactly(30L);
    }

    @Test
    void a_feature_of_the_time_alone_needs_no_column_and_is_one_row() {
        state.onDemand("calendar", List.of(), List.of(), "hour:INT32 = hour(event_timestamp)");

        FeatureAnswer answer = read(service(select("calendar", Map.of(), "hour")));

        assertThat(answer.rows()).isEqualTo(1);
        assertThat(answer.values(0).toObjects(ValueType.INT32)).containsExactly(12);
    }

    @Test
    void one_view_is_computed_for_two_entities_and_from_two_columns_of_the_request() {
        state.onDemand("sum", List.of("weather:wind as wind"), List.of("more:INT32"), "total:INT32 = wind + more");
        write("JFK", NOW, 70.0, 10);
        write("LAX", NOW, 70.0, 20);
        FeatureService service = service(
                new Selection(
                        "sum",
                        Map.of("airport", "origin"),
                        Map.of("more", "a"),
                        select("sum", Map.of(), "total as at_origin").fields()),
                new Selection(
                        "sum",
                        Map.of("airport", "dest"),
                        Map.of("more", "b"),
                        select("sum", Map.of(), "total as at_dest").fields()));

        assertThat(plan(service).requestColumns().stream().map(RequestColumn::name))
                .containsExactly("origin", "dest", "a", "b");
        FeatureAnswer answer = read(service, column("JFK"), column("LAX"), column(1), column(2));

        assertThat(answer.values(0).toObjects(ValueType.INT32)).containsExactly(11);
        assertThat(answer.values(1).toObjects(ValueType.INT32)).containsExactly(22);
    }

    @Test
    void a_column_of_the_request_may_be_a_key_and_an_input_at_once() {
        state.onDemand(
                "name",
                List.of("weather:wind as wind"),
                List.of("airport:STRING"),
                "text:STRING = concat(airport, ' ', wind)");
        write("JFK", NOW, 70.0, 10);
        FeatureService service = service(select("name", AIRPORT, "text"));

        assertThat(plan(service).requestColumns()).hasSize(1);
        assertThat(read(service, column("JFK")).values(0).toObjects(ValueType.STRING))
                .containsExactly("JFK 10");
        assertThatIllegalArgumentException().isThrownBy(() -> read(service, column("JFK"), column("JFK")));
    }

    @Test
    void values_of_every_type_come_out_whole() {
        state.onDemand(
                "types",
                List.of(),
                List.of("x:FLOAT64", "s:STRING"),
                "b:BOOL = x > 1",
                "l:INT64 = CAST(x AS BIGINT)",
                "f:FLOAT32 = CAST(x AS FLOAT)",
                "n:DECIMAL(10,2) = CAST(x AS DECIMAL(10,2))",
                "y:BYTES = CAST(s AS BINARY)",
                "d:DATE = to_date(event_timestamp)",
                "t:TIMESTAMP = event_timestamp",
                "a:ARRAY<STRING> = split(s, ',')",
                "z:FLOAT64 = -x / 0.0D * 0");
        FeatureService service = service(select("types", Map.of(), "b", "l", "f", "n", "y", "d", "t", "a", "z"));

        FeatureAnswer answer = read(service, column(2.5, -7.25), column("p,q", "é"));

        List<String> rows = new ArrayList<>();
        ReadPlan plan = plan(service);
        for (int row = 0; row < 2; row++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < plan.features().size(); i++) {
                Object value =
                        answer.values(i).objectAt(row, plan.features().get(i).type());
                text.append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value)
                        .append(' ');
            }
            rows.add(text.toString());
        }
        assertThat(rows)
                .containsExactly(
                        "true 2 2.5 2.50 [112, 44, 113] 2013-07-04 2013-07-04T12:30:00Z [p, q] null ",
                        "false -7 -7.25 -7.25 [-61, -87] 2013-07-04 2013-07-04T12:30:00Z [é] null ");
        assertThat(failures).as("division by zero").hasSize(2);
    }

    @Test
    void many_threads_compute_by_one_plan_at_once() throws InterruptedException, ExecutionException {
        state.onDemand(
                "sum",
                List.of("weather:wind as wind"),
                List.of("more:INT32"),
                "total:STRING = concat(regexp_replace(CAST(wind + more AS STRING), '1', 'I'), '!')");
        write("JFK", NOW, 70.0, 10);
        ReadPlan plan = plan(service(select("sum", AIRPORT, "total")));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<@Nullable Object>>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int more = i;
                answers.add(threads.submit(() -> plan.read(store, List.of(column("JFK"), column(more)), NOW)
                        .values(0)
                        .toObjects(ValueType.STRING)));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(answers.get(i).get())
                        .containsExactly(String.valueOf(10 + i).replace('1', 'I') + "!");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void write(String airport, long eventTime, @Nullable Object... values) {
        RegistryState now = state.state();
        WriteReport report = ViewWriter.of(
                        store,
                        ViewTarget.of(now.definitions(), now.stored("weather")),
                        InstantSource.fixed(Micros.instant(NOW)))
                .push(List.of(new FeatureRow(
                        ValueSource.of(List.of(airport)),
                        eventTime,
                        eventTime,
                        ValueSource.of(Arrays.asList(values)))));
        assertThat(report).isEqualTo(new WriteReport(1, 0, Map.of()));
    }

    private ReadPlan plan(FeatureService service) {
        return ReadPlan.of(
                state.state(),
                service,
                (view, feature, cause) -> failures.add(
                        view + ":" + feature + " " + cause.getClass().getSimpleName()));
    }

    private FeatureAnswer read(FeatureService service, ValueSource... columns) {
        return plan(service).read(store, List.of(columns), NOW);
    }

    private static ValueSource column(@Nullable Object... values) {
        return ValueSource.of(Arrays.asList(values));
    }
}
