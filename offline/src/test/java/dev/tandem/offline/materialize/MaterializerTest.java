package dev.tandem.offline.materialize;

import static dev.tandem.offline.materialize.Readings.NOON;
import static dev.tandem.offline.materialize.Readings.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.Source.Availability;
import dev.tandem.offline.RowSink.Outcome;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.registry.MaterializationRun.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Materialising" in docs/semantics.md, rule by rule, from source files through a real registry to a store of files. */
class MaterializerTest {
    @TempDir
    private Path folder;

    @Test
    void the_newest_row_of_each_entity_is_written_and_the_cursor_moves() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", NOON, 1), Reading.of("a", minute(1), 2), Reading.of("b", NOON, 3));
            readings.arrive(Reading.of("a", minute(-1), 4));

            Materialized done = readings.incremental(minute(5));

            assertThat(done.rows()).isEqualTo(new Outcome(2, 0));
            assertThat(readings.online()).hasSize(2).isEqualTo(readings.newestAt(minute(5)));
            assertThat(readings.cursor()).contains(minute(5));
            MaterializationRun run = readings.registry().runs("test", 1).get(0);
            assertThat(run.outcome()).isEqualTo(MaterializationRun.Outcome.SUCCEEDED);
            assertThat(run.written()).isEqualTo(2);
        }
    }

    @Test
    void a_row_dated_after_the_end_waits_for_its_time() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", NOON, 1), Reading.of("a", minute(9), 2), Reading.of("b", minute(9), 3));

            readings.incremental(minute(5));
            assertThat(readings.online()).hasSize(1).isEqualTo(readings.newestAt(minute(5)));

            readings.incremental(minute(9));
            assertThat(readings.online()).hasSize(2).isEqualTo(readings.newestAt(minute(9)));
        }
    }

    @Test
    void a_row_that_becomes_available_after_the_cursor_is_not_missed() throws IOException {
        try (Readings readings =
                new Readings(folder, parts -> parts.with(it -> it.availableAfter = Duration.ofMinutes(10)))) {
            readings.arrive(Reading.of("a", NOON, 1), Reading.of("a", minute(5), 2));

            readings.incremental(minute(12));
            assertThat(readings.online()).isEqualTo(readings.newestAt(minute(12)));

            readings.incremental(minute(15));
            assertThat(readings.online()).isEqualTo(readings.newestAt(minute(15)));
        }
    }

    @Test
    void a_late_row_is_found_by_its_created_time_however_old_it_is() throws IOException {
        try (Readings readings = Readings.withCreatedTime(folder)) {
            readings.arrive(Reading.of("a", minute(-90), 1).seenAt(NOON));
            readings.incremental(minute(5));

            readings.arrive(
                    Reading.of("a", minute(-60), 2).seenAt(minute(7)),
                    Reading.of("b", minute(-99), 3).seenAt(minute(8)));
            readings.incremental(minute(10));

            assertThat(readings.online()).hasSize(2).isEqualTo(readings.newestAt(minute(10)));
        }
    }

    @Test
    void rows_that_count_once_they_are_ingested_wait_for_that() throws IOException {
        try (Readings readings = new Readings(
                folder,
                parts -> parts.with(it -> {
                    it.createdTime = "seen";
                    it.availableFrom = Availability.From.CREATED_TIME;
                    it.availableAfter = Duration.ofMinutes(1);
                }))) {
            readings.arrive(
                    Reading.of("a", NOON, 1).seenAt(NOON),
                    Reading.of("a", minute(1), 2).seenAt(minute(5)),
                    Reading.of("a", minute(2), 3));

            Materialized first = readings.incremental(minute(5));
            assertThat(readings.online()).isEqualTo(readings.newestAt(minute(5)));
            assertThat(first.skipped())
                    .as("nobody knows when the last row counts")
                    .isEqualTo(1);

            readings.incremental(minute(6));
            assertThat(readings.online()).isEqualTo(readings.newestAt(minute(6)));
        }
    }

    @Test
    void a_late_row_without_created_time_is_found_within_the_lookback() throws IOException {
        try (Readings readings =
                new Readings(folder, parts -> parts.with(it -> it.lookback = Duration.ofMinutes(30)))) {
            readings.arrive(Reading.of("a", minute(-90), 1));
            readings.incremental(NOON);

            readings.arrive(Reading.of("a", minute(-29), 2), Reading.of("b", minute(-31), 3));
            readings.incremental(minute(1));
            assertThat(readings.online())
                    .as("b came later than the source promises")
                    .hasSize(1);

            Readings.run(readings.materializer(minute(1)), MaterializationRequest.full());
            assertThat(readings.online()).hasSize(2).isEqualTo(readings.newestAt(minute(1)));
        }
    }

    @Test
    void rows_without_event_time_or_with_a_null_in_their_key_are_skipped_and_counted() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(
                    new Reading("a", 1, null, null, 1.0, null),
                    new Reading(null, 1, NOON, null, 1.0, null),
                    new Reading("a", null, NOON, null, 1.0, null),
                    Reading.of("a", NOON, 1));

            Materialized done = readings.incremental(minute(1));

            assertThat(done.skipped()).isEqualTo(3);
            assertThat(readings.online()).hasSize(1).isEqualTo(readings.newestAt(minute(1)));
        }
    }

    @Test
    void rows_that_were_pushed_are_rows_of_the_source() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", NOON, 1), Reading.of("b", minute(1), 2));
            readings.push(Reading.of("a", minute(1), 3), Reading.of("b", NOON, 4));

            readings.incremental(minute(5));

            assertThat(readings.online()).hasSize(2).isEqualTo(readings.newestAt(minute(5)));
        }
    }

    @Test
    void a_full_run_gives_stored_rows_a_feature_that_was_added() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", NOON, 1));
            readings.incremental(minute(5));
            long generation = readings.stored().generation();
            readings.addFeature();
            assertThat(readings.stored().generation()).isEqualTo(generation);

            Materialized incremental = readings.incremental(minute(6));
            Materialized full = Readings.run(readings.materializer(minute(7)), MaterializationRequest.full());

            assertThat(incremental.rows()).as("nothing arrived").isEqualTo(Outcome.NONE);
            assertThat(full.rows()).as("packed anew, it is newer").isEqualTo(new Outcome(1, 0));
        }
    }

    @Test
    void whoever_watches_is_told_of_every_view() throws IOException {
        try (Readings readings = new Readings(folder, parts -> parts, "east", "west")) {
            readings.arrive(Reading.of("a", NOON, 1));
            List<String> phases = new CopyOnWriteArrayList<>();
            Materializer materializer =
                    readings.materializer(minute(5)).watchedBy(update -> phases.add(update.phase()));

            materializer.run(materializer.plan(MaterializationRequest.incremental()));

            assertThat(phases).contains("materialising east", "materialising west");
        }
    }

    @Test
    void running_again_changes_nothing() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", NOON, 1), Reading.of("b", minute(1), 3));
            Readings.run(readings.materializer(minute(5)), MaterializationRequest.full());

            Materialized again = Readings.run(readings.materializer(minute(5)), MaterializationRequest.full());

            assertThat(again.rows()).isEqualTo(new Outcome(0, 2));
            assertThat(readings.online()).isEqualTo(readings.newestAt(minute(5)));
        }
    }

    @Test
    void an_interval_takes_what_is_dated_within_it_and_moves_no_cursor() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(
                    Reading.of("start", NOON, 1),
                    Reading.of("first", NOON.plusNanos(1_000), 2),
                    Reading.of("last", minute(2), 3),
                    Reading.of("after", minute(2).plusNanos(1_000), 4));

            Readings.run(
                    readings.materializer(minute(5)),
                    MaterializationRequest.datedAfter(NOON).asKnownAt(minute(2)));

            assertThat(readings.online()).hasSize(2);
            assertThat(readings.cursor()).isEmpty();
        }
    }

    @Test
    void a_run_up_to_the_past_leaves_the_cursor_and_what_is_newer() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", NOON, 1), Reading.of("a", minute(4), 2));
            readings.incremental(minute(5));

            MaterializationRequest past = MaterializationRequest.full().asKnownAt(minute(1));
            Readings.run(readings.materializer(minute(5)), past);
            readings.incremental(minute(2));

            assertThat(readings.cursor()).contains(minute(5));
            assertThat(readings.online()).isEqualTo(readings.newestAt(minute(5)));
        }
    }

    @Test
    void a_plan_says_for_each_view_from_where_to_where() throws IOException {
        try (Readings readings =
                new Readings(folder, parts -> parts.with(it -> it.lookback = Duration.ofMinutes(30)))) {
            readings.arrive(Reading.of("a", NOON, 1));
            Materializer materializer = readings.materializer(minute(5).plusNanos(999));

            List<PlannedRun> first = materializer.plan(MaterializationRequest.incremental());
            materializer.run(first);
            List<PlannedRun> second = readings.materializer(minute(7)).plan(MaterializationRequest.incremental());

            assertThat(first)
                    .containsExactly(new PlannedRun(readings.stored(), Mode.INCREMENTAL, Optional.empty(), minute(5)));
            assertThat(first.get(0).summary()).isEqualTo("readings: everything, as known at 2013-03-10T12:05:00Z");
            assertThat(second.get(0).from()).contains(minute(-25));
            assertThat(second.get(0).summary())
                    .isEqualTo("readings: what arrived after 2013-03-10T11:35:00Z, as known at 2013-03-10T12:07:00Z");
        }
    }

    @Test
    void a_request_for_the_future_for_nothing_or_for_no_view_is_refused() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            Materializer materializer = readings.materializer(NOON);
            MaterializationRequest incremental = MaterializationRequest.incremental();

            assertThatThrownBy(() -> materializer.plan(incremental.asKnownAt(minute(1))))
                    .isInstanceOf(MaterializationException.class)
                    .hasMessageContaining("it is 2013-03-10T12:00:00Z now");
            assertThatThrownBy(() -> materializer.plan(MaterializationRequest.datedAfter(NOON)))
                    .isInstanceOf(MaterializationException.class)
                    .hasMessageContaining("Choose a start before the end");
            assertThatThrownBy(() -> materializer.plan(incremental.ofViews(List.of("reading"))))
                    .isInstanceOf(UnknownNameException.class)
                    .hasMessageContaining("Did you mean 'readings'");
        }
    }
}
