package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static dev.tandem.registry.SampleDefinitions.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SqliteRegistryTest extends RegistryContract {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve(".tandem/registry().db");
    }

    @Override
    public String url() {
        return file().toString();
    }

    @Override
    public void empty() throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(file() + suffix));
        }
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    @Test
    void the_file_and_its_folder_are_for_their_owner_only() throws IOException {
        registry().apply(registry().plan(sample()), "alice");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void making_a_registry_prints_nothing() throws IOException {
        LoggerFactory.getLogger("anything").info("whatever the logging library says on its first use");
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            Registry.open(folder.resolve("quiet.db").toString(), () -> NOON).close();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void the_layout_is_that_of_the_newest_migration() throws Exception {
        Path migrations = Path.of(Migrations.class.getResource("migration").toURI());
        try (Stream<Path> files = Files.list(migrations)) {
            assertThat(files.map(file -> file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1")))
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, Migrations.LAYOUT)
                            .mapToObj(String::valueOf)
                            .toList());
        }
    }

    @Test
    void a_path_and_a_jdbc_url_name_the_same_registry() {
        apply(sample());

        try (Registry other = Registry.open("jdbc:sqlite:" + file(), () -> NOON)) {
            assertThat(other.latestNumber(PROJECT)).isEqualTo(1);
        }
    }

    @Test
    void a_locked_registry_can_be_read_and_says_who_to_wait_for_when_written() throws SQLException {
        apply(sample());
        Plan plan = registry().plan(LONGER_TTL);
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThat(registry().latestNumber(PROJECT)).isEqualTo(1);
            assertThat(registry().findLatest(PROJECT)).isPresent();
            assertThatThrownBy(() -> registry().apply(plan, "alice"))
                    .isInstanceOf(TandemException.class)
                    .hasMessageContaining("Tandem could not apply definitions")
                    .hasMessageContaining("locked for 5 seconds by another process");
            statement.execute("ROLLBACK");
        }
        assertThat(registry().apply(plan, "alice").number()).isEqualTo(2);
    }

    @Test
    void a_damaged_file_is_told_from_a_registry() throws IOException {
        Path damaged = Files.writeString(folder.resolve("notes.txt"), "This is no database. ".repeat(100));

        assertThatThrownBy(() -> Registry.open(damaged.toString(), () -> NOON))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("is damaged, or no registry at all")
                .hasMessageContaining("Restore it from a backup");
    }

    @Test
    void damage_inside_the_file_is_reported() throws IOException {
        apply(sample());
        registry().close();
        byte[] bytes = Files.readAllBytes(file());
        Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5A);
        Files.write(file(), bytes);

        assertThatThrownBy(() -> {
                    try (Registry again = open()) {
                        again.findLatest(PROJECT);
                    }
                })
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("is damaged, or no registry at all");
    }

    @Test
    void a_folder_is_no_registry() {
        assertThatThrownBy(() -> Registry.open(folder.toString(), () -> NOON))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("is a folder");
    }

    @Test
    void a_file_that_cannot_be_created_is_reported() throws IOException {
        Path notAFolder = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(
                        () -> Registry.open(notAFolder.resolve("registry().db").toString(), () -> NOON))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("cannot be created");
    }

    @Test
    void a_registry_in_memory_is_refused_because_nobody_else_could_see_it() {
        for (String url : new String[] {"jdbc:sqlite::memory:", "jdbc:sqlite:", "jdbc:sqlite:x.db?mode=ro"}) {
            assertThatThrownBy(() -> Registry.open(url, () -> NOON))
                    .as(url)
                    .isInstanceOf(TandemException.class)
                    .hasMessageContaining("is not the path of a file");
        }
    }

    @Test
    void another_kind_of_database_is_refused_without_repeating_a_password() {
        for (String url : new String[] {
            "jdbc:mysql://me:hunter2@host/db", "postgres://me:hunter2@host/db", "jdbc:oracle:thin:me/hunter2@host"
        }) {
            assertThatThrownBy(() -> Registry.open(url, () -> NOON))
                    .isInstanceOf(TandemException.class)
                    .hasMessageContaining("Tandem knows SQLite and PostgreSQL")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void a_registry_that_was_replaced_while_open_is_read_anew() throws IOException {
        apply(sample());
        Path other = folder.resolve("other.db");
        Registry.open(other.toString(), () -> NOON).close();

        Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(registry().latestNumber(PROJECT)).isZero();
    }

    @Override
    String trueLiteral() {
        return "1";
    }
}
