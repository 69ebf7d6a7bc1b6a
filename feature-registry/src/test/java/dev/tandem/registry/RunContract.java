package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static dev.tandem.registry.SampleDefinitions.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.registry.MaterializationRun.Done;
import dev.tandem.registry.MaterializationRun.Mode;
import dev.tandem.registry.MaterializationRun.Outcome;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs of the materialiser and their cursors. */
interface RunContract extends RegistryPlace {

    private MaterializationRun start(long generation, Mode mode, Optional<Instant> from, Instant to) {
        return registry().startRun(PROJECT, "weather", generation, mode, from, to);
    }

    @Test
    default void a_run_that_succeeds_moves_the_cursor() {
        MaterializationRun run = start(1, Mode.INCREMENTAL, Optional.empty(), NOON);
        assertThat(run.outcome()).isEqualTo(Outcome.RUNNING);
        assertThat(registry().runs(PROJECT, 10)).containsExactly(run);
        assertThat(registry().findCursor(PROJECT, 1)).isEmpty();
        at(NOON.plusSeconds(60));

        registry().succeed(PROJECT, run, new Done(7, 2, 1, Optional.of(NOON.minusSeconds(5)), "one row was odd"));

        assertThat(registry().findCursor(PROJECT, 1)).contains(NOON);
        assertThat(registry().cursors(PROJECT)).containsExactly(Map.entry(1L, NOON));
        assertThat(registry().runs(PROJECT, 10))
                .containsExactly(new MaterializationRun(
                        run.id(),
                        "weather",
                        1,
                        Mode.INCREMENTAL,
                        Optional.empty(),
                        NOON,
                        NOON,
                        Optional.of(NOON.plusSeconds(60)),
                        Outcome.SUCCEEDED,
                        7,
                        2,
                        1,
                        Optional.of(NOON.minusSeconds(5)),
                        "one row was odd"));
    }

    @Test
    default void the_newest_row_of_a_generation_stays_known_when_a_run_finds_nothing_new() {
        Instant newest = NOON.minusSeconds(5);
        registry().succeed(PROJECT, start(1, Mode.INCREMENTAL, Optional.empty(), NOON), done(Optional.of(newest)));
        registry().succeed(PROJECT, start(1, Mode.INCREMENTAL, Optional.of(NOON), NOON), done(Optional.empty()));
        registry().succeed(PROJECT, start(2, Mode.INCREMENTAL, Optional.empty(), NOON), done(Optional.empty()));
        registry()
                .succeed(
                        PROJECT,
                        start(1, Mode.INTERVAL, Optional.of(NOON.minusSeconds(99)), NOON),
                        done(Optional.of(newest.minusSeconds(50))));

        assertThat(registry().runs(PROJECT, 10).stream().map(MaterializationRun::newestArrival))
                .containsExactly(Optional.of(newest), Optional.empty(), Optional.of(newest), Optional.of(newest));
    }

    private static Done done(Optional<Instant> newestArrival) {
        return new Done(1, 0, 0, newestArrival, "");
    }

