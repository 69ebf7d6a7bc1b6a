package dev.tandem.offline.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.offline.RowSink;
import dev.tandem.offline.join.Bits;
import dev.tandem.offline.window.GeneratedProject;
import dev.tandem.offline.window.SourceEvent;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.row.Micros;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What materialising a windowed view leaves in the online store: docs/semantics.md, "Windows" and "Materialising". */
class WindowRunsTest {
    private static final Instant NOON = Instant.parse("2013-03-10T12:00:00Z");
    private static final MaterializationRequest INCREMENTAL = MaterializationRequest.incremental();
    private static final MaterializationRequest FULL = MaterializationRequest.full();
    private static final int MANY = 3 * BatchWriting.BATCH_ROWS + 1;

    @TempDir
    private Path folder;

    private WindowHistory history(String source) {
        return history(folder, source);
    }

    /** A view called {@code windows} of sums of a source that says something of its times. */
    static WindowHistory history(Path folder, String source) {
        Definitions definitions = DefinitionFiles.parse(
                new Project("test", About.NOTHING), Map.of("all.yaml", """
                entities: {site: {keys: {site: STRING}}}
                sources:
                  events:
                    {format: parquet, path: events, event_time: at, event_id: id, columns: %s%s}
                views:
                  windows:
                    entities: [site]
                    source: events
                    aggregations:
                      - {function: sum, column: amount, windows: [1h, 1d]}
                      - {function: count, windows: [3d]}
                """.formatted(SourceEvent.COLUMNS, source)));
        return new WindowHistory(folder, definitions, "windows");
    }

    static SourceEvent event(String site, Duration beforeNoon, long id) {
        return SourceEvent.of(site, micros(NOON.minus(beforeNoon)), id, 0.1 * id);
    }

    private static long micros(Instant instant) {
        return Micros.of(instant);
    }

    private static String hex(WindowHistory history, String site) {
        return HexFormat.of().formatHex(history.key(List.of(site)));
    }

    private static @Nullable Object eventsOf(WindowHistory history, StateFolderSink sink, String site) {
        return history.stored(sink, List.of(site), NOON.plusSeconds(3600))
                .orElseThrow()
                .get(2);
    }

    @ParameterizedTest
    @CsvSource({"11, by_site", "12, by_gate", "13, also_by_site", "14, by_gate_too"})
    void
            after_each_incremental_run_every_window_of_every_entity_is_what_the_rules_say_and_states_are_those_of_a_full_run(
                    long seed, String view) {
        GeneratedProject generated = new GeneratedProject(seed);
        List<SourceEvent> events = generated.events(200);
        try (WindowHistory history = new WindowHistory(folder, generated.definitions(), view)) {
            history.arrive(events);
            StateFolderSink online = history.sink("online");
            List<Instant> ends = Stream.generate(() -> Micros.instant(generated.instant(events)))
                    .limit(3)
                    .sorted()
                    .toList();
            for (Instant end : ends) {
                Map<String, String> before = online.content();
                history.run(online, INCREMENTAL, end);
                assertReads(history, online, end, "seed %d, run to %s".formatted(seed, end));

                StateFolderSink full = history.sink("full " + end);
                history.run(full, FULL, end);
                assertReads(history, full, end, "seed %d, full run to %s".formatted(seed, end));
                Map<String, String> written = new TreeMap<>(online.content());
                written.entrySet().removeAll(before.entrySet());
                assertThat(full.content()).as("seed %d, to %s", seed, end).containsAllEntriesOf(written);
            }
        }
    }

    private static void assertReads(WindowHistory history, StateFolderSink online, Instant end, String what) {
        for (List<@Nullable Object> entity : history.entities()) {
            for (Duration later : List.of(
                    Duration.ZERO,
                    Duration.ofMinutes(3),
                    Duration.ofHours(7),
                    Duration.ofDays(2),
                    Duration.ofDays(9))) {
                Instant instant = end.plus(later);
                assertThat(history.stored(online, entity, instant).map(Bits::ofRow))
                        .as("%s, %s at %s", what, entity, instant)
                        .contains(Bits.ofRow(history.expected(entity, instant, end)));
            }
        }
    }

