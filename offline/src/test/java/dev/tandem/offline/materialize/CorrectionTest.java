package dev.tandem.offline.materialize;

import static dev.tandem.offline.materialize.Readings.NOON;
import static dev.tandem.offline.materialize.Readings.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.offline.SinkUnavailableException;
import dev.tandem.offline.TestSpark;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "An intentional correction with the same or older times is possible by naming it (a new generation), and is recorded." */
class CorrectionTest {
    @TempDir
    private Path folder;

    @Test
    void a_correction_replaces_rows_by_older_ones_and_is_recorded() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", minute(3), 666), Reading.of("gone", NOON, 1));
            readings.incremental(minute(5));
            StoredView before = readings.stored();
            Map<String, String> wrong = readings.online();
            readings.forget();
            readings.arrive(Reading.of("a", NOON, 6));

            Correction correction = readings.materializer(minute(6)).correct(Readings.VIEW, "ada", "a broken sensor");

            readings.refresh();
            assertThat(correction.state()).isEqualTo(readings.state());
            assertThat(readings.stored().generation()).isGreaterThan(before.generation());
            assertThat(readings.stored().schemas()).isEqualTo(before.schemas());
            assertThat(readings.online()).hasSize(1).isEqualTo(readings.newestAt(minute(6)));
            assertThat(readings.cursor()).contains(minute(6));
            assertThat(readings.sink(before).content())
                    .as("read until the switch")
                    .isEqualTo(wrong);
            assertThat(readings.registry().history("test").get(0).summary()).contains("a broken sensor");
        }
    }

    @Test
    void a_correction_that_fails_changes_nothing_for_readers() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", NOON, 1));
            readings.incremental(minute(5));
            RegistryState before = readings.state();
            Materializer materializer = readings.materializer(
                    minute(6),
                    view -> WatchedSink.of(readings.sink(view), batch -> {
                        throw new SinkUnavailableException("The store is away.", null);
                    }));

            assertThatThrownBy(() -> materializer.correct(Readings.VIEW, "ada", "a broken sensor"))
                    .isInstanceOf(MaterializationException.class)
                    .hasMessageStartingWith("View 'readings' was not corrected, and is read as before.")
                    .hasMessageContaining("The store is away.");

            readings.refresh();
            assertThat(readings.state()).isEqualTo(before);
            assertThat(readings.cursor()).contains(minute(5));
            assertThat(readings.online()).isEqualTo(readings.newestAt(minute(5)));
        }
    }

    @Test
    void what_arrives_while_a_correction_is_written_comes_with_it() throws IOException {
        try (Readings readings = Readings.withEventTime(folder)) {
            readings.arrive(Reading.of("a", NOON, 1));
            AtomicReference<Instant> now = new AtomicReference<>(minute(1));
            Materializer materializer = Materializer.of(
                    readings.history(TestSpark.session()),
                    readings.registry(),
                    view -> WatchedSink.of(readings.sink(view), batch -> {
                        if (now.getAndSet(minute(3)).isBefore(minute(3))) {
                            arrive(readings, Reading.of("b", minute(2), 2));
                        }
                    }),
                    now::get);

            Correction correction = materializer.correct(Readings.VIEW, "ada", "to be sure");

            readings.refresh();
            assertThat(correction.runs()).hasSize(2);
            assertThat(readings.online()).hasSize(2).isEqualTo(readings.newestAt(minute(3)));
            assertThat(readings.cursor()).contains(minute(3));
        }
    }

    private static void arrive(Readings readings, Reading reading) {
        try {
            readings.arrive(reading);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
