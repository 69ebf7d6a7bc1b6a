package dev.tandem.online;

import static dev.tandem.row.RowWriter.NO_CREATED_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.definition.ValueType;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.RowSchema;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.EventReader;
import dev.tandem.transform.window.EntityWindows;
import dev.tandem.transform.window.WindowPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
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

/** Windowed views in a real Redis: the rules of docs/semantics.md, "Windows" and "Writing online". */
class WindowStoreTest {
    private static final Instant NOW = Instant.parse("2013-12-31T00:00:00Z");

    private static final Definitions DEFINITIONS =
            DefinitionFiles.parse(new Project("test", About.NOTHING), Map.of("features.yaml", """
            entities: {airport: {keys: {airport: STRING}}}
            sources:
              landings:
                format: parquet
                path: landings.parquet
                event_time: at
                event_id: id
                columns: {id: INT64, delay: INT64}
                lookback: 10m
            views:
              delays:
                entities: [airport]
                source: landings
                aggregations:
                  - {function: count, windows: [1h, 1d]}
                  - {function: sum, column: delay, windows: [1h]}
                  - {function: count, where: delay > 15, windows: [1d], name: late}
            """));

    private static final RegistryState STATE = new RegistryState(
            1,
            Instant.EPOCH,
            "somebody",
            DEFINITIONS,
            new TreeMap<>(Map.of("delays", new StoredView("delays", 1, List.of(RowSchema.of(0, List.of()))))));

    private static final ViewTarget TARGET = ViewTarget.of(DEFINITIONS, STATE.stored("delays"));
    private static final EventReader.Form FORM = Objects.requireNonNull(TARGET.events());

    private static LocalRedis redis;

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
    void a_pushed_event_counts_at_once_and_leaves_its_windows_as_time_goes_on() {
        writer(NOW).push(List.of(event("JFK", NOW.minusSeconds(360), 1, 20L), event("JFK", NOW, 2, 5L)));

        assertThat(read("JFK", NOW)).containsExactly(2L, 2L, 25L, 1L);
        assertThat(read("JFK", NOW.plus(Duration.ofMinutes(56)))).containsExactly(1L, 2L, 5L, 1L);
        assertThat(read("JFK", NOW.plus(Duration.ofHours(2)))).containsExactly(0L, 2L, null, 1L);
        assertThat(read("JFK", NOW.plus(Duration.ofHours(26)))).containsExactly(0L, 0L, null, 0L);
    }

    @Test
    void an_entity_that_was_never_seen_has_no_events_and_one_without_a_name_is_not_found() {
        assertThat(read("LGA", NOW)).containsExactly(0L, 0L, null, 0L);

        FeatureAnswer nobody = answer(null, NOW);
        assertThat(nobody.status(0, 0)).isEqualTo(FeatureStatus.NOT_FOUND);
        assertThat(nobody.values(0).isNull(0)).isTrue();
    }

