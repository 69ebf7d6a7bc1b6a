package dev.tandem.offline.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder appears whole or not at all, whenever its writer is killed. */
class OutputFolderTest {
    private static final Configuration CONFIGURATION = new Configuration();
    private static final String DEAD = Owner.current().replaceFirst("~\\d+~", "~999999999~") + "-x";

    @TempDir
    Path folder;

    private OutputFolder open(WhenPresent whenPresent) {
        return OutputFolder.open(folder.resolve("out").toString(), whenPresent, CONFIGURATION);
    }

    private void manifest(Path where, String text) throws IOException {
        Files.createDirectories(where);
        Files.writeString(where.resolve(Manifest.FILE), text);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            return names.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void nothing_has_the_name_before_it_is_committed() throws IOException {
        try (OutputFolder output = open(WhenPresent.REFUSE)) {
            manifest(Path.of(output.staging().toUri()), "new");
            assertThat(names()).singleElement().asString().startsWith(".out.tandem-new-");
            output.commit();
        }

        assertThat(names()).containsExactly("out");
        assertThat(folder.resolve("out/" + Manifest.FILE)).hasContent("new");
    }

    @Test
    void what_is_not_committed_is_gone() throws IOException {
        try (OutputFolder output = open(WhenPresent.REFUSE)) {
            manifest(Path.of(output.staging().toUri()), "new");
        }

        assertThat(names()).isEmpty();
    }

    @Test
    void the_old_one_stays_until_the_new_one_takes_its_place() throws IOException {
        manifest(folder.resolve("out"), "old");
        try (OutputFolder output = open(WhenPresent.OVERWRITE)) {
            manifest(Path.of(output.staging().toUri()), "new");
            assertThat(folder.resolve("out/" + Manifest.FILE)).hasContent("old");
            output.commit();
        }

        assertThat(names()).containsExactly("out");
        assertThat(folder.resolve("out/" + Manifest.FILE)).hasContent("new");
    }

    @Test
    void a_folder_that_somebody_made_meanwhile_is_not_replaced() throws IOException {
        try (OutputFolder output = open(WhenPresent.REFUSE)) {
            manifest(folder.resolve("out"), "theirs");
            assertThatThrownBy(output::commit).hasMessageContaining("exists already");
        }

        assertThat(names()).containsExactly("out");
        assertThat(folder.resolve("out/" + Manifest.FILE)).hasContent("theirs");
    }

    @Test
    void only_a_training_set_is_ever_overwritten() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/thesis.txt"), "years of work");

        assertThatThrownBy(() -> open(WhenPresent.OVERWRITE))
                .isInstanceOf(TrainingSetException.class)
                .hasMessageContaining("is no training set (it has no manifest.json), so it is not overwritten");
        assertThat(names()).containsExactly("out");
        assertThat(folder.resolve("out/thesis.txt")).exists();
    }

    @Test
    void a_place_that_cannot_be_written_to_is_told() throws IOException {
        Files.writeString(folder.resolve("file"), "not a folder");

        assertThatThrownBy(() ->
                        OutputFolder.open(folder.resolve("file/out").toString(), WhenPresent.REFUSE, CONFIGURATION))
                .isInstanceOf(TrainingSetException.class)
                .hasMessageContaining("cannot be written to " + folder.resolve("file/out"));
    }

    @Test
    void what_a_killed_run_left_is_removed_by_the_next() throws IOException {
        manifest(folder.resolve(".out.tandem-new-" + DEAD), "half");

        open(WhenPresent.REFUSE).close();

        assertThat(names()).isEmpty();
    }

    @Test
    void an_old_folder_that_a_killed_run_had_set_aside_is_put_back() throws IOException {
        manifest(folder.resolve(".out.tandem-old-" + DEAD), "old");
        manifest(folder.resolve(".out.tandem-new-" + DEAD), "new");

        assertThatThrownBy(() -> open(WhenPresent.REFUSE)).hasMessageContaining("exists already");

        assertThat(names()).containsExactly("out");
        assertThat(folder.resolve("out/" + Manifest.FILE)).hasContent("old");
    }

    @Test
    void an_old_folder_that_a_killed_run_had_replaced_is_removed() throws IOException {
        manifest(folder.resolve(".out.tandem-old-" + DEAD), "old");
        manifest(folder.resolve("out"), "new");

        open(WhenPresent.OVERWRITE).close();

        assertThat(names()).containsExactly("out");
        assertThat(folder.resolve("out/" + Manifest.FILE)).hasContent("new");
    }

    @Test
    void what_a_run_at_work_has_written_is_left_alone() throws IOException {
        try (OutputFolder atWork = open(WhenPresent.REFUSE)) {
            open(WhenPresent.REFUSE).close();

            assertThat(Path.of(atWork.staging().toUri())).exists();
        }
    }

    @Test
    void what_a_run_on_another_machine_has_written_is_left_alone_for_a_week() throws IOException {
        Path theirs = folder.resolve(".out.tandem-new-elsewhere~1~1-x");
        manifest(theirs, "half");
        Files.setLastModifiedTime(theirs, FileTime.from(Instant.now().minus(Duration.ofDays(6))));
        open(WhenPresent.REFUSE).close();
        assertThat(theirs).exists();

        Files.setLastModifiedTime(theirs, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        open(WhenPresent.REFUSE).close();
        assertThat(theirs).doesNotExist();
    }

    @Test
    void a_folder_without_a_manifest_is_no_training_set() {
        assertThatThrownBy(() -> Manifest.read(folder.toString()))
                .hasMessage(
                        "There is no training set at %s: it has no manifest.json. Name the folder that one was written to."
                                .formatted(folder));
    }

    @Test
    void a_manifest_of_another_format_is_not_misread() throws IOException {
        manifest(folder.resolve("out"), "{\"format\": 2}");

        assertThatThrownBy(() -> Manifest.read(folder.resolve("out").toString()))
                .hasMessageContaining("is of format 2, and this program reads format 1");
    }
}
