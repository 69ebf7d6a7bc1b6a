package dev.tandem.cli.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A real receiver of webhooks, which answers as it is told to and remembers what it took. */
public final class Receiver implements AutoCloseable {
    /** What both sides know. */
    public static final String SECRET = "a secret that both know";

    private final HttpServer http;
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final List<Message> taken = new CopyOnWriteArrayList<>();
    private final List<Message> refused = new CopyOnWriteArrayList<>();

    /** One request. */
    public record Message(String id, String signature, byte[] body) {
        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Whether somebody who knows the secret wrote it. */
        boolean isSigned() {
            String[] parts = signature.split("[=,]", -1);
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                mac.update((parts[1] + ".").getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(mac.doFinal(body)).equals(parts[3]);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Answers 200, once it has given these answers. */
    public Receiver(Integer... first) {
        answers.addAll(List.of(first));
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        http.createContext("/alerts", this::answer);
        http.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Message message = new Message(
                exchange.getRequestHeaders().getFirst(Webhook.ID_HEADER),
                exchange.getRequestHeaders().getFirst(Webhook.SIGNATURE_HEADER),
                exchange.getRequestBody().readAllBytes());
        Integer told = answers.poll();
        int status = told == null ? 200 : told;
        (status == 200 ? taken : refused).add(message);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/alerts";
    }

    /** What it answered 200 to. */
    public List<Message> taken() {
        return taken;
    }

    /** What it answered otherwise. */
    List<Message> refused() {
        return refused;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
