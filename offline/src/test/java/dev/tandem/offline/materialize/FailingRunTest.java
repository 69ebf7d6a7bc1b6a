package dev.tandem.offline.materialize;

import static dev.tandem.offline.materialize.Readings.NOON;
import static dev.tandem.offline.materialize.Readings.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.offline.RowSink;
import dev.tandem.offline.SinkUnavailableException;
import dev.tandem.registry.MaterializationRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that do not go well: nothing is lost, and the cursor stays until everything is written. */
class FailingRunTest {
    private static final MaterializationRequest INCREMENTAL = MaterializationRequest.incremental();
    private static final int ENTITIES = 3 * BatchWriting.BATCH_ROWS + 1;

    @TempDir
    private Path folder;

    private Readings manyReadings() throws IOException {
        Readings readings = Readings.withEventTime(folder);
        readings.arrive(IntStream.range(0, ENTITIES)
                .mapToObj(i -> Reading.of("site " + i, minute(i % 60 - 60), i))
                .toList());
        return readings;
    }

    private static Materialized run(Readings readings, IntConsumer beforeBatch) {
        Materializer materializer =
                readings.materializer(NOON, view -> WatchedSink.of(readings.sink(view), beforeBatch));
        return materializer.run(materializer.plan(INCREMENTAL)).get(0);
    }

    private static SinkUnavailableException away() {
        return new SinkUnavailableException("The store is away. Start it.", null);
    }

    @Test
    void a_store_that_is_away_for_a_moment_is_waited_for() throws IOException {
        try (Readings readings = manyReadings()) {
            AtomicInteger calls = new AtomicInteger();

            Materialized done = run(readings, batch -> {
                if (calls.incrementAndGet() % 3 != 0) {
                    throw away();
                }
            });

            assertThat(done.succeeded()).isTrue();
            assertThat(done.rows()).isEqualTo(new RowSink.Outcome(ENTITIES, 0));
            assertThat(readings.online()).isEqualTo(readings.newestAt(NOON));
        }
    }

    @Test
    void a_store_that_stays_away_fails_the_run_and_leaves_the_cursor_and_the_next_run_does_the_rest()
            throws IOException {
        try (Readings readings = manyReadings()) {
            Materialized failed = run(readings, batch -> {
                if (batch > 1) {
                    throw away();
                }
            });

            assertThat(failed.failure())
                    .hasValueSatisfying(failure -> assertThat(failure)
                            .hasMessage(
                                    "View 'readings' was not materialised: The store is away. Start it. Nothing is lost: its"
                                            + " cursor is where it was, and running it again does all of it."));
            assertThat(readings.cursor()).isEmpty();
            MaterializationRun run = readings.registry().runs("test", 1).get(0);
            assertThat(run.outcome()).isEqualTo(MaterializationRun.Outcome.FAILED);
            assertThat(run.message()).contains("The store is away");
            int before = readings.online().size();
            assertThat(before).isBetween(1, ENTITIES - 1);

            Materialized next = readings.incremental(NOON);

            assertThat(next.rows()).isEqualTo(new RowSink.Outcome(ENTITIES - before, before));
            assertThat(readings.online()).isEqualTo(readings.newestAt(NOON));
            assertThat(readings.cursor()).contains(NOON);
        }
    }

    @Test
    void a_failure_between_any_two_batches_loses_nothing() throws IOException {
        try (Readings readings = manyReadings()) {
            for (int last = 0; last < 4; last++) {
                int batches = last;
                Materialized failed = run(readings, batch -> {
                    if (batch > batches) {
                        throw new IllegalStateException("broken behind batch " + batches);
                    }
                });
                assertThat(failed.failure())
                        .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("broken behind batch"));
                assertThat(readings.cursor()).isEmpty();
            }
            readings.incremental(NOON);

            assertThat(readings.online()).isEqualTo(readings.newestAt(NOON));
        }
    }

    @Test
    void a_view_that_fails_does_not_keep_others_from_being_done() throws IOException {
        try (Readings readings = new Readings(folder, parts -> parts, "a", "broken", "z")) {
            readings.arrive(Reading.of("a", NOON, 1));
            Materializer materializer = readings.materializer(minute(1), view -> {
                if (view.view().equals("broken")) {
                    throw new IllegalStateException("no sink");
                }
                return readings.sink(view);
            });

            List<Materialized> done = materializer.run(materializer.plan(INCREMENTAL));

            assertThat(done).extracting(each -> each.run().view()).containsExactly("a", "broken", "z");
            assertThat(done).extracting(Materialized::succeeded).containsExactly(true, false, true);
        }
    }

    @Test
    void a_source_that_does_not_hold_what_it_should_says_so() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(new Reading("a", 1, NOON, null, 1.0, "note"));
            Files.writeString(
                    folder.resolve("data").resolve("bad.json"),
                    "{\"site\":\"b\",\"sensor\":1,\"at\":\"yesterday\",\"seen\":null,\"value\":1,\"note\":null}\n");
            Materializer materializer = readings.materializer(minute(1));

            Materialized failed =
                    materializer.run(materializer.plan(INCREMENTAL)).get(0);

            assertThat(failed.failure())
                    .hasValueSatisfying(failure -> assertThat(failure)
                            .hasMessageStartingWith("View 'readings' was not materialised: ")
                            .hasMessageContaining("yesterday"));
            assertThat(readings.cursor()).isEmpty();
        }
    }
}
