package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static dev.tandem.registry.SampleDefinitions.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresRegistryIT extends RegistryContract {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static EmbeddedPostgres postgres;

    private final String schema = "registry_" + SCHEMAS.incrementAndGet();

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @Override
    public String url() {
        return postgres.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + schema;
    }

    @Override
    public void empty() throws SQLException {
        execute("DROP SCHEMA " + schema + " CASCADE");
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    @Test
    void a_registry_has_a_schema_of_its_own_beside_other_tables() throws SQLException {
        execute("CREATE TABLE public.something_else (id INT)");

        try (Registry own = Registry.open(postgres.getJdbcUrl("postgres", "postgres"), () -> NOON)) {
            own.apply(own.plan(sample()), "alice");
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT count(*) FROM tandem.states")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
        }
    }

    @Test
    void a_server_that_is_not_there_is_reported_without_the_password() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        refused("jdbc:postgresql://127.0.0.1:" + port + "/features?user=me&password=hunter2", "cannot be reached");
    }

    @Test
    void a_server_that_never_answers_is_given_up() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused(
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort()
                            + "/features?user=me&password=hunter2&loginTimeout=1",
                    "cannot be reached");
        }
    }

    @Test
    void a_database_that_does_not_exist_is_reported() {
        refused(
                "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/nowhere?user=postgres&password=hunter2",
                "/nowhere does not exist");
    }

    @Test
    void a_url_that_cannot_be_read_is_repeated_neither_in_the_message_nor_in_the_log() {
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        Logger driver = Logger.getLogger("org.postgresql");
        Handler handler = new StreamHandler() {
            @Override
            public synchronized void publish(LogRecord record) {
                logged.add(record);
            }
        };
        driver.addHandler(handler);
        try {
            refused("jdbc:postgresql://me:hunter2@host/x", "cannot be read");
        } finally {
            driver.removeHandler(handler);
        }
        assertThat(logged).isEmpty();
    }

    @Test
    void a_user_who_may_not_create_the_schema_is_told_so() throws SQLException {
        execute("CREATE ROLE visitor LOGIN PASSWORD 'hunter2'");
        execute("REVOKE CREATE ON DATABASE postgres FROM PUBLIC");

        refused(
                "jdbc:postgresql://127.0.0.1:" + postgres.getPort()
                        + "/postgres?user=visitor&password=hunter2&currentSchema=visitors",
                "does not let this user do so");
    }

    @Test
    void a_locked_project_is_given_up_after_a_while() throws SQLException {
        apply(sample());
        Plan plan = registry().plan(LONGER_TTL);
        try (Registry impatient = Registry.open(url() + "&options=-c%20lock_timeout=100", () -> NOON);
                Connection other = connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM projects FOR UPDATE");

            assertThat(impatient.latestNumber(PROJECT)).isEqualTo(1);
            assertThatThrownBy(() -> impatient.apply(plan, "alice"))
                    .isInstanceOf(TandemException.class)
                    .hasMessageContaining("stays locked");
        }
    }

    private static void refused(String url, String problem) {
        assertThatThrownBy(() -> Registry.open(url, () -> NOON))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining(problem)
                .satisfies(failure -> {
                    StringWriter trace = new StringWriter();
                    failure.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("hunter2");
                });
    }
}
