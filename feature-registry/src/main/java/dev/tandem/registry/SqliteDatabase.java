package dev.tandem.registry;

import dev.tandem.TandemException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A registry in one file on a local disk, shared by any number of processes.
 *
 * <p>Readers never wait (write-ahead log). A transaction takes the write lock when it begins, not at its first write: two that began as
 * readers and both went on to write would block each other for good, which no waiting mends. Connections are made for each use; that
 * takes half a millisecond, keeps nothing open between uses, and follows a file that was replaced.
 */
final class SqliteDatabase implements Database {
    static final String PREFIX = "jdbc:sqlite:";

    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    private final Path file;
    private final SQLiteDataSource source;

    private SqliteDatabase(Path file) {
        this.file = file;
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) LOCK_WAIT.toMillis());
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        this.source = new PatientSource(config);
        this.source.setUrl(PREFIX + file);
    }

    /**
     * A file that nobody has used before is given its write-ahead log by whoever opens it first. Meanwhile others are refused, and SQLite does
     * not let them wait as it does for a lock.
     */
    private static final class PatientSource extends SQLiteDataSource {
        private static final Duration PAUSE = Duration.ofMillis(10);

        PatientSource(SQLiteConfig config) {
            super(config);
        }

        @Override
        public SQLiteConnection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
            long begunAt = System.nanoTime();
            while (true) {
                try {
                    return super.getConnection(user, password);
                } catch (SQLiteException e) {
                    if (!is(e.getResultCode().code & 0xFF, SQLiteErrorCode.SQLITE_BUSY)
                            || System.nanoTime() - begunAt > LOCK_WAIT.toNanos()) {
                        throw e;
                    }
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
    }

    static SqliteDatabase at(String path) {
        if (path.isBlank() || path.startsWith(":") || path.startsWith("file:") || path.contains("?")) {
            throw new TandemException(
                    "The registry '%s' is not the path of a file. A SQLite registry is written as the plain path of its file, such as .tandem/registry.db or jdbc:sqlite:/var/lib/tandem/registry.db."
                            .formatted(path));
        }
        SqliteDatabase database = new SqliteDatabase(absolute(path));
        database.createIfAbsent();
        return database;
    }

    private static Path absolute(String path) {
        try {
            return Path.of(path).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new TandemException(
                    "The registry '%s' is not the path of a file: %s. Write another path."
                            .formatted(path, e.getReason()),
                    e);
        }
    }

    /** Makes the file and the folders above it, for their owner only: definitions may tell more than every user of a machine should know. */
    private void createIfAbsent() {
        if (Files.isDirectory(file)) {
            throw new TandemException("The registry %s is a folder. Write the path of a file, such as %s."
                    .formatted(file, file.resolve("registry.db")));
        }
        if (Files.exists(file)) {
            return;
        }
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder, ownerOnly("rwx------"));
            }
            Files.createFile(file, ownerOnly("rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw notCreated(e);
            }
        } catch (IOException e) {
            throw notCreated(e);
        }
    }

    private TandemException notCreated(IOException cause) {
        return new TandemException(
                "The registry %s cannot be created: %s. Give this user the right to write there, or set 'registry' to another path."
                        .formatted(file, cause),
                cause);
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public Optional<String> schema() {
        return Optional.empty();
    }

    @Override
    public ConnectionFactory connections() {
        return source::getConnection;
    }

    @Override
    public int migrationAttempts() {
        return 4;
    }

    @Override
    public void configure(FluentConfiguration flyway) {
        flyway.dataSource(source).placeholders(Map.of("identity", "INTEGER PRIMARY KEY AUTOINCREMENT"));
    }

    @Override
    public TandemException explain(SQLException failure, String task) {
        // An extended result code keeps the plain one in its lowest byte.
        int code =
                failure instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xFF : failure.getErrorCode();
        String problem = "Tandem could not %s: the registry %s ".formatted(task, file);
        if (is(code, SQLiteErrorCode.SQLITE_BUSY) || is(code, SQLiteErrorCode.SQLITE_LOCKED)) {
            problem +=
                    "has been locked for %d seconds by another process that writes to it. Wait until that has finished, or end it if it hangs, and try again."
                            .formatted(LOCK_WAIT.toSeconds());
        } else if (is(code, SQLiteErrorCode.SQLITE_NOTADB) || is(code, SQLiteErrorCode.SQLITE_CORRUPT)) {
            problem +=
                    "is damaged, or no registry at all (%s). Restore it from a backup; or move it out of the way and run 'tandem apply', which begins a new one without its history."
                            .formatted(failure.getMessage());
        } else if (is(code, SQLiteErrorCode.SQLITE_READONLY)
                || is(code, SQLiteErrorCode.SQLITE_CANTOPEN)
                || is(code, SQLiteErrorCode.SQLITE_PERM)) {
            problem +=
                    "cannot be opened for writing (%s). Give this user the right to read and write the file and its folder."
                            .formatted(failure.getMessage());
        } else if (is(code, SQLiteErrorCode.SQLITE_FULL) || is(code, SQLiteErrorCode.SQLITE_IOERR)) {
            problem +=
                    "cannot be read or written by the operating system (%s). Look for a full or failing disk; nothing was changed."
                            .formatted(failure.getMessage());
        } else {
            problem += "refused (%s).".formatted(failure.getMessage());
        }
        return new TandemException(problem, failure);
    }

    private static boolean is(int code, SQLiteErrorCode expected) {
        return code == expected.code;
    }

    @Override
    public void close() {
        // No connection outlives its use.
    }
}
