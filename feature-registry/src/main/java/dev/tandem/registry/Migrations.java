package dev.tandem.registry;

import dev.tandem.TandemException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables of a registry to the layout that this program works with. Flyway does the work and keeps the record; a registry that
 * is up to date, which is nearly always, is recognised by one query, without waking Flyway.
 */
final class Migrations {
    /** The number of the newest file in the migration folder. */
    static final int LAYOUT = 6;

    private static final String TASK = "bring the tables to layout version " + LAYOUT;
    private static final String HISTORY = "flyway_schema_history";
    private static final String NEWEST =
            "SELECT coalesce(max(CAST(version AS INTEGER)), 0) FROM " + HISTORY + " WHERE success";

    private Migrations() {}

    /**
     * Makes the tables, or changes them, or leaves them as they are.
     *
     * @throws TandemException when a newer Tandem made them, or they belong to something else
     */
    static void bringUpToDate(Database database) {
        int found = layout(database);
        if (found > LAYOUT) {
            throw new TandemException(
                    "The registry %s was made by a newer Tandem: its layout is version %d, and this program knows versions up to %d. Nothing was changed. Use the newer program."
                            .formatted(database.name(), found, LAYOUT));
        }
        if (found < LAYOUT) {
            migrate(database);
        }
    }

    /** The version of the newest migration that was run; 0 for an empty database. */
    private static int layout(Database database) {
        try (Connection connection = database.connections().openConnection()) {
            try {
                return newest(connection);
            } catch (SQLException noHistory) {
                // Looked at once, so that somebody who makes the tables meanwhile is seen whole or not at all.
                Set<String> tables = tables(database, connection);
                if (tables.contains(HISTORY)) {
                    return newest(connection);
                }
                if (!tables.isEmpty()) {
                    throw new TandemException(
                            "The database %s holds tables that are not those of a registry. Nothing was changed. Give the registry a file, or a schema, of its own."
                                    .formatted(database.name()),
                            noHistory);
                }
                return 0;
            }
        } catch (SQLException e) {
            throw database.explain(e, "open the registry");
        }
    }

    private static int newest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(NEWEST)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Set<String> tables(Database database, Connection connection) throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        String underscore = metaData.getSearchStringEscape() + "_";
        @Nullable
        String schema =
                database.schema().map(exact -> exact.replace("_", underscore)).orElse(null);
        Set<String> names = new HashSet<>();
        try (ResultSet tables = metaData.getTables(null, schema, "%", new String[] {"TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    /**
     * Several processes may find an empty registry at once. SQLite gives Flyway no lock for that; but each step is one transaction, so
     * the slower ones fail without harm, and find the work done a moment later.
     */
    private static void migrate(Database database) {
        FluentConfiguration configuration = Flyway.configure(Migrations.class.getClassLoader())
                .locations("classpath:dev/tandem/registry/migration")
                .loggers(FlywayLog.class.getName())
                .table(HISTORY);
        try {
            database.configure(configuration);
        } catch (SQLException e) {
            throw database.explain(e, TASK);
        }
        for (int left = database.migrationAttempts() - 1; ; left--) {
            try {
                configuration.load().migrate();
                return;
            } catch (FlywayException e) {
                if (layout(database) == LAYOUT) {
                    return;
                }
                if (left == 0) {
                    throw failed(database, e);
                }
            }
        }
    }

    private static TandemException failed(Database database, FlywayException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said) {
                return database.explain(said, TASK);
            }
        }
        return new TandemException(
                "Tandem could not %s: the registry %s refused (%s)."
                        .formatted(TASK, database.name(), failure.getMessage()),
                failure);
    }
}
