package dev.tandem.online;

import static dev.tandem.definition.Source.Availability.From.CREATED_TIME;
import static dev.tandem.definition.Source.Availability.From.EVENT_TIME;
import static dev.tandem.row.RowWriter.NO_CREATED_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tandem.online.TestState.View;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import dev.tandem.row.UnfitValueException;
import dev.tandem.row.ValueSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of docs/semantics.md, "Writing online". */
class ViewWriterTest {
    /** The clock stands in the past, as it does when history is replayed. */
    private static final Instant NOW = Instant.parse("2013-12-31T00:00:00Z");

    private static final View WEATHER = new View("weather", "airport", "wind:INT32");

    private static LocalRedis redis;

    private final TestState state = new TestState().entity("airport", "airport:STRING");
    private final String project = "test" + new Random().nextLong();
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
        store = OnlineStore.connect(redis.uri(), project, OnlineSettings.DEFAULT);
    }

    @AfterEach
    void disconnect() {
        store.close();
    }

    @Test
    void the_outcome_of_a_batch_counts_written_older_and_each_reason_of_rejection() {
        ViewWriter writer = writer(WEATHER.ttl(Duration.ofDays(2)).available(EVENT_TIME, Duration.ofMinutes(15)));

        WriteReport report = writer.push(List.of(
                row("JFK", NOW.minus(Duration.ofHours(1)), 1),
                row("JFK", NOW.minus(Duration.ofHours(2)), 2),
                row("JFK", NOW.minus(Duration.ofHours(1)), 1),
                row(null, NOW.minus(Duration.ofHours(1)), 3),
                row("LGA", NOW.plusNanos(1_000), 4),
                row("LGA", NOW.minus(Duration.ofMinutes(14)), 5),
                row("LGA", NOW.minus(Duration.ofDays(4)), 6),
                row("LGA", NOW.minus(Duration.ofDays(5)), 7)));

        assertThat(report)
                .isEqualTo(new WriteReport(
                        1,
                        2,
                        Map.of(
                                Rejection.NO_ENTITY, 1L,
                                Rejection.IN_THE_FUTURE, 1L,
                                Rejection.NOT_YET_AVAILABLE, 1L,
                                Rejection.PAST_RETENTION, 2L)));
        assertThat(report.allRejected()).isEqualTo(5);
        assertThat(report.plus(report).rejected()).containsEntry(Rejection.PAST_RETENTION, 4L);
    }

    @Test
    void each_rejected_row_is_told_by_its_position() {
        List<String> told = new ArrayList<>();

        writer(WEATHER)
                .push(
                        List.of(row(null, NOW, 1), row("JFK", NOW, 2), row("LGA", NOW.plusSeconds(1), 3)),
                        (position, reason) -> told.add(position + " " + reason));

        assertThat(told).containsExactly("0 NO_ENTITY", "2 IN_THE_FUTURE");
    }

    @Test
    void a_row_that_counts_only_later_does_not_hide_the_one_that_counts_now() {
        ViewWriter writer = writer(WEATHER);
        writer.push(List.of(row("JFK", NOW, 1)));

        WriteReport report = writer.push(List.of(row("JFK", NOW.plusNanos(1_000), 2)));

        assertThat(report).isEqualTo(new WriteReport(0, 0, Map.of(Rejection.IN_THE_FUTURE, 1L)));
        assertThat(eventTimeOf("JFK")).isEqualTo(Micros.of(NOW));
    }

    @Test
    void where_created_time_decides_a_row_counts_from_then_and_never_without_one() {
        ViewWriter writer = writer(WEATHER.available(CREATED_TIME, Duration.ZERO));

        assertThat(writer.push(List.of(row("JFK", NOW.minusSeconds(9), Micros.of(NOW), 1))))
                .isEqualTo(new WriteReport(1, 0, Map.of()));
        assertThat(writer.push(List.of(row("LGA", NOW.minusSeconds(9), Micros.of(NOW) + 1, 1))))
                .isEqualTo(new WriteReport(0, 0, Map.of(Rejection.NOT_YET_AVAILABLE, 1L)));
        assertThat(writer.push(List.of(row("LGA", NOW.minusSeconds(9), NO_CREATED_TIME, 1))))
                .isEqualTo(new WriteReport(0, 0, Map.of(Rejection.NO_CREATED_TIME, 1L)));
    }

    @Test
    void a_row_is_kept_for_its_ttl_and_as_long_again_by_the_clock_given() {
        ViewWriter writer = writer(WEATHER.ttl(Duration.ofDays(2)));
        writer.push(List.of(row("JFK", NOW.minus(Duration.ofDays(3)), 1)));

        assertThat(millisLeft("JFK")).isCloseTo(Duration.ofDays(1).toMillis(), within(60_000L));
    }

    @Test
    void a_row_with_a_short_ttl_is_kept_for_a_day_more() {
        ViewWriter writer = writer(WEATHER.ttl(Duration.ofHours(3)));
        writer.push(List.of(row("JFK", NOW.minus(Duration.ofHours(2)), 1)));

        assertThat(millisLeft("JFK")).isCloseTo(Duration.ofHours(25).toMillis(), within(60_000L));
    }

    @Test
    void a_row_without_ttl_is_kept_for_ever() {
        writer(WEATHER).push(List.of(row("JFK", Instant.EPOCH.minusSeconds(1), 1)));

        assertThat(millisLeft("JFK")).isEqualTo(-1);
    }

    @Test
    void a_row_that_would_be_kept_for_less_than_a_millisecond_is_not_kept_for_ever() {
        ViewWriter writer = writer(WEATHER.ttl(Duration.ofDays(1)));

        writer.push(List.of(row("JFK", NOW.minus(Duration.ofDays(2)).plusNanos(1_000), 1)));

        assertThat(millisLeft("JFK")).isNotEqualTo(-1);
    }

    @Test
    void packed_rows_follow_the_same_rules() {
        ViewTarget target = target(WEATHER);
        ViewWriter writer = ViewWriter.of(store, target, InstantSource.fixed(NOW));

        WriteReport report = writer.write(List.of(
                packed(target, target.schema(), "JFK", Micros.of(NOW)),
                packed(target, target.schema(), "JFK", Micros.of(NOW)),
                packed(target, target.schema(), "JFK", Micros.of(NOW) + 1)));

        assertThat(report).isEqualTo(new WriteReport(1, 1, Map.of(Rejection.IN_THE_FUTURE, 1L)));
    }

    @Test
    void a_row_packed_under_another_schema_is_a_defect_of_the_caller() {
        ViewTarget target = target(WEATHER);
        RowSchema other = new RowSchema(9, target.schema().columns());

        assertThatThrownBy(() -> ViewWriter.of(store, target, InstantSource.fixed(NOW))
                        .write(List.of(packed(target, other, "JFK", 0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema 9");
    }

    @Test
    void one_value_that_does_not_fit_keeps_the_whole_batch_from_being_written() {
        ViewWriter writer = writer(new View("weather", "airport", "wind:STRING"));

        assertThatThrownBy(() -> writer.push(List.of(row("JFK", NOW, "calm"), row("LGA", NOW, "\uD800"))))
                .isInstanceOf(UnfitValueException.class)
                .hasMessageContaining("'wind'");
        assertThat(eventTimeOf("JFK")).isNull();
    }

    @Test
    void a_target_can_travel_to_another_process() throws Exception {
        ViewTarget target = target(WEATHER.ttl(Duration.ofHours(3)));

        assertThat(copied(target)).isEqualTo(target);
    }

    private static Object copied(ViewTarget target) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(target);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private ViewWriter writer(View view) {
        return ViewWriter.of(store, target(view), InstantSource.fixed(NOW));
    }

    private ViewTarget target(View view) {
        RegistryState now = state.online(view).state();
        return ViewTarget.of(now.definitions(), now.stored("weather"));
    }

    private static FeatureRow row(@Nullable String airport, Instant eventTime, Object value) {
        return row(airport, eventTime, NO_CREATED_TIME, value);
    }

    private static FeatureRow row(@Nullable String airport, Instant eventTime, long createdTime, Object value) {
        return new FeatureRow(
                ValueSource.of(Arrays.asList(airport)),
                Micros.of(eventTime),
                createdTime,
                ValueSource.of(List.of(value)));
    }

    private static EntityRow packed(ViewTarget target, RowSchema schema, String airport, long eventTime) {
        return new EntityRow(
                EntityKey.pack(target.keyTypes(), ValueSource.of(List.of(airport)))
                        .orElseThrow(),
                new RowWriter(schema).write(eventTime, NO_CREATED_TIME, 0, ValueSource.of(List.of(1))));
    }

    private @Nullable Long eventTimeOf(String airport) {
        byte[] row = store.read(List.of(new RowAddress(
                        1,
                        EntityKey.pack(target(WEATHER).keyTypes(), ValueSource.of(List.of(airport)))
                                .orElseThrow())))
                .join()
                .get(0);
        return row == null ? null : PackedRow.of(row).eventTime();
    }

    /** How long Redis still keeps the row of an airport: -1 for ever, -2 when there is none. */
    private long millisLeft(String airport) {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            RedisCommands<String, String> commands = client.connect().sync();
            return commands.pttl(project + "/1/" + (char) airport.length() + airport);
        }
    }
}