    @Test
    void an_incremental_run_writes_the_entities_with_arrivals_as_a_full_run_does_and_leaves_the_others_alone() {
        try (WindowHistory history = history("")) {
            history.arrive(
                    event("old", Duration.ofHours(20), 1),
                    event("both", Duration.ofHours(20), 2),
                    event("at the cursor", Duration.ofHours(1), 3));
            history.run(history.sink("online"), INCREMENTAL, NOON.minusSeconds(3600));
            history.arrive(
                    event("both", Duration.ofMinutes(30), 4),
                    event("new", Duration.ofHours(1).minusNanos(1_000), 5),
                    event("at the end", Duration.ZERO, 6),
                    event("in the future", Duration.ofNanos(-1_000), 7));
            StateFolderSink arrived = history.sink("arrived");

            Materialized done = history.run(arrived, INCREMENTAL, NOON);

            assertThat(done.rows()).isEqualTo(new RowSink.Outcome(3, 0));
            assertThat(done.newestArrival()).contains(NOON);
            assertThat(arrived.content())
                    .containsOnlyKeys(hex(history, "both"), hex(history, "new"), hex(history, "at the end"));
            StateFolderSink full = history.sink("full");
            history.run(full, FULL, NOON);
            assertThat(full.content()).hasSize(5).containsAllEntriesOf(arrived.content());
            assertThat(history.cursor()).contains(NOON);
        }
    }

    @Test
    void a_late_event_is_found_by_its_created_time_however_old_it_is() {
        try (WindowHistory history = history(", created_time: seen")) {
            StateFolderSink online = history.sink("online");
            history.arrive(event("a", Duration.ofHours(30), 1).seenAt(micros(NOON.minusSeconds(7200))));
            history.run(online, INCREMENTAL, NOON.minusSeconds(3600));
            history.arrive(event("a", Duration.ofHours(40), 2).seenAt(micros(NOON.minusSeconds(60))));

            assertThat(history.run(online, INCREMENTAL, NOON).rows()).isEqualTo(new RowSink.Outcome(1, 0));

            assertThat(eventsOf(history, online, "a")).isEqualTo(2L);
        }
    }

    @Test
    void without_created_time_the_lookback_says_how_late_an_event_may_come() {
        try (WindowHistory history = history(", lookback: 30m")) {
            StateFolderSink online = history.sink("online");
            history.arrive(event("within", Duration.ofHours(2), 1), event("beyond", Duration.ofHours(2), 1));
            history.run(online, INCREMENTAL, NOON.minusSeconds(3600));
            history.arrive(event("within", Duration.ofMinutes(89), 2), event("beyond", Duration.ofMinutes(91), 2));

            history.run(online, INCREMENTAL, NOON);
            assertThat(eventsOf(history, online, "within")).isEqualTo(2L);
            assertThat(eventsOf(history, online, "beyond")).isEqualTo(1L);

            history.run(online, FULL, NOON);
            assertThat(eventsOf(history, online, "beyond")).isEqualTo(2L);
        }
    }

    @Test
    void with_available_after_an_event_dated_before_the_cursor_and_known_after_it_is_not_missed() {
        try (WindowHistory history = history(", available_after: 20m")) {
            StateFolderSink online = history.sink("online");
            history.arrive(event("a", Duration.ofMinutes(70), 1));
            history.run(online, INCREMENTAL, NOON.minusSeconds(3600));
            assertThat(online.content()).isEmpty();

            history.run(online, INCREMENTAL, NOON);

            assertThat(eventsOf(history, online, "a")).isEqualTo(1L);
        }
    }

    @Test
    void a_run_that_is_repeated_changes_nothing_and_gives_the_same_bytes_again() {
        try (WindowHistory history = history("")) {
            history.arrive(IntStream.range(0, 60)
                    .mapToObj(i -> event("site " + i % 7, Duration.ofMinutes(i * 20L), i % 50))
                    .toList());
            StateFolderSink online = history.sink("online");
            history.run(online, FULL, NOON);
            Map<String, String> once = online.content();

            assertThat(history.run(online, FULL, NOON).rows()).isEqualTo(new RowSink.Outcome(0, 7));
            assertThat(online.content()).isEqualTo(once);
            StateFolderSink again = history.sink("again");
            history.run(again, FULL, NOON);
            assertThat(again.content()).isEqualTo(once);
        }
    }

