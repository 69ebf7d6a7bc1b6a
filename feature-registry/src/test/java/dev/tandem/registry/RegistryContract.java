package dev.tandem.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every registry does, whatever it is kept in. A subclass says where; each test begins with an empty place. The rules stand by subject
 * in the interfaces.
 */
abstract class RegistryContract
        implements StateContract,
                GenerationContract,
                RunContract,
                TrainingSetContract,
                DriftContract,
                SkewContract,
                ExpectationContract,
                ConcurrencyContract {
    private Instant now = NOON;
    private Registry registry;

    /** A connection beside the registry, to the same tables. */
    abstract Connection connect() throws SQLException;

    @BeforeEach
    void openRegistry() {
        registry = open();
    }

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    @Override
    public Registry registry() {
        return registry;
    }

    @Override
    public Registry open() {
        return Registry.open(url(), () -> now);
    }

    @Override
    public void at(Instant instant) {
        now = instant;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void a_registry_made_by_a_newer_tandem_is_refused_with_both_versions() throws SQLException {
        execute(
                "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success) VALUES (99, '7', 'later', 'SQL', 'V7__later.sql', 'x', 1, "
                        + trueLiteral() + ")");

        assertThatThrownBy(this::open)
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("made by a newer Tandem")
                .hasMessageContaining("version 7")
                .hasMessageContaining("up to " + Migrations.LAYOUT);
    }

    String trueLiteral() {
        return "true";
    }

    @Test
    void a_registry_made_by_an_older_tandem_gets_the_tables_it_lacks_and_keeps_what_it_holds() throws SQLException {
        RegistryState applied = apply(SampleDefinitions.sample());
        for (String table : List.of(
                "training_sets",
                "drift_checks",
                "drift_figures",
                "drift_alerts",
                "drift_alert_features",
                "skew_checks",
                "skew_figures",
                "skew_causes",
                "expectation_results")) {
            execute("DROP TABLE " + table);
        }
        execute("DROP INDEX runs_by_newest_arrival");
        execute("ALTER TABLE runs DROP COLUMN newest_arrival");
        execute("DELETE FROM flyway_schema_history WHERE version <> '1'");

        try (Registry opened = open()) {
            assertThat(opened.findLatest(SampleDefinitions.PROJECT)).contains(applied);
            assertThat(opened.trainingSets(SampleDefinitions.PROJECT)).isEmpty();
            assertThat(opened.drift().unsent(SampleDefinitions.PROJECT)).isEmpty();
            assertThat(opened.skew().latest(SampleDefinitions.PROJECT)).isEmpty();
            assertThat(opened.expectations().latest(SampleDefinitions.PROJECT)).isEmpty();
        }
    }

    @Test
    void a_database_of_something_else_is_refused_and_left_alone() throws SQLException {
        execute("DROP TABLE flyway_schema_history");

        assertThatThrownBy(this::open)
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("holds tables that are not those of a registry");
    }
}
