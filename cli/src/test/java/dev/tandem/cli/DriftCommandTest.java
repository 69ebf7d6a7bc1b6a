package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.cli.alert.Receiver;
import dev.tandem.cli.config.ConfigurationLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what docs/drift.md shows, in a small shop: each customer visits the same in July as in January, spends more, and some by a new channel. */
class DriftCommandTest {
    private static final int CUSTOMERS = 600;

    @TempDir
    private Path folder;

    private TandemRun tandem(Map<String, String> environment, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--config", folder.toString()));
        return TandemRun.of(environment, arguments);
    }

    private void writeShop() throws IOException {
        Files.createDirectories(folder.resolve("features"));
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("tandem.yaml"), """
                project: shop
                offline: {master: "local[2]", conf: {spark.sql.shuffle.partitions: 2}}
                """);
        Files.writeString(folder.resolve("features/all.yaml"), """
                entities:
                  customer: {keys: {customer: INT32}}
                sources:
                  purchases: {format: csv, path: data/purchases.csv, event_time: at}
                views:
                  purchases:
                    entities: [customer]
                    source: purchases
                    features: {amount: FLOAT64, channel: STRING, visits: INT32}
                services:
                  purchase: {features: [purchases]}
                """);
        List<String> purchases = new ArrayList<>(List.of("customer,at,amount,channel,visits"));
        List<String> january = new ArrayList<>(List.of("customer,event_timestamp"));
        List<String> july = new ArrayList<>(List.of("customer,event_timestamp"));
        for (int i = 0; i < CUSTOMERS; i++) {
            int amount = i * 7_919 % 100;
            purchases.add("%d,2026-01-05T00:00:00Z,%d,%s,%d".formatted(i, amount, channel(i), i % 9));
            purchases.add("%d,2026-07-05T00:00:00Z,%d,%s,%d"
                    .formatted(i, amount + 80, i % 5 == 0 ? "app" : channel(i), i % 9));
            january.add(i + ",2026-01-31T00:00:00Z");
            july.add(i + ",2026-07-31T00:00:00Z");
        }
        Files.write(folder.resolve("data/purchases.csv"), purchases);
        Files.write(folder.resolve("data/january.csv"), january);
        Files.write(folder.resolve("data/july.csv"), july);
    }

    private static String channel(int customer) {
        return customer % 3 == 0 ? "shop" : "web";
    }

    /** As servers write it. */
    private void writeLog() {
        try (Deployment deployment = new Deployment(new ConfigurationLoader(Map.of())
                .load(folder.resolve(ConfigurationLoader.FILE_NAME), Map.of(), Map.of()))) {
            deployment
                    .history()
                    .spark()
                    .read()
                    .option("header", "true")
                    .csv(folder.resolve("data/purchases.csv").toString())
                    .where("at < '2026-02'")
                    .selectExpr(
                            "'r' AS request_id",
                            "0 AS request_row",
                            "TIMESTAMP '2026-07-06 00:00:00Z' AS request_time",
                            "1L AS registry_state",
                            "named_struct('customer', INT(customer)) AS asked",
                            "named_struct('amount', named_struct('value', DOUBLE(amount), 'status', 'PRESENT'),"
                                    + " 'channel', named_struct('value', channel, 'status', 'PRESENT'),"
                                    + " 'visits', named_struct('value', INT(visits), 'status', 'PRESENT')) AS answer")
                    .write()
                    .parquet(folder.resolve(".tandem/log/service=purchase/date=2026-07-06")
                            .toString());
        }
    }

    private String[] words(String command) {
        return command.substring("tandem ".length())
                .replace(" data/", " " + folder + "/data/")
                .replace(" training/", " " + folder + "/training/")
                .split(" ");
    }

    @Test
    void the_commands_of_the_guide_do_what_it_says_and_an_alert_arrives_once() throws IOException {
        writeShop();
        assertThat(tandem(Map.of(), "apply").exitCode()).isZero();
        writeLog();
        List<String> commands = block("sh").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("tandem "))
                .toList();
        assertThat(commands).hasSize(5);

        for (String train : commands.subList(0, 2)) {
            TandemRun trained = tandem(Map.of(), words(train));
            assertThat(trained.exitCode()).as(trained.err()).isZero();
        }
        assertThat(folder.resolve("training/january/profile.json")).exists();
        try (Receiver receiver = new Receiver(503)) {
            Map<String, String> environment = Map.of(
                    "TANDEM_ALERTS_WEBHOOK_URL",
                    receiver.url(),
                    "TANDEM_ALERTS_WEBHOOK_SECRET",
                    Receiver.SECRET,
                    "TANDEM_ALERTS_WINDOWS",
                    "1");
            TandemRun drifted = tandem(environment, words(commands.get(2)));
            assertThat(drifted.exitCode()).as(drifted.err()).isEqualTo(3);
            assertThat(drifted.out()).startsWith(block("").get(0));
            assertThat(drifted.out()).containsPattern("Alert \\S+: amount, channel, for 1 window in a row\\.");
            assertThat(drifted.err()).contains("1 alert sent");
            assertThat(tandem(environment, words(commands.get(2))).exitCode()).isEqualTo(3);
            assertThat(receiver.taken()).hasSize(1);
            assertThat(receiver.taken().get(0).text()).contains("\"new_categories\":0.2");
        }

        TandemRun served = tandem(Map.of(), words(commands.get(3)));
        assertThat(served.exitCode()).as(served.err()).isZero();
        assertThat(served.out()).contains("0 of 3 features at their alert level; 600 rows compared with 600");
        TandemRun json = tandem(Map.of(), words(commands.get(4)));
        JsonNode same = new ObjectMapper().readTree(json.out());
        assertThat(same.path("verdict").asText()).isEqualTo("ok");
        assertThat(same.path("features").path(0).path("psi").asDouble()).isZero();
    }

    @Test
    void what_cannot_be_done_is_told_before_anything_is_read() throws IOException {
        writeShop();
        tandem(Map.of(), "apply");
        String[] drift = words("tandem drift --service purchase --reference training/january --recent training/july");

        assertThat(tandem(Map.of("TANDEM_ALERTS_WEBHOOK_URL", "https://example.org"), drift)
                        .err())
                .contains("'alerts.webhook_secret' has no value");
        assertThat(tandem(Map.of("TANDEM_ALERTS_WINDOWS", "0"), drift).err())
                .contains("An alert needs one window at least");
        assertThat(tandem(Map.of(), drift).err()).contains("There is no training set at");
        assertThat(tandem(Map.of(), "drift", "--service", "purchase", "--reference", "x")
                        .exitCode())
                .isEqualTo(2);
        TandemRun config = tandem(Map.of("TANDEM_ALERTS_WEBHOOK_SECRET", "hunter2"), "config");
        assertThat(config.out()).contains("alerts.webhook_secret").doesNotContain("hunter2");
    }

    private static List<String> block(String language) throws IOException {
        String guide = Files.readString(Path.of("../docs/drift.md"));
        return Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
                .matcher(guide)
                .results()
                .filter(found -> found.group(1).equals(language))
                .map(found -> found.group(2))
                .toList();
    }
}
