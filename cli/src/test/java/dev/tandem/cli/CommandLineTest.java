package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.registry.DriftCheck;
import dev.tandem.registry.Registry;
import dev.tandem.registry.SkewCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as a person or a script meets them: words in, text and an exit code out. */
class CommandLineTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private TandemRun tandem(String... words) {
        return tandem(Map.of(), words);
    }

    private TandemRun tandem(Map<String, String> environment, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        if (!words[0].equals("init") && !words[0].startsWith("-") && Files.exists(folder.resolve("tandem.yaml"))) {
            arguments.add("--config");
            arguments.add(folder.toString());
        }
        return TandemRun.of(environment, arguments);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static JsonNode json(TandemRun result) throws IOException {
        return JSON.readTree(result.out());
    }

    @Test
    void the_first_program_of_a_newcomer_works_from_init_to_get() throws IOException {
        assertThat(tandem("init", folder.toString()).exitCode()).isZero();
        assertThat(tandem("plan").out()).contains("+ view     orders");
        assertThat(tandem("apply").out()).contains("Applied as state 1");

        TandemRun train = tandem(
                "train",
                "--service",
                "purchase",
                "--labels",
                folder.resolve("data/labels.csv").toString(),
                "--output",
                folder.resolve("training").toString(),
                "--json");
        assertThat(train.err()).doesNotContain("Exception");
        assertThat(json(train).get("rows").asInt()).isEqualTo(5);

        TandemRun materialize = tandem("materialize", "--json");
        assertThat(materialize.exitCode()).as(materialize.err()).isZero();
        assertThat(json(materialize).get(0).get("written").asText()).isEqualTo("3");

        assertThat(served("customer=1")).isEqualTo("4 PRESENT");
        assertThat(served("customer=2")).isEqualTo("1 PRESENT");
        assertThat(served("customer=3")).isEqualTo("null OUTSIDE_MAX_AGE");
        assertThat(served("customer=4")).isEqualTo("null NOT_FOUND");

        assertThat(json(tandem("status", "--json"))
                        .get("views")
                        .get(0)
                        .get("lag_seconds")
                        .asInt())
                .isZero();
        assertThat(tandem("erase", "customer", "customer=1").out()).contains("Erased 1 row of customer=1");
        assertThat(served("customer=1")).isEqualTo("null NOT_FOUND");
    }

    private String served(String key) throws IOException {
        JsonNode first =
                json(tandem("get", "purchase", key, "--json")).get("features").get(0);
        return first.get("value").asText() + " " + first.get("status").asText();
    }

    @Test
    void materializing_tells_why_rows_were_rejected_and_the_registry_keeps_it() throws IOException {
        tandem("init", folder.toString());
        write("data/orders.csv", """
                customer,counted_at,loaded_at,orders_30d,average_basket
                1,2026-03-02T08:00:00Z,2026-03-02T08:05:00Z,4,38.25
                8,2020-01-01T08:00:00Z,2020-01-01T08:05:00Z,1,1.00
                9,2020-01-02T08:00:00Z,2020-01-02T08:05:00Z,2,2.00
                """);
        tandem("apply");

        TandemRun materialize = tandem("materialize", "--json");

        String why = "2 rejected as past retention, such as the row of ";
        String example = "dated 2020-01-0\\dT08:00:00Z: It is so old that it would not be kept\\.";
        assertThat(materialize.err()).containsPattern("View 'orders': " + why + "\\[[89]] " + example);
        JsonNode run = json(materialize).get(0);
        assertThat(run.get("written").asText()).isEqualTo("1");
        assertThat(run.get("rejected").asText()).isEqualTo("2");
        JsonNode rejection = run.get("rejections").get(0);
        assertThat(rejection.get("reason").asText()).isEqualTo("past retention");
        assertThat(rejection.get("rows").asLong()).isEqualTo(2);
        assertThat(rejection.get("example").asText()).containsPattern("the row of \\[[89]] " + example);
        assertThat(json(tandem("list", "runs", "--json")).get(0).get("message").asText())
                .startsWith(why);
    }

    @Test
    void a_time_that_is_none_is_told_with_one_that_is() {
        TandemRun day = tandem("materialize", "--from", "2013-12-31");
        assertThat(day.exitCode()).isEqualTo(2);
        assertThat(day.err()).contains("'2013-12-31' is no instant. Write one in UTC, such as 2013-12-31T23:00:00Z.");

        TandemRun zone = tandem("train", "--time-zone", "Europe/Berln");
        assertThat(zone.exitCode()).isEqualTo(2);
        assertThat(zone.err()).contains("There is no time zone 'Europe/Berln'. Did you mean 'Europe/Berlin'?");
    }

    @Test
    void a_word_that_is_no_list_is_told_with_the_nearest_that_is() {
        TandemRun list = tandem("list", "vews");
        assertThat(list.exitCode()).isEqualTo(2);
        assertThat(list.err()).contains("there is no list of 'vews'. Did you mean 'views'?");
    }

    @Test
    void what_checks_found_of_a_service_is_listed_after_its_removal_and_marked() throws IOException {
        tandem("init", folder.toString());
        tandem("apply");
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        try (Registry registry =
                Registry.open("jdbc:sqlite:" + folder.resolve(".tandem/registry.db"), InstantSource.fixed(noon))) {
            for (String service : List.of("basket", "purchase")) {
                registry.skew()
                        .record("quickstart", new SkewCheck(service, noon, noon.plusSeconds(60), noon, 1, List.of()));
                registry.drift().record("quickstart", new DriftCheck(service, "digest", "march", noon, List.of()), 3);
            }
        }

        for (String what : List.of("skew", "drift")) {
            JsonNode checks = json(tandem("list", what, "--json"));
            assertThat(checks.findValuesAsText("service")).containsExactly("purchase", "basket");
            assertThat(checks.findValuesAsText("status")).containsExactly("in force", "removed");
        }
    }

    @Test
    void a_reason_without_a_correction_is_refused_before_anything_is_written() {
        TandemRun materialize = tandem("materialize", "orders", "--reason", "station 7 was off");
        assertThat(materialize.exitCode()).isEqualTo(1);
        assertThat(materialize.err()).contains("add --correct");
    }

    @Test
    void a_problem_of_a_command_that_is_stopped_is_told_in_one_line_beside_the_stop() {
        TandemRun stopped = TandemRun.stopped(List.of("plan", "--config", at("nowhere")));
        assertThat(stopped.exitCode()).isEqualTo(1);
        assertThat(stopped.err())
                .hasLineCount(2)
                .startsWith("tandem: stopped before it was done.")
                .contains("tandem: meanwhile: There is no file " + at("nowhere"));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void without_a_word_the_commands_are_shown() {
        TandemRun nothing = TandemRun.of(Map.of(), List.of());
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err()).contains("Commands:", "materialize");
    }

    @Test
    void an_empty_key_names_nobody_to_erase() {
        tandem("init", folder.toString());
        tandem("apply");
        TandemRun erase = tandem("erase", "customer", "customer=");
        assertThat(erase.exitCode()).isEqualTo(1);
        assertThat(erase.err()).contains("customer= names no customer: a part of its key is empty.");
    }

    @Test
    void applying_twice_changes_nothing() {
        tandem("init", folder.toString());
        tandem("apply");
        TandemRun second = tandem("apply");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains("Nothing to apply: state 1 is in force.");
    }

    @Test
    void plan_check_tells_a_teams_ci_by_its_exit_code() {
        tandem("init", folder.toString());
        assertThat(tandem("plan", "--check").exitCode()).isEqualTo(3);
        tandem("apply");
        assertThat(tandem("plan", "--check").exitCode()).isZero();
    }

    @Test
    void plan_reminds_of_parity_when_services_are_touched() throws IOException {
        tandem("init", folder.toString());
        assertThat(tandem("plan").out()).contains("'tandem parity' shows beforehand");
        tandem("apply");
        Path file = folder.resolve("features/customers.yaml");
        Files.writeString(file, Files.readString(file).replace("ttl: 2d", "ttl: 5d"));
        assertThat(tandem("plan").out()).contains("'tandem parity' shows beforehand");
    }

    @Test
    void every_mistake_in_the_definitions_is_told_at_once_with_its_place() throws IOException {
        tandem("init", folder.toString());
        write("features/customers.yaml", """
                entities:
                  customer: {keys: {customer: INT46}}
                views:
                  orders: {entities: [custmer], source: order_counts, features: {orders_30d: INT32}}
                """);
        TandemRun plan = tandem("plan");
        assertThat(plan.exitCode()).isEqualTo(1);
        assertThat(plan.err())
                .contains("customers.yaml:2")
                .contains("INT64")
                .contains("customers.yaml:4")
                .contains("Did you mean 'customer'?")
                .doesNotContain("\tat ");
    }

    @Test
    void init_overwrites_nothing() {
        tandem("init", folder.toString());
        TandemRun second = tandem("init", folder.toString());
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("is there already, so nothing was written");
    }

    @Test
    void a_command_outside_a_project_says_how_to_begin_one() {
        TandemRun result = tandem("list", "--config", folder.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("There is no file").contains("tandem.yaml");
    }

    @Test
    void before_anything_is_applied_commands_say_what_to_do() {
        tandem("init", folder.toString());
        assertThat(tandem("list").err()).contains("Nothing was applied yet").contains("tandem apply");
    }

    @Test
    void a_mistyped_command_or_option_is_a_usage_error_with_a_suggestion() {
        TandemRun command = tandem("aply");
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.err()).contains("tandem apply");
        assertThat(tandem("plan", "--jsn").exitCode()).isEqualTo(2);
    }

    @Test
    void a_missing_key_is_named_with_its_type() {
        tandem("init", folder.toString());
        tandem("apply");
        assertThat(tandem("get", "purchase").err()).contains("'customer' (INT64) is missing");
        assertThat(tandem("get", "purchase", "customer=x").err()).contains("customer=x is no INT64");
        assertThat(tandem("get", "purchase", "custmer=1").err()).contains("Did you mean 'customer'?");
    }

    @Test
    void secrets_are_not_printed() {
        tandem("init", folder.toString());
        TandemRun config = tandem(
                Map.of(
                        "TANDEM_SERVER_TOKEN", "0123456789abcdef-token",
                        "TANDEM_ONLINE", "redis://:hunter2@redis:6379/0",
                        "TANDEM_REGISTRY", "jdbc:postgresql://db/tandem?user=u&password=hunter2"),
                "config");
        assertThat(config.out())
                .contains("TANDEM_ONLINE")
                .contains("redis://:********@redis:6379/0")
                .doesNotContain("hunter2")
                .doesNotContain("0123456789abcdef-token");
    }

    @Test
    void several_values_of_sparks_configuration_may_be_given() {
        tandem("init", folder.toString());
        TandemRun config =
                tandem("config", "--conf", "spark.sql.shuffle.partitions=7", "--conf=spark.executor.memory=3g");
        assertThat(config.exitCode()).as(config.err()).isZero();
        assertThat(config.out())
                .containsPattern("shuffle.partitions\\s+7\\b")
                .containsPattern("executor.memory\\s+3g\\b");
        assertThat(tandem("config", "--conf", "spark").err()).contains("--conf takes KEY=VALUE, not 'spark'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "plan",
                "apply",
                "list",
                "describe",
                "train",
                "parity",
                "materialize",
                "serve",
                "get",
                "erase",
                "status",
                "config",
                "demo"
            })
    void every_command_explains_itself(String command) {
        TandemRun help = tandem(command, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: tandem " + command);
    }

    @Test
    @Timeout(60)
    void a_view_that_never_departs_is_not_waited_for() {
        tandem("init", folder.toString());
        tandem("apply");

        assertThat(tandem("materialize", "order", "--watch").err()).contains("There is no online feature view 'order'");
        assertThat(tandem("materialize", "orders", "--watch").err())
                .contains("View 'orders' has no schedule to follow");
    }

    @Test
    void a_definition_is_described_as_it_was_in_an_earlier_state() throws IOException {
        tandem("init", folder.toString());
        tandem("apply");
        Path file = folder.resolve("features/customers.yaml");
        Files.writeString(file, Files.readString(file).replace("ttl: 2d", "ttl: 5d"));
        assertThat(tandem("apply").out()).contains("ttl: 2d -> 5d");
        assertThat(tandem("describe", "orders").out()).contains("ttl: 5d");
        assertThat(tandem("describe", "orders", "--state", "1").out()).contains("ttl: 2d");
        assertThat(tandem("list", "states").out()).contains("1 changed");
    }
}