    @Test
    void rows_that_are_no_events_are_counted_as_skipped() {
        try (WindowHistory history = history(", created_time: seen, available: created_time")) {
            long at = micros(NOON.minusSeconds(60));
            SourceEvent whole = SourceEvent.of("a", at, 1, 1).seenAt(at);
            history.arrive(
                    whole,
                    new SourceEvent("a", 1, null, at, 2L, 1.0, null, null, null),
                    new SourceEvent("a", 1, at, at, null, 1.0, null, null, null),
                    new SourceEvent(null, 1, at, at, 3L, 1.0, null, null, null),
                    whole.seenAt(null));
            StateFolderSink online = history.sink("online");

            Materialized done = history.run(online, INCREMENTAL, NOON);

            assertThat(done.skipped()).isEqualTo(4);
            assertThat(done.rows()).isEqualTo(new RowSink.Outcome(1, 0));
            assertThat(eventsOf(history, online, "a")).isEqualTo(1L);
        }
    }

    /** 500 notes of 10 KB are too large at the end, 2,200 of them so much that no run goes on. */
    @ParameterizedTest
    @ValueSource(ints = {500, 2_200})
    void a_state_that_is_too_large_fails_the_run_and_leaves_the_cursor(int notes) {
        Definitions definitions = DefinitionFiles.parse(
                new Project("test", About.NOTHING), Map.of("all.yaml", """
                entities: {site: {keys: {site: STRING}}}
                sources:
                  events: {format: parquet, path: events, event_time: at, event_id: id, columns: %s}
                views:
                  notes:
                    entities: [site]
                    source: events
                    resolution: exact
                    aggregations:
                      - {function: last, column: word, windows: [3d]}
                """.formatted(SourceEvent.COLUMNS)));
        String name = "a site\u001b[31m of a name that is longer than anybody wants to read";
        String note = "x".repeat(10_000);
        try (WindowHistory history = new WindowHistory(folder, definitions, "notes")) {
            history.arrive(IntStream.range(0, notes)
                    .mapToObj(i -> new SourceEvent(
                            name, 1, micros(NOON.minusSeconds(i * 100L)), null, (long) i, null, null, null, note))
                    .toList());
            history.arrive(event("b", Duration.ZERO, 1));
            StateFolderSink online = history.sink("online");

            Materialized failed = history.tried(online, INCREMENTAL, NOON);

            assertThat(failed.failure())
                    .hasValueSatisfying(
                            failure -> assertThat(failure)
                                    .hasMessageStartingWith(
                                            "View 'notes' was not materialised: The windows of view 'notes' take ")
                                    .hasMessageContaining(
                                            " bytes or more for the entity [a site?[31m of a name that is longer tha...], and at most 4,194,304 are kept of one online. Declare a coarser"));
            assertThat(history.cursor()).isEmpty();
            assertThat(online.content()).doesNotContainKey(hex(history, name));
        }
    }

    @Test
    void a_run_that_breaks_between_any_two_batches_is_completed_by_the_next_to_what_one_run_leaves() {
        try (WindowHistory history = history("")) {
            List<SourceEvent> events = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                events.add(event("site " + i, Duration.ofMinutes(i % 60), i));
            }
            history.arrive(events);
            StateFolderSink online = history.sink("online");
            for (int last = 0; last < 4; last++) {
                int batches = last;
                Materialized broken = history.tried(
                        WatchedSink.of(online, batch -> {
                            if (batch > batches) {
                                throw new IllegalStateException("broken behind batch " + batches);
                            }
                        }),
                        INCREMENTAL,
                        NOON);
                assertThat(broken.succeeded()).isFalse();
                assertThat(history.cursor()).isEmpty();
                assertThat(history.registry().runs("test", 1))
                        .extracting(MaterializationRun::outcome)
                        .containsExactly(MaterializationRun.Outcome.FAILED);
            }
            assertThat(online.content().size()).isBetween(1, MANY - 1);

            history.run(online, INCREMENTAL, NOON);

            StateFolderSink clean = history.sink("clean");
            history.run(clean, FULL, NOON);
            assertThat(online.content()).hasSize(MANY).isEqualTo(clean.content());
            assertThat(history.cursor()).contains(NOON.truncatedTo(ChronoUnit.MICROS));
        }
    }
}
