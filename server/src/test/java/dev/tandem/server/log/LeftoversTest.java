package dev.tandem.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What killed servers leave in a log. */
class LeftoversTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private Path file(String name, Instant modified) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "PAR1");
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    @Test
    void unfinished_files_that_nobody_can_be_writing_any_more_are_removed_and_no_others() throws IOException {
        Instant longAgo = NOW.minus(Duration.ofHours(25));
        Instant lately = NOW.minus(Duration.ofHours(23));
        Path left = file("service=s/date=2026-11-20/state=7/.host-5f3a01c9-3.parquet", longAgo);
        Path growing = file("service=s/date=2026-11-20/state=7/.other-host-5f3a01ca-0.parquet", lately);
        Path whole = file("service=s/date=2026-11-20/state=7/host-5f3a01c9-2.parquet", longAgo);
        Path foreign = file("service=s/date=2026-11-20/state=7/.nfs000001", longAgo);
        Path elsewhere = file("mine/.host-5f3a01c9-3.parquet", longAgo);

        new Leftovers(folder, MINUTE).remove(NOW);

        assertThat(left).doesNotExist();
        assertThat(growing).exists();
        assertThat(whole).exists();
        assertThat(foreign).exists();
        assertThat(elsewhere).exists();
    }

    @Test
    void a_server_that_ends_its_files_late_waits_longer() throws IOException {
        Path left = file("service=s/date=2026-11-20/state=7/.host-5f3a01c9-3.parquet", NOW.minus(Duration.ofDays(2)));

        new Leftovers(folder, Duration.ofHours(1)).remove(NOW);

        assertThat(left).exists();
    }

    @Test
    void a_log_that_is_opened_removes_them() throws IOException {
        Path left = file(
                "service=s/date=2026-11-20/state=7/.host-5f3a01c9-3.parquet",
                InstantSource.system().instant().minus(Duration.ofDays(2)));

        FeatureLog.Counts counts = new FeatureLog.Counts() {
            @Override
            public void written(String service, long rows) {}

            @Override
            public void dropped(String service, long rows) {}
        };
        try (FeatureLog log = FeatureLog.open(LogSettings.of(folder, "1"), counts)) {
            await().untilAsserted(() -> assertThat(left).doesNotExist());
        }
    }

    @Test
    void a_log_that_is_not_there_yet_has_none() {
        new Leftovers(folder.resolve("none"), MINUTE).remove(NOW);

        assertThat(folder.resolve("none")).doesNotExist();
    }
}