    @Test
    void an_event_that_comes_twice_counts_once_whoever_brings_it() throws Exception {
        long seed = new Random().nextLong();
        List<FeatureRow> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            events.add(event(i % 2 == 0 ? "JFK" : "LGA", NOW.minusSeconds(i % 20), i, 1L));
        }
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<WriteReport>> running = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            List<FeatureRow> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, new Random(seed + writer));
            running.add(pool.submit(() -> {
                WriteReport report = WriteReport.NONE;
                for (int start = 0; start < shuffled.size(); start += 7) {
                    report = report.plus(
                            writer(NOW).push(shuffled.subList(start, Math.min(start + 7, shuffled.size()))));
                }
                return report;
            }));
        }
        WriteReport all = WriteReport.NONE;
        for (Future<WriteReport> each : running) {
            all = all.plus(each.get());
        }
        pool.shutdown();

        assertThat(all).as("seed %d", seed).isEqualTo(new WriteReport(200, 600, Map.of()));
        assertThat(read("JFK", NOW)).as("seed %d", seed).containsExactly(100L, 100L, 100L, 0L);
    }

    @Test
    void an_event_beyond_the_lookback_is_late_and_counts_with_the_next_materialisation() {
        writer(NOW).push(List.of(event("JFK", NOW, 1, 1L)));
        List<Rejection> told = new ArrayList<>();
        FeatureRow late = event("JFK", NOW.minus(Duration.ofMinutes(11)), 2, 1L);

        WriteReport report = writer(NOW).push(List.of(late), (position, reason) -> told.add(reason));

        assertThat(report).isEqualTo(new WriteReport(0, 0, Map.of(Rejection.LATE, 1L)));
        assertThat(told).containsExactly(Rejection.LATE);
        assertThat(read("JFK", NOW)).containsExactly(1L, 1L, 1L, 0L);

        materialize("JFK", NOW, late, event("JFK", NOW, 1, 1L));
        assertThat(read("JFK", NOW)).containsExactly(2L, 2L, 2L, 0L);
    }

    @Test
    void what_was_pushed_after_a_base_stays_and_what_the_base_has_too_counts_once() {
        writer(NOW).push(List.of(event("JFK", NOW.minusSeconds(30), 1, 1L), event("JFK", NOW, 2, 10L)));

        WriteReport first = materialize(
                "JFK",
                NOW.minusSeconds(10),
                event("JFK", NOW.minusSeconds(30), 1, 1L),
                event("JFK", NOW.minusSeconds(20), 3, 100L));
        assertThat(first).isEqualTo(new WriteReport(1, 0, Map.of()));
        assertThat(read("JFK", NOW)).containsExactly(3L, 3L, 111L, 1L);

        WriteReport again = materialize(
                "JFK",
                NOW.minusSeconds(10),
                event("JFK", NOW.minusSeconds(30), 1, 1L),
                event("JFK", NOW.minusSeconds(20), 3, 100L));
        assertThat(again).as("a replay changes nothing").isEqualTo(new WriteReport(0, 1, Map.of()));
    }

    @Test
    void events_that_cannot_count_are_rejected_with_the_reason() {
        WriteReport report = writer(NOW)
                .push(List.of(
                        event(null, NOW, 1, 1L),
                        event("JFK", NOW.plusNanos(1_000), 2, 1L),
                        event("JFK", NOW.minus(Duration.ofDays(2)), 3, 1L),
                        event("JFK", NOW, null, 1L)));

        assertThat(report)
                .isEqualTo(new WriteReport(
                        0,
                        0,
                        Map.of(
                                Rejection.NO_ENTITY, 1L,
                                Rejection.IN_THE_FUTURE, 1L,
                                Rejection.PAST_RETENTION, 1L,
                                Rejection.NO_EVENT_ID, 1L)));
    }

    private ViewWriter writer(Instant now) {
        return ViewWriter.of(store, TARGET, InstantSource.fixed(now));
    }

    private static FeatureRow event(@Nullable String airport, Instant at, @Nullable Integer id, @Nullable Long delay) {
        return new FeatureRow(
                ValueSource.of(Arrays.asList(airport)),
                Micros.of(at),
                NO_CREATED_TIME,
                ValueSource.of(Arrays.asList(delay, id == null ? null : (Long) id.longValue())));
    }

    /** Writes what a materialisation of these events, which are in the order of time, would write. */
    private WriteReport materialize(String airport, Instant to, FeatureRow... events) {
        WindowPlan plan = FORM.plan();
        EntityWindows.Base base = new EntityWindows.Base(plan, Micros.of(to));
        EventReader reader = FORM.reader((condition, cause) -> {
            throw new AssertionError(cause);
        });
        for (FeatureRow event : events) {
            base.add(reader.read(event.eventTime(), event.values()).orElseThrow());
        }
        return writer(NOW)
                .write(List.of(new EntityRow(key(airport), base.build().write())));
    }

    private static byte[] key(String airport) {
        return EntityKey.pack(TARGET.keyTypes(), ValueSource.of(List.of(airport)))
                .orElseThrow();
    }

    private FeatureAnswer answer(@Nullable String airport, Instant now) {
        return ReadPlan.of(STATE, DEFINITIONS.serviceOf(List.of("delays")))
                .read(store, List.of(ValueSource.of(Arrays.asList(airport))), Micros.of(now));
    }

    private List<@Nullable Object> read(String airport, Instant now) {
        FeatureAnswer answer = answer(airport, now);
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            values.add(answer.values(i).objectAt(0, ValueType.INT64));
        }
        return values;
    }
}
