package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.server.TestProject.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private static final String OLD_TOKEN = "the-old-token-0123456789";
    private static final String NEW_TOKEN = "the-new-token-0123456789";

    private static LocalRedis redis;
    private static TestProject guarded;
    private static TestProject open;

    @BeforeAll
    static void serve(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        guarded = TestProject.open("guarded", folder, redis.uri());
        guarded.apply(Flights.DEFINITIONS);
        guarded.serve(settings -> settings.withTokens(Set.of(OLD_TOKEN, NEW_TOKEN)));
        open = TestProject.open("open", folder, redis.uri());
        open.apply(Flights.DEFINITIONS);
        open.serve();
    }

    @AfterAll
    static void stop() {
        guarded.close();
        open.close();
        redis.close();
    }

    @Test
    void without_a_token_nothing_of_the_project_is_told_or_changed() {
        for (String path : List.of("/api/v1/project", "/api/v1/views/weather", "/metrics")) {
            Answer answer = guarded.get(path);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.http().headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(answer.message()).contains("Authorization: Bearer <token>");
        }
        for (String path : List.of("/get-online-features", "/push", "/write-to-online-store", "/materialize")) {
            assertThat(guarded.post(path, "{}").status()).as(path).isEqualTo(401);
        }
    }

    @Test
    void any_of_the_tokens_opens() {
        for (String token : List.of(OLD_TOKEN, NEW_TOKEN)) {
            assertThat(guarded.get("/api/v1/project", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(guarded.get("/api/v1/project", "Authorization", "bearer " + NEW_TOKEN)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void another_token_does_not() {
        for (String header : List.of(
                "Bearer " + NEW_TOKEN + "x", "Bearer", "Bearer ", "Basic " + NEW_TOKEN, NEW_TOKEN, "Bearer the-new")) {
            assertThat(guarded.get("/api/v1/project", "Authorization", header).status())
                    .as(header)
                    .isEqualTo(401);
        }
    }

    @Test
    void signs_of_life_and_the_description_of_the_interface_are_open() {
        for (String path : List.of("/health", "/ready", "/openapi.json", "/docs", "/docs/swagger-ui-bundle.js")) {
            assertThat(guarded.get(path).status()).as(path).isEqualTo(200);
        }
    }

    @Test
    void a_page_of_another_origin_is_refused_and_one_of_our_own_is_not() {
        String own = "http://127.0.0.1:" + open.uri("/").getPort();

        assertThat(open.post("/push", "{}", "Origin", "https://evil.example").status())
                .isEqualTo(403);
        assertThat(open.get("/api/v1/project", "Origin", "null").status()).isEqualTo(403);
        assertThat(open.get("/api/v1/project", "Origin", own).status()).isEqualTo(200);
    }

    @Test
    void without_tokens_only_the_names_of_loopback_are_answered_to() throws IOException {
        assertThat(statusFor("evil.example")).isEqualTo("403");
        assertThat(statusFor("localhost:1")).isEqualTo("200");
        assertThat(statusFor("127.0.0.1")).isEqualTo("200");
        assertThat(statusFor("[::1]:80")).isEqualTo("200");
    }

    private static String statusFor(String host) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), open.uri("/").getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /api/v1/project HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
        }
    }
}
