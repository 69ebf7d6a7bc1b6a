package dev.tandem.offline.materialize;

import static dev.tandem.offline.materialize.Readings.NOON;
import static dev.tandem.offline.materialize.Readings.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.registry.MaterializationRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "A crash at any point loses nothing and a re-run is harmless": a materialiser in a process of its own, killed with kill -9.
 * {@link FailingRunTest} breaks runs behind every batch.
 */
class KilledRunTest {
    private static final int ENTITIES = 3 * BatchWriting.BATCH_ROWS;

    @TempDir
    private Path folder;

    @Test
    void a_run_that_is_killed_before_a_batch_is_completed_by_the_next() throws Exception {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(IntStream.range(0, ENTITIES)
                    .mapToObj(i -> Reading.of("site " + i, minute(i % 60 - 60), i))
                    .toList());

            killBefore(3);

            assertThat(readings.online()).hasSizeLessThan(ENTITIES);
            assertThat(readings.cursor()).isEmpty();
            assertThat(readings.registry().runs("test", 9))
                    .extracting(MaterializationRun::outcome)
                    .containsExactly(MaterializationRun.Outcome.RUNNING);

            readings.incremental(NOON);

            assertThat(readings.online()).hasSize(ENTITIES).isEqualTo(readings.newestAt(NOON));
            assertThat(readings.cursor()).contains(NOON);
        }
    }

    @Test
    void a_run_over_windows_that_is_killed_is_completed_by_the_next_to_what_one_run_leaves() throws Exception {
        try (WindowHistory history = WindowRunsTest.history(folder, "")) {
            history.arrive(IntStream.range(0, ENTITIES)
                    .mapToObj(i -> WindowRunsTest.event("site " + i, Duration.ofMinutes(i % 60), i))
                    .toList());

            killBefore(2);

            StateFolderSink online = history.sink("online");
            assertThat(online.content()).hasSizeLessThan(ENTITIES).isNotEmpty();
            assertThat(history.cursor()).isEmpty();

            history.run(online, MaterializationRequest.incremental(), NOON);

            StateFolderSink clean = history.sink("clean");
            history.run(clean, MaterializationRequest.full(), NOON);
            assertThat(online.content()).hasSize(ENTITIES).isEqualTo(clean.content());
            assertThat(history.cursor()).contains(NOON);
        }
    }

    private void killBefore(int batch) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(MaterializeUntilKilled.class.getName(), folder.toString(), Integer.toString(batch)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.lines().anyMatch(MaterializeUntilKilled.THERE::equals))
                    .as("came to batch %d", batch)
                    .isTrue();
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
