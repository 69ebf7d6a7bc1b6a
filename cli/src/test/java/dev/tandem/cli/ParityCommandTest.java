package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.online.embedded.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tandem parity} as a person or a team's CI meets it. */
class ParityCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private TandemRun tandem(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        if (!words[0].equals("init")) {
            arguments.addAll(List.of("--config", folder.toString()));
        }
        return TandemRun.of(Map.of(), arguments);
    }

    private TandemRun parity(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "parity",
                "--service",
                "purchase",
                "--labels",
                folder.resolve("data/labels.csv").toString()));
        words.addAll(List.of(more));
        return tandem(words.toArray(String[]::new));
    }

    @Test
    void definitions_that_are_only_written_agree_and_nothing_is_left_behind() throws IOException {
        tandem("init", folder.toString());
        TandemRun result = parity();
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("COMPARED").contains("all the same, bit for bit.");
        assertThat(folder.resolve(".tandem")).doesNotExist();
    }

    @Test
    void a_script_reads_what_was_compared_at_the_instants_it_named() throws IOException {
        tandem("init", folder.toString());
        TandemRun result =
                parity("--sample", "2", "--at", "2026-03-01T12:00:00Z", "--at", "2026-02-20T12:00:00Z", "--json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonNode json = JSON.readTree(result.out());
        assertThat(json.get("rows").asInt()).isEqualTo(2);
        assertThat(json.get("instants").get(0).asText()).isEqualTo("2026-02-20T12:00:00Z");
        assertThat(json.get("compared").asInt())
                .isEqualTo(2 * 2 * json.get("features").size());
        assertThat(json.get("different").asInt()).isZero();
    }

    @Test
    void in_a_redis_that_somebody_names_rows_are_removed_in_the_end() throws IOException {
        tandem("init", folder.toString());
        try (EmbeddedRedis redis = EmbeddedRedis.open(folder.resolve("shared"))) {
            assertThat(parity("--redis", redis.uri()).exitCode()).isZero();
            assertThat(OrdersProject.content(redis.uri())).isEmpty();
        }
    }

    @Test
    void a_source_that_is_not_the_same_twice_is_found_and_shown_with_exit_code_3() throws IOException, SQLException {
        tandem("init", folder.toString());
        Path database = folder.resolve("counts.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE customers (customer INTEGER, counted_at TEXT)");
            statement.execute("INSERT INTO customers SELECT value, '2026-01-01T00:00:00Z' FROM json_each('[1, 2, 3]')");
            statement.execute("CREATE VIEW counts AS SELECT *, random() % 1000000 AS orders FROM customers");
        }
        Files.writeString(folder.resolve("features/customers.yaml"), """
                entities:
                  customer: {keys: {customer: INT32}}
                sources:
                  stored: {format: jdbc, table: counts, options: {url: "jdbc:sqlite:%s"}}
                  counts:
                    sql: SELECT customer, counted_at, CAST(orders AS STRING) AS orders FROM stored
                    event_time: counted_at
                views:
                  orders: {entities: [customer], source: counts, features: {orders: STRING}}
                services:
                  purchase: {features: [orders]}
                """.formatted(database));
        TandemRun result = parity();
        assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
        assertThat(result.out())
                .contains("orders of customer=")
                .contains("trained on ")
                .contains("DIFFER");
    }

    @Test
    void a_sample_of_nothing_is_refused() {
        tandem("init", folder.toString());
        assertThat(parity("--sample", "0").err()).contains("Ask about one row at least");
    }
}
