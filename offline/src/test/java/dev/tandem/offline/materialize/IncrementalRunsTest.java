package dev.tandem.offline.materialize;

import static dev.tandem.offline.materialize.Readings.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Source.Availability;
import dev.tandem.offline.SinkUnavailableException;
import dev.tandem.offline.TestProject.SourceParts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many small runs against one full one, on sources made up from seeds that grow between the runs: rows late and early, equal times, lags,
 * rows with and without created time, and runs that fail in the middle.
 */
class IncrementalRunsTest {
    private static final int RUNS = 5;
    private static final int LOOKBACK_MINUTES = 20;
    private static final int LAG_MINUTES = 10;

    @TempDir
    private Path folder;

    /** What the world does, by a seed. */
    private static final class World {
        private final Random random;
        private final boolean stamped;

        World(long seed) {
            this.random = new Random(seed);
            this.stamped = seed % 2 == 0;
        }

        SourceParts declare(SourceParts parts) {
            parts.createdTime = stamped ? "seen" : null;
            parts.availableFrom =
                    stamped && random.nextBoolean() ? Availability.From.CREATED_TIME : Availability.From.EVENT_TIME;
            parts.availableAfter = Duration.ofMinutes(random.nextBoolean() ? 0 : LAG_MINUTES);
            parts.lookback = Duration.ofMinutes(LOOKBACK_MINUTES);
            return parts;
        }

        Instant later(Instant now) {
            return now.plus(random.nextInt(15), ChronoUnit.MINUTES).plus(random.nextInt(3), ChronoUnit.MICROS);
        }

        /** Rows that come into the source after one instant and not after another. */
        List<Reading> between(Instant before, Instant now) {
            long micros = ChronoUnit.MICROS.between(before, now);
            return micros == 0
                    ? List.of()
                    : IntStream.range(0, random.nextInt(25))
                            .mapToObj(i -> comingAt(before.plus(1 + random.nextLong(micros), ChronoUnit.MICROS)))
                            .toList();
        }

        private Reading comingAt(Instant instant) {
            @Nullable Instant seen = stamped && random.nextInt(5) > 0 ? instant : null;
            // Some rows are dated later than they come. A stamp allows for any delay, the lookback for as much as it
            // says.
            int earliest = seen == null ? LOOKBACK_MINUTES : 500;
            Instant at = instant.minus(random.nextInt(earliest + 15) - 14, ChronoUnit.MINUTES);
            return new Reading(
                    random.nextInt(15) == 0 ? null : "site " + random.nextInt(3),
                    random.nextInt(3),
                    random.nextInt(15) == 0 ? null : random.nextInt(3) == 0 ? instant : at,
                    seen,
                    (double) random.nextInt(3),
                    random.nextBoolean() ? null : "note");
        }

        boolean storeIsAway() {
            return random.nextInt(4) == 0;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void leave_after_each_of_them_what_one_full_run_would(long seed) throws IOException {
        World world = new World(seed);
        try (Readings readings = new Readings(folder, world::declare)) {
            Instant before = NOON;
            readings.arrive(Reading.of("first", NOON, 0));
            for (int run = 0; run < RUNS; run++) {
                Instant now = world.later(before);
                List<Reading> coming = world.between(before, now);
                if (!coming.isEmpty()) {
                    readings.arrive(coming);
                }
                if (world.storeIsAway()) {
                    failInTheMiddle(readings, now);
                }
                readings.incremental(now);
                assertThat(readings.online()).as("seed %d, run %d", seed, run).isEqualTo(readings.newestAt(now));
                before = now;
            }
            FolderSink fresh = FolderSink.in(folder.resolve("fresh"));
            Readings.run(readings.materializer(before, view -> fresh), MaterializationRequest.full());
            assertThat(fresh.content()).as("seed %d", seed).isEqualTo(readings.online());
        }
    }

    /** Every second batch gets through. */
    private static void failInTheMiddle(Readings readings, Instant now) {
        List<Integer> batches = new ArrayList<>();
        Materializer materializer = readings.materializer(
                now,
                view -> WatchedSink.of(readings.sink(view), batch -> {
                    synchronized (batches) {
                        batches.add(batch);
                        if (batches.size() > 1) {
                            throw new SinkUnavailableException("batch " + batch, null);
                        }
                    }
                }));
        materializer.run(materializer.plan(MaterializationRequest.incremental()));
    }
}