    @Test
    default void a_run_that_fails_leaves_the_cursor() {
        registry().succeed(PROJECT, start(1, Mode.INCREMENTAL, Optional.empty(), NOON), done(Optional.empty()));
        MaterializationRun run = start(1, Mode.INCREMENTAL, Optional.of(NOON), NOON.plusSeconds(60));

        registry().fail(PROJECT, run, "Redis went away \0 in the middle");

        assertThat(registry().findCursor(PROJECT, 1)).contains(NOON);
        MaterializationRun failed = registry().runs(PROJECT, 1).get(0);
        assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.message()).startsWith("Redis went away").endsWith("in the middle");
    }

    @Test
    default void a_cursor_never_moves_back() {
        registry().succeed(PROJECT, start(1, Mode.INTERVAL, Optional.empty(), NOON), done(Optional.empty()));
        registry()
                .succeed(
                        PROJECT,
                        start(1, Mode.INTERVAL, Optional.empty(), NOON.minus(1, ChronoUnit.DAYS)),
                        done(Optional.empty()));

        assertThat(registry().findCursor(PROJECT, 1)).contains(NOON);
    }

    @Test
    default void a_cursor_never_jumps_over_history_that_was_not_read() {
        registry()
                .succeed(
                        PROJECT,
                        start(1, Mode.INTERVAL, Optional.of(NOON), NOON.plusSeconds(10)),
                        done(Optional.empty()));

        assertThat(registry().findCursor(PROJECT, 1)).isEmpty();
    }

    @Test
    default void an_interval_with_a_start_moves_no_cursor_since_an_older_row_may_have_arrived_meanwhile() {
        registry().succeed(PROJECT, start(1, Mode.INTERVAL, Optional.empty(), NOON), done(Optional.empty()));

        Instant beforeTheCursor = NOON.minusSeconds(5);
        registry()
                .succeed(
                        PROJECT,
                        start(1, Mode.INTERVAL, Optional.of(beforeTheCursor), NOON.plusSeconds(10)),
                        done(Optional.empty()));

        assertThat(registry().findCursor(PROJECT, 1)).contains(NOON);
    }

    @Test
    default void an_incremental_run_reads_again_what_its_lookback_says_and_moves_the_cursor() {
        registry().succeed(PROJECT, start(1, Mode.INCREMENTAL, Optional.empty(), NOON), done(Optional.empty()));
        Instant lookedBack = NOON.minusSeconds(60);
        registry()
                .succeed(
                        PROJECT,
                        start(1, Mode.INCREMENTAL, Optional.of(lookedBack), NOON.plusSeconds(9)),
                        done(Optional.empty()));

        assertThat(registry().findCursor(PROJECT, 1)).contains(NOON.plusSeconds(9));
    }

    @Test
    default void each_generation_has_its_own_cursor() {
        registry().succeed(PROJECT, start(1, Mode.INCREMENTAL, Optional.empty(), NOON), done(Optional.empty()));

        assertThat(registry().findCursor(PROJECT, 2)).isEmpty();
        assertThat(registry().findCursor("trains", 1)).isEmpty();
    }

    @Test
    default void a_run_ends_once() {
        MaterializationRun run = start(1, Mode.INCREMENTAL, Optional.empty(), NOON);
        registry().fail(PROJECT, run, "no");

        assertThatThrownBy(() -> registry().succeed(PROJECT, run, new Done(1, 0, 0, Optional.empty(), "")))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("has ended before");
        assertThat(registry().findCursor(PROJECT, 1)).isEmpty();
    }

    @Test
    default void runs_are_listed_newest_first_and_a_killed_one_stays_running() {
        MaterializationRun killed = start(1, Mode.INCREMENTAL, Optional.empty(), NOON);
        MaterializationRun second = start(1, Mode.INTERVAL, Optional.of(NOON.minusSeconds(9)), NOON);
        MaterializationRun third = start(2, Mode.INCREMENTAL, Optional.empty(), NOON);

        assertThat(registry().runs(PROJECT, 2)).containsExactly(third, second);
        try (Registry later = open()) {
            assertThat(later.runs(PROJECT, 10)).containsExactly(third, second, killed);
            assertThat(killed.finishedAt()).isEmpty();
        }
    }

    @Test
    default void a_run_that_ends_after_its_generation_was_reclaimed_has_it_reclaimed_again() {
        long generation = apply(sample()).stored("weather").generation();
        MaterializationRun run = start(generation, Mode.INCREMENTAL, Optional.empty(), NOON);
        apply(OTHER_WEATHER);
        registry().markReclaimed(PROJECT, generation);

        registry().succeed(PROJECT, run, new Done(7, 0, 0, Optional.empty(), ""));

        assertThat(registry().retiredGenerations(PROJECT)).isEqualTo(List.of(generation));
    }
}
