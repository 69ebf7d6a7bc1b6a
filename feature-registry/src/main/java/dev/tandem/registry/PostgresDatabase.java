package dev.tandem.registry;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.tandem.TandemException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * A registry in a PostgreSQL database, in a schema of its own: {@code tandem}, unless the URL names one as {@code currentSchema}. Every
 * wait is bounded: for the server, for an answer, for a lock. Messages never hold the URL's parameters, where a password may stand.
 */
final class PostgresDatabase implements Database {
    static final String PREFIX = "jdbc:postgresql:";

    private static final String SCHEMA = "tandem";
    private static final int CONNECT_SECONDS = 5;
    private static final int ANSWER_SECONDS = 60;
    private static final int LOCK_SECONDS = 10;
    private static final int MOST_CONNECTIONS = 4;
    /** Any number will do, as long as all versions of Tandem use the same. */
    private static final long CREATION_LOCK = 0x74616E64656DL;

    private static final Pattern USER_INFO = Pattern.compile("^[^?]*@");

    private final String name;
    private final String schema;
    private final HikariDataSource pool;

    private PostgresDatabase(String name, String schema, HikariDataSource pool) {
        this.name = name;
        this.schema = schema;
        this.pool = pool;
    }

    static PostgresDatabase at(String url) {
        Map<String, String> parameters = parameters(url);
        String name = PREFIX
                + "//%s:%s/%s"
                        .formatted(parameters.get("PGHOST"), parameters.get("PGPORT"), parameters.get("PGDBNAME"));
        String schema = parameters.getOrDefault("currentSchema", SCHEMA);
        HikariConfig config = new HikariConfig();
        config.setPoolName("tandem-registry");
        config.setJdbcUrl(url);
        // What stands in the URL counts before these.
        config.addDataSourceProperty("currentSchema", schema);
        config.addDataSourceProperty("ApplicationName", "tandem");
        config.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
        config.addDataSourceProperty("loginTimeout", CONNECT_SECONDS);
        config.addDataSourceProperty("socketTimeout", ANSWER_SECONDS);
        config.addDataSourceProperty("options", "-c lock_timeout=%ds".formatted(LOCK_SECONDS));
        config.setConnectionTimeout(Duration.ofSeconds(CONNECT_SECONDS).toMillis());
        config.setInitializationFailTimeout(1);
        config.setMaximumPoolSize(MOST_CONNECTIONS);
        config.setMinimumIdle(0);
        try {
            return new PostgresDatabase(name, schema, new HikariDataSource(config));
        } catch (PoolInitializationException e) {
            throw explain(name, sqlCause(e), "open the registry");
        }
    }

    /** What the driver reads from the URL. */
    private static Map<String, String> parameters(String url) {
        if (USER_INFO.matcher(url).find()) {
            // The driver would take the password for a port, and log it.
            throw unreadable();
        }
        try {
            Map<String, String> parameters = new HashMap<>();
            for (DriverPropertyInfo property : DriverManager.getDriver(url).getPropertyInfo(url, new Properties())) {
                if (property.value != null) {
                    parameters.put(property.name, property.value);
                }
            }
            return parameters;
        } catch (SQLException e) {
            // The cause is left out on purpose: parts of the URL may stand in it.
            throw unreadable();
        }
    }

    private static TandemException unreadable() {
        return new TandemException(
                "The registry's URL, which begins with '%s', cannot be read. Write it as jdbc:postgresql://HOST:PORT/DATABASE?user=NAME&password=SECRET."
                        .formatted(PREFIX));
    }

    private static SQLException sqlCause(PoolInitializationException failure) {
        return failure.getCause() instanceof SQLException cause ? cause : new SQLException(failure);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> schema() {
        return Optional.of(schema);
    }

    @Override
    public ConnectionFactory connections() {
        return pool::getConnection;
    }

    @Override
    public int migrationAttempts() {
        return 1;
    }

    @Override
    public void configure(FluentConfiguration flyway) throws SQLException {
        createSchema();
        flyway.dataSource(pool)
                .schemas(schema)
                .createSchemas(false)
                .placeholders(Map.of("identity", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"));
    }

    /** Two that create a schema at once would fail, {@code IF NOT EXISTS} or not: one waits for the other. */
    private void createSchema() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(%d)".formatted(CREATION_LOCK));
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + statement.enquoteIdentifier(schema, true));
            connection.commit();
        }
    }

    @Override
    public TandemException explain(SQLException failure, String task) {
        return explain(name, failure, task);
    }

    private static TandemException explain(String name, SQLException failure, String task) {
        SQLException root = root(failure);
        String state = root.getSQLState() == null ? "" : root.getSQLState();
        String problem = "Tandem could not %s: the registry %s ".formatted(task, name);
        if (state.startsWith("08") || state.isEmpty()) {
            problem += "cannot be reached (%s). See that PostgreSQL runs there and that this machine may connect to it."
                    .formatted(root.getMessage());
        } else if (state.startsWith("28")) {
            problem += "does not let this user in (%s). Set user and password in the registry's URL."
                    .formatted(root.getMessage());
        } else if (state.equals("3D000")) {
            problem += "does not exist (%s). Create the database, or mend its name in the registry's URL."
                    .formatted(root.getMessage());
        } else if (state.equals("42501")) {
            problem +=
                    "does not let this user do so (%s). Grant the user all rights on the schema, or the right to create it in the database."
                            .formatted(root.getMessage());
        } else if (state.equals("55P03")) {
            problem +=
                    "stays locked by another process that writes to it. Wait until that has finished, or end it if it hangs, and try again.";
        } else {
            problem += "refused (%s).".formatted(root.getMessage());
        }
        return new TandemException(problem, failure);
    }

    /** The pool wraps what the driver said. */
    private static SQLException root(SQLException failure) {
        SQLException root = failure;
        while (root.getCause() instanceof SQLException cause) {
            root = cause;
        }
        return root;
    }

    @Override
    public void close() {
        pool.close();
    }
}
