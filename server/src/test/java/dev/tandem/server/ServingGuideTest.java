package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.online.embedded.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/serving.md is true. */
class ServingGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "serving.md");
    private static final Pattern EXCHANGE =
            Pattern.compile("<!-- POST (\\S+) -->\\n```json\\n(.*?)```\\n```json\\n(.*?)```", Pattern.DOTALL);

    private static LocalRedis redis;
    private static TestProject project;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("guide", folder, redis.uri());
        project.apply(Flights.DEFINITIONS);
        Flights.report(project);
        project.serve(settings -> settings.withLanding(folder.resolve("landing")));
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
}
