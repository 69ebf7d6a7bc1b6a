package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.server.TestProject.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Replays what Feast's own Python client sent; feast-client/README.md says how it was recorded. */
class FeastClientTest {
    private static LocalRedis redis;
    private static TestProject project;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("flights", folder, redis.uri());
        project.apply(Flights.DEFINITIONS);
        Flights.report(project);
        project.serve();
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    @TestFactory
    Stream<DynamicTest> a_client_of_feast_gets_the_answer_that_it_understood() throws IOException {
        List<JsonNode> exchanges = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(FeastClientTest.class.getResourceAsStream("feast-client/recorded.jsonl")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                exchanges.add(TestProject.JSON.readTree(line));
            }
        }
        assertThat(exchanges).hasSize(8);
        return exchanges.stream()
                .map(exchange -> DynamicTest.dynamicTest(exchange.path("what").asText(), () -> replay(exchange)));
    }

    private static void replay(JsonNode exchange) throws IOException {
        JsonNode request = exchange.path("request");
        List<String> headers = new ArrayList<>();
        request.path("headers").properties().forEach(header -> {
            headers.add(header.getKey());
            headers.add(header.getValue().asText());
        });

        Answer answer = project.post(
                request.path("path").asText(), request.path("body").asText(), headers.toArray(String[]::new));

        assertThat(answer.status())
                .isEqualTo(exchange.path("answer").path("status").asInt());
        assertThat(answer.body())
                .isEqualTo(TestProject.JSON.readTree(
                        exchange.path("answer").path("body").asText()));
    }
}
