package dev.tandem.registry;

import dev.tandem.TandemException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * A database that can hold registries: how to connect to it, and what only this kind of database knows. A transaction that writes waits
 * for its turn, but never longer than a few seconds. Thread-safe.
 */
interface Database extends AutoCloseable {
    /** A URL of some kind; a single letter before the colon would be a drive of Windows. */
    Pattern OTHER_SCHEME = Pattern.compile("jdbc:|[A-Za-z][A-Za-z0-9+.-]+://");

    /**
     * Connects, within a few seconds or not at all; a SQLite file that does not exist is made.
     *
     * @param url {@code jdbc:sqlite:...}, {@code jdbc:postgresql:...} or the path of a SQLite file
     * @throws TandemException when it cannot be had
     */
    static Database at(String url) {
        if (url.startsWith(SqliteDatabase.PREFIX)) {
            return SqliteDatabase.at(url.substring(SqliteDatabase.PREFIX.length()));
        }
        if (url.startsWith(PostgresDatabase.PREFIX)) {
            return PostgresDatabase.at(url);
        }
        if (OTHER_SCHEME.matcher(url).lookingAt()) {
            // Only the scheme is repeated: there may be a password behind it.
            throw new TandemException(
                    "A registry cannot be kept in '%s...': Tandem knows SQLite and PostgreSQL. Write the path of a file, jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE."
                            .formatted(url.substring(
                                    0, url.indexOf(':', url.startsWith("jdbc:") ? "jdbc:".length() : 0) + 1)));
        }
        return SqliteDatabase.at(url);
    }

    /** What messages call it; holds no password. */
    String name();

    /** The schema that holds the tables, where the database has schemas. */
    Optional<String> schema();

    /** Where connections come from. */
    ConnectionFactory connections();

    /** How often to try to make the tables: more than once where Flyway cannot keep others from doing so at the same time. */
    int migrationAttempts();

    /** Tells Flyway how to make or change the tables here, and makes ready what it needs. */
    void configure(FluentConfiguration flyway) throws SQLException;

    /**
     * The same failure for the person who can mend it.
     *
     * @param task what was being done, such as "read the newest state"
     */
    TandemException explain(SQLException failure, String task);

    @Override
    void close();
}
