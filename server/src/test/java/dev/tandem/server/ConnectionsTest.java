package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.server.ServerSettings.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of connections on which requests are sent ahead, or are under way when the server closes. */
class ConnectionsTest {
    private static final Pattern STATUS = Pattern.compile("HTTP/1.1 (\\d+) ");

    @TempDir
    static Path folder;

    private static LocalRedis redis;

    @BeforeAll
    static void start() {
        redis = LocalRedis.start(folder);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void closing_finishes_what_is_in_flight_and_takes_nothing_more() throws IOException {
        try (TestProject project = Flights.project("closing", folder, redis)) {
            FeatureServer server = project.serve(
                    settings -> settings.withLimits(limits(Duration.ofSeconds(5), Duration.ofSeconds(5))));
            try (Socket inFlight = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                inFlight.setSoTimeout(5_000);
                OutputStream out = inFlight.getOutputStream();
                out.write(("POST /get-online-features HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                + Flights.READ_JFK.length() + "\r\n\r\n" + Flights.READ_JFK.substring(0, 20))
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                await().until(() -> inFlightRequests(project) > 0);

                CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
                await().until(() -> refusesConnections(server.port()));
                assertThat(closing).isNotDone();
                out.write(Flights.READ_JFK.substring(20).getBytes(StandardCharsets.US_ASCII));
                out.flush();

                assertThat(firstBytes(inFlight)).startsWith("HTTP/1.1 200").contains("33.08");
                closing.join();
            }
        }
    }

    @Test
    void requests_sent_ahead_on_one_connection_are_answered_in_their_order() throws IOException {
        try (TestProject project = Flights.project("ahead", folder, redis)) {
            FeatureServer server = project.serve();
            String read = "POST /get-online-features HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + Flights.READ_JFK.length() + "\r\n\r\n" + Flights.READ_JFK;
            String wrong = read.replace("JFK", "JF\"");
            String page = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
            int rounds = 100;
            String last = page.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoTimeout(10_000);
                CompletableFuture<String> answers = CompletableFuture.supplyAsync(() -> everything(socket));
                socket.getOutputStream()
                        .write(((read + page + wrong).repeat(rounds) + last).getBytes(StandardCharsets.US_ASCII));

                assertThat(STATUS.matcher(answers.join()).results().map(status -> status.group(1)))
                        .containsExactlyElementsOf(Stream.concat(
                                        Stream.generate(() -> List.of("200", "200", "422"))
                                                .limit(rounds)
                                                .flatMap(List::stream),
                                        Stream.of("200"))
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/get-online-features", "/push"})
    void a_client_that_is_refused_before_its_body_came_is_told_that_the_connection_ends(String path)
            throws IOException {
        try (TestProject project = Flights.project("refused", folder, redis)) {
            FeatureServer server = project.serve();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoTimeout(5_000);
                socket.getOutputStream()
                        .write(("POST " + path + " HTTP/1.1\r\nHost: elsewhere\r\nContent-Length: 2\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));

                assertThat(everything(socket)).startsWith("HTTP/1.1 403").contains("Connection: close");
            }
        }
    }

    private static String everything(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void closing_does_not_wait_for_ever_for_a_client_that_does_not_go_on() throws IOException {
        Limits shortGrace = limits(Duration.ofSeconds(60), Duration.ofMillis(300));
        try (TestProject project = Flights.project("cutoff", folder, redis)) {
            FeatureServer server = project.serve(settings -> settings.withLimits(shortGrace));
            try (Socket stuck = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                OutputStream out = stuck.getOutputStream();
                out.write("POST /get-online-features HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                await().until(() -> inFlightRequests(project) > 0);

                server.close();

                assertThat(refusesConnections(server.port())).isTrue();
            }
        }
    }

    private static double inFlightRequests(TestProject project) {
        return project.get("/metrics")
                .http()
                .body()
                .lines()
                .filter(line -> line.startsWith("tandem_http_in_flight"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) - 1)
                .sum();
    }

    private static boolean refusesConnections(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    private static String firstBytes(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[4_096];
        int size = in.read(bytes);
        return size < 0 ? "" : new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    private static Limits limits(Duration clientTimeout, Duration shutdownGrace) {
        return new Limits(1 << 20, 1_000, 16, Duration.ofMillis(300), clientTimeout, shutdownGrace);
    }
}
