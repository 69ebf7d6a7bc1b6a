package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.config.ConfigurationLoader;
import dev.tandem.cli.config.Setting;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.server.FeatureServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what docs/trust.md shows, one command after the other, with some views of the flights example, on its last days. */
class TrustGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "trust.md");
    private static final String SERVE = "tandem serve --server-log-rate 1 &";
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
    private static final Pattern CURL =
            Pattern.compile("curl -s (?:-i )?(?:--retry 9 --retry-connrefused )?localhost:6566(\\S+)(?: -d '(.*)')?");

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final StringBuilder said = new StringBuilder();
    private @Nullable Serving serving;

    /** A server, as {@code tandem serve} runs it. */
    private record Serving(Deployment deployment, FeatureServer server) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
            deployment.close();
        }
    }

    @Test
    void every_command_of_the_guide_does_what_it_says() throws Exception {
        try (LocalRedis redis = LocalRedis.start(folder)) {
            Path home = folder.resolve("flights");
            Examples.copy("flights", home);
            keepSomeViews(home.resolve("features"));
            Map<Setting, String> settings = Map.of(
                    Setting.ONLINE, redis.uri(),
                    Setting.OFFLINE_MASTER, "local[2]",
                    Setting.SERVER_PORT, "0",
                    Setting.SERVER_REGISTRY_POLL, "10ms",
                    Setting.SERVER_LOG_RATE, "1");
            try (Deployment deployment = deployment(home, settings)) {
                keepTheLastDays(deployment.spark(), home.resolve("data"));
            }
            for (String command : commands()) {
                run(command, home, settings);
            }
        } finally {
            stopServing();
        }
        for (String shown : blocks("")) {
            shown.lines().forEach(line -> assertThat(said.toString()).containsPattern(pattern(line)));
        }
    }

    private void run(String command, Path home, Map<Setting, String> settings) throws Exception {
        said.append("$ ").append(command).append('\n');
        Matcher curl = CURL.matcher(command);
        if (command.equals(SERVE)) {
            serve(home, settings);
        } else if (curl.matches()) {
            said.append(curl(curl.group(1), curl.group(2)));
        } else {
            boolean serves = serving != null;
            stopServing(); // which ends the files of the feature log
            TandemRun result = TandemRun.of(environment(settings), words(command, home));
            assertThat(result.exitCode())
                    .as("%s%n%s%s", command, result.out(), result.err())
                    .isZero();
            said.append(result.out()).append(result.err());
            if (serves) {
                serve(home, settings);
            }
        }
    }

    private void serve(Path home, Map<Setting, String> settings) {
        Deployment deployment = deployment(home, settings);
        serving = new Serving(
                deployment, ServeCommand.start(deployment, ServeCommand.settings(deployment.configuration())));
    }

    private void stopServing() {
        if (serving != null) {
            serving.close();
            serving = null;
        }
    }

    private String curl(String path, @Nullable String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                + Objects.requireNonNull(serving, "not served").server().port() + path));
        HttpResponse<String> answer = http.send(
                body == null
                        ? request.build()
                        : request.POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        StringBuilder text = new StringBuilder();
        answer.headers()
                .firstValue("X-Request-Id")
                .ifPresent(id -> text.append("X-Request-Id: ").append(id).append('\n'));
        return text.append(answer.body()).append('\n').toString();
    }

    private static Deployment deployment(Path home, Map<Setting, String> settings) {
        return new Deployment(new ConfigurationLoader(Map.of())
                .load(
                        home.resolve(ConfigurationLoader.FILE_NAME),
                        settings,
                        Map.of("spark.sql.shuffle.partitions", "2")));
    }

    private static Map<String, String> environment(Map<Setting, String> settings) {
        return Map.of(
                "TANDEM_ONLINE",
                settings.getOrDefault(Setting.ONLINE, ""),
                "TANDEM_OFFLINE_MASTER",
                "local[2]",
                "TANDEM_OFFLINE_CONF",
                "spark.sql.shuffle.partitions=2");
    }

    private static void keepSomeViews(Path features) throws IOException {
        Files.delete(features.resolve("routes.yaml"));
        Files.writeString(features.resolve("delays.yaml"), """
                entities:
                  carrier: {keys: {carrier: STRING}}
                sources:
                  flights: {format: parquet, path: data/flights.parquet}
                  arrivals:
                    event_time: arr_time
                    event_id: flight_id
                    columns: {flight_id: INT32, arr_delay: INT32}
                    sql: SELECT flight_id, carrier, arr_time, arr_delay FROM flights WHERE arr_delay IS NOT NULL
                views:
                  carrier_arrivals_lately:
                    entities: [carrier]
                    source: arrivals
                    aggregations: [{function: avg, column: arr_delay, windows: [1h, 1d]}]
                """);
        Files.writeString(features.resolve("arrival_delay.yaml"), """
                services:
                  arrival_delay:
                    features:
                      - weather: {entities: {airport: origin}}
                      - plane_facts
                      - carrier_arrivals_lately
                """);
    }

    private static void keepTheLastDays(SparkSession spark, Path data) throws IOException {
        keep(spark, data.resolve("flights.parquet"), "sched_dep_time >= '2013-12-29'");
        keep(spark, data.resolve("weather.parquet"), "time_hour >= '2013-12-29'");
        keep(spark, data.resolve("labels.parquet"), "event_timestamp >= '2013-12-30T12:00:00Z'");
    }

    private static void keep(SparkSession spark, Path table, String condition) throws IOException {
        Path all = Files.move(table, table.resolveSibling("all-" + table.getFileName()));
        spark.read()
                .parquet(all.toString())
                .where(condition)
                .coalesce(1)
                .write()
                .parquet(table.toString());
        Files.delete(all);
    }

    private static List<String> words(String command, Path home) {
        List<String> words = new ArrayList<>();
        for (String word : command.substring("tandem ".length()).split(" ")) {
            words.add(word.matches("(data|training)/.*") ? home.resolve(word).toString() : word);
        }
        words.add("--config=" + home);
        return words;
    }

    private static List<String> commands() throws IOException {
        List<String> commands =
                blocks("sh").stream().flatMap(String::lines).map(String::strip).toList();
        assertThat(commands).contains(SERVE);
        return commands;
    }

    private static List<String> blocks(String language) throws IOException {
        return BLOCK.matcher(Files.readString(GUIDE))
                .results()
                .filter(found -> found.group(1).equals(language))
                .map(found -> found.group(2))
                .toList();
    }

    /** A line as the guide has it, whose ids are others each time. */
    private static String pattern(String line) {
        return Stream.of(line.split("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", -1))
                .map(Pattern::quote)
                .reduce((one, other) -> one + "[0-9a-f-]{36}" + other)
                .orElseThrow();
    }
}
