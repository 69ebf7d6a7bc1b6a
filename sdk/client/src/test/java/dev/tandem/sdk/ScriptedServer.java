package dev.tandem.sdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** An HTTP server that does what a test tells it to, the faults of a network among it. */
final class ScriptedServer implements AutoCloseable {
    static {
        // Otherwise each answer, sent in two parts, waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Deque<Reply>> scripts = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** Something that the server does with a request. */
    @FunctionalInterface
    interface Reply {
        void to(HttpExchange exchange, Received request) throws IOException, InterruptedException;
    }

    /**
     * A request that came.
     *
     * @param method GET or POST
     * @param path with everything after the server's address
     * @param headers the first value of each
     * @param body as text
     * @param serverCloses opens when the server is closed
     */
    record Received(
            String method, String path, Map<String, String> headers, String body, CountDownLatch serverCloses) {}

    private ScriptedServer(HttpServer http) {
        this.http = http;
    }

    static ScriptedServer start() {
        try {
            return started(HttpServer.create(anyPort(), 0));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that speaks HTTPS alone. */
    static ScriptedServer startWithTls(SSLContext certificate) {
        try {
            HttpsServer https = HttpsServer.create(anyPort(), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(certificate));
            return started(https);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static ScriptedServer started(HttpServer http) {
        ScriptedServer server = new ScriptedServer(http);
        http.setExecutor(server.threads);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    /** What to do with requests for paths that end so: the replies in turn, then the last of them for ever. */
    ScriptedServer on(String pathEnd, Reply... replies) {
        scripts.put(pathEnd, new ArrayDeque<>(List.of(replies)));
        return this;
    }

    static Reply json(String document) {
        return status(200, document);
    }

    static Reply status(int status, String document, String... headers) {
        return (exchange, request) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** Breaks the connection in the middle of an answer. */
    static Reply hangUp() {
        return (exchange, request) -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Begins to answer, and never ends for as long as the server lives. */
    static Reply stall() {
        return (exchange, request) -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            request.serverCloses().await();
            exchange.close();
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        Received request = new Received(
                exchange.getRequestMethod(),
                path,
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                closing);
        received.add(request);
        try {
            reply(path).to(exchange, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply reply(String path) {
        for (Map.Entry<String, Deque<Reply>> script : scripts.entrySet()) {
            if (path.endsWith(script.getKey())) {
                Deque<Reply> replies = script.getValue();
                synchronized (replies) {
                    return replies.size() > 1 ? replies.remove() : replies.element();
                }
            }
        }
        return status(404, "no script for " + path);
    }

    URI address() {
        return URI.create((http instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + http.getAddress().getPort());
    }

    List<Received> received() {
        return received;
    }

    /** Requests for paths that end so. */
    List<Received> received(String pathEnd) {
        return received.stream().filter(each -> each.path().endsWith(pathEnd)).toList();
    }

    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
