package dev.tandem.cli.alert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.TandemException;
import dev.tandem.cli.alert.Webhook.Patience;
import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.Verdict;
import dev.tandem.registry.DriftAlert;
import dev.tandem.registry.DriftCheck;
import dev.tandem.registry.FeatureDrift;
import dev.tandem.registry.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alerts on their way to a real receiver. */
class DriftAlertsTest {
    private static final Instant NOON = Instant.parse("2026-07-08T12:00:00Z");
    private static final Patience PATIENCE = new Patience(4, Duration.ofMillis(10));

    @TempDir
    private Path folder;

    private Registry registry;
    private Instant now = NOON;

    @BeforeEach
    void openRegistry() {
        registry = Registry.open(folder.resolve("registry.db").toString(), () -> now);
    }

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    private DriftAlerts alerts() {
        return new DriftAlerts(registry.drift(), "shop");
    }

    private static Webhook webhook(Receiver receiver) {
        return Webhook.at(receiver.url(), Receiver.SECRET, () -> NOON, PATIENCE);
    }

    private Optional<DriftAlert> check(String window, Verdict verdict) {
        FeatureDrift drift = new FeatureDrift(
                "amount",
                verdict,
                List.of(DriftMeasure.PSI),
                Map.of(DriftMeasure.PSI, 0.3),
                Optional.of(0.5),
                600,
                500);
        return registry.drift()
                .record("shop", new DriftCheck("purchase", "training set 1", window, now, List.of(drift)), 3);
    }

    private DriftAlert raise() {
        check("1", Verdict.ALERT);
        check("2", Verdict.ALERT);
        return check("3", Verdict.ALERT).orElseThrow();
    }

    @Test
    void a_receiver_that_fails_twice_takes_exactly_one_alert_which_is_signed() throws IOException {
        DriftAlert alert = raise();
        try (Receiver receiver = new Receiver(500, 503)) {
            assertThat(alerts().sendTo(webhook(receiver))).isEqualTo(1);
            check("4", Verdict.ALERT);
            assertThat(alerts().sendTo(webhook(receiver))).isZero();

            assertThat(receiver.refused()).hasSize(2);
            assertThat(receiver.taken()).hasSize(1);
            Receiver.Message message = receiver.taken().get(0);
            assertThat(message.isSigned()).isTrue();
            assertThat(message.signature()).startsWith("t=" + NOON.getEpochSecond() + ",v1=");
            assertThat(receiver.refused()).extracting(Receiver.Message::id).containsOnly(message.id());
            assertThat(message.id()).isEqualTo(alert.id());
            JsonNode json = new ObjectMapper().readTree(message.body());
            assertThat(json.path("id").asText()).isEqualTo(alert.id());
            assertThat(json.path("service").asText()).isEqualTo("purchase");
            assertThat(json.path("window").asText()).isEqualTo("3");
            assertThat(json.path("consecutive_windows").asInt()).isEqualTo(3);
            assertThat(json.path("features").path(0).path("psi").asDouble()).isEqualTo(0.3);
        }
    }

    @Test
    void an_alert_that_nobody_takes_is_kept_for_the_next_time() {
        raise();
        try (Receiver receiver = new Receiver(500, 500, 500, 500)) {
            assertThatThrownBy(() -> alerts().sendTo(webhook(receiver)))
                    .isInstanceOf(TandemException.class)
                    .hasMessageContaining("tried 4 times: it answered 500")
                    .hasMessageContaining("It is kept");

            assertThat(alerts().sendTo(webhook(receiver))).isEqualTo(1);
            assertThat(receiver.taken()).hasSize(1);
        }
    }

    @Test
    void a_refusal_is_told_at_once_and_not_tried_again() {
        raise();
        try (Receiver receiver = new Receiver(401)) {
            assertThatThrownBy(() -> alerts().sendTo(webhook(receiver)))
                    .isInstanceOf(TandemException.class)
                    .hasMessageContaining("it answered 401")
                    .hasMessageContaining("alerts.webhook_secret");

            assertThat(receiver.refused()).hasSize(1);
            assertThat(receiver.taken()).isEmpty();
        }
    }

    @Test
    void a_message_that_is_refused_each_time_keeps_no_other_from_being_sent() {
        raise();
        now = now.plusSeconds(1);
        DriftAlert other = registry.drift()
                .record(
                        "shop",
                        new DriftCheck(
                                "returns",
                                "training set 1",
                                "1",
                                now,
                                registry.drift()
                                        .checks("shop", "purchase", 1)
                                        .get(0)
                                        .features()),
                        1)
                .orElseThrow();
        try (Receiver receiver = new Receiver(400)) {
            assertThatThrownBy(() -> alerts().sendTo(webhook(receiver))).hasMessageContaining("it answered 400");

            assertThat(receiver.taken()).extracting(Receiver.Message::id).containsExactly(other.id());
        }
    }

    @Test
    void a_feature_that_recovered_may_alert_again_and_that_is_another_message() {
        try (Receiver receiver = new Receiver()) {
            raise();
            alerts().sendTo(webhook(receiver));
            check("4", Verdict.OK);
            check("5", Verdict.ALERT);
            check("6", Verdict.ALERT);
            check("7", Verdict.ALERT);
            alerts().sendTo(webhook(receiver));

            assertThat(receiver.taken())
                    .extracting(Receiver.Message::id)
                    .doesNotHaveDuplicates()
                    .hasSize(2);
        }
    }

    @Test
    void a_process_that_died_after_it_was_answered_sends_again_under_the_same_id() {
        DriftAlert alert = raise();
        try (Receiver receiver = new Receiver()) {
            Webhook webhook = webhook(receiver);
            registry.drift().claim("shop", alert, webhook.longest());
            webhook.post(alert.id(), "{}");

            assertThat(alerts().sendTo(webhook)).isZero();
            now = now.plus(webhook.longest());
            assertThat(alerts().sendTo(webhook)).isEqualTo(1);
            assertThat(receiver.taken()).extracting(Receiver.Message::id).containsExactly(alert.id(), alert.id());
        }
    }

    @Test
    void several_who_send_at_the_same_time_send_once() throws Exception {
        raise();
        try (Receiver receiver = new Receiver()) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                Callable<Integer> sending = () -> alerts().sendTo(webhook(receiver));
                for (Future<Integer> sent : threads.invokeAll(Collections.nCopies(4, sending))) {
                    sent.get();
                }
            } finally {
                threads.shutdown();
            }
            assertThat(receiver.taken()).hasSize(1);
        }
    }

    @Test
    @Timeout(20)
    void an_answer_that_never_ends_does_not_hold_up_who_sent_a_message_that_was_taken() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread receiver = new Thread(() -> beginToAnswer(socket));
            receiver.start();

            Webhook.at(
                            "http://127.0.0.1:" + socket.getLocalPort() + "/alerts",
                            Receiver.SECRET,
                            () -> NOON,
                            new Patience(1, Duration.ofMillis(10)))
                    .post("an id", "{}");

            receiver.interrupt();
            receiver.join();
        }
    }

    /** Says that it takes a message, and leaves its sender waiting for more. */
    private static void beginToAnswer(ServerSocket socket) {
        try (Socket connection = socket.accept()) {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".getBytes(US_ASCII));
            connection.getOutputStream().flush();
            Thread.sleep(Duration.ofMinutes(1).toMillis());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void an_address_that_is_no_url_is_refused_without_repeating_it() {
        assertThatThrownBy(() -> Webhook.at("ftp://me:hunter2@host/x", "s", () -> NOON, PATIENCE))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("no URL of http or https")
                .hasMessageNotContaining("hunter2");
    }
}
