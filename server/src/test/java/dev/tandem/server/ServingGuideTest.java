package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.server.log.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/serving.md is true. */
class ServingGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "serving.md");
    private static final Pattern EXCHANGE =
            Pattern.compile("<!-- POST (\\S+) -->\\n```json\\n(.*?)```\\n```json\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern METRIC = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE);

    private static LocalRedis redis;
    private static TestProject project;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("guide", folder, redis.uri());
        project.apply(Flights.DEFINITIONS);
        Flights.report(project);
        LogSettings log = LogSettings.of(folder.resolve("log"), "1").withFileAge(Duration.ofMillis(1));
        project.serve(
                settings -> settings.withLanding(folder.resolve("landing")).withLog(log));
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    @Test
    void every_answer_that_the_guide_shows_is_what_the_server_says() throws IOException {
        Matcher exchange = EXCHANGE.matcher(Files.readString(GUIDE));
        int count = 0;
        while (exchange.find()) {
            assertThat(project.post(exchange.group(1), exchange.group(2)).body())
                    .as(exchange.group(1))
                    .isEqualTo(TestProject.JSON.readTree(exchange.group(3)));
            count++;
        }
        assertThat(count).isEqualTo(7);
    }

    @Test
    void every_metric_that_the_guide_lists_is_there() throws IOException {
        project.post(
                "/push",
                "{\"push_source_name\": \"weather_reports\", \"to\": \"online_and_offline\", \"df\": {\"origin\": [\"BOS\"],"
                        + " \"time_hour\": [\"2013-12-31T23:00:00Z\"], \"temp\": [1], \"wind_dir\": [1]}}");
        project.read(
                "{\"feature_service\": \"headwind\", \"entities\": {\"origin\": [\"JFK\"], \"route_bearing\": [270]}}");
        project.read("{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [\"JFK\"]}}");
        Awaitility.await().until(() -> project.get("/metrics").http().body(), body -> body.contains("tandem_log_rows"));
        String metrics = project.get("/metrics").http().body();
        Matcher metric =
                METRIC.matcher(Files.readString(GUIDE).split("## Metrics")[1].split("\n## ")[0]);
        int count = 0;
        while (metric.find()) {
            assertThat(metrics).contains("# TYPE " + metric.group(1) + " ");
            count++;
        }
        assertThat(count).isEqualTo(13);
    }
}
