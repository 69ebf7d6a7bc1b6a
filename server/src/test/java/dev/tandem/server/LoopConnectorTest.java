package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes of clients of every kind come to Jetty and go back whole, through a server that answers what it was sent. */
@Timeout(60)
class LoopConnectorTest {
    private static final int LARGE = 8 << 20;
    private static final Duration IDLE = Duration.ofMillis(500);

    private final Server server = new Server(new QueuedThreadPool(8));
    private final LoopConnector connector =
            new LoopConnector(server, server.getThreadPool(), new HttpConfiguration(), 64);
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    /** How the server works on a request. */
    enum Work {
        ON_THE_LOOP {
            @Override
            Handler echo() {
                return new Handler.Abstract.NonBlocking() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        copy(request, response, callback);
                        return true;
                    }
                };
            }
        },
        IN_THE_POOL {
            @Override
            Handler echo() {
                return new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) throws IOException {
                        Callback.Completable copied = new Callback.Completable();
                        copy(request, response, copied);
                        copied.join();
                        callback.succeeded();
                        return true;
                    }
                };
            }
        };

        abstract Handler echo();

        private static void copy(Request request, Response response, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, request.getLength());
            Content.copy(request, response, callback);
        }
    }

    private Socket connect(Work work) throws Exception {
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        server.setHandler(work.echo());
        server.start();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @EnumSource
    void a_large_body_comes_back_whole_to_a_client_that_reads_slowly(Work work) throws Exception {
        byte[] body = new byte[LARGE];
        random.nextBytes(body);
        try (Socket socket = connect(work)) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(socket, "", body));

            InputStream answer = socket.getInputStream();
            assertThat(head(answer)).startsWith("HTTP/1.1 200");
            byte[] echoed = new byte[LARGE];
            int length = 0;
            for (int pauses = 0; length < LARGE; pauses++) {
                if (pauses % 10 == 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
                length += answer.read(echoed, length, Math.min(64 << 10, LARGE - length));
            }
            assertThat(Arrays.equals(echoed, body)).as("seed %d", seed).isTrue();
            sent.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_is_ahead_of_the_server_is_read_again_whenever_there_is_room(Work work) throws Exception {
        byte[] body = new byte[200 << 10];
        int times = 100;
        try (Socket socket = connect(work)) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < times; i++) {
                    send(socket, "", body);
                }
            });
            for (int i = 0; i < times; i++) {
                head(socket.getInputStream());
                assertThat(socket.getInputStream().readNBytes(body.length)).hasSize(body.length);
            }
            sent.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_request_that_comes_byte_by_byte_is_answered(Work work) throws Exception {
        try (Socket socket = connect(work)) {
            socket.setTcpNoDelay(true);
            byte[] body = "slow".getBytes(StandardCharsets.US_ASCII);
            for (byte each : head("", body)) {
                socket.getOutputStream().write(each);
            }
            for (byte each : body) {
                socket.getOutputStream().write(each);
            }

            assertThat(answer(socket, 4)).isEqualTo("slow");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_has_nothing_more_to_say_still_gets_its_answer_and_then_the_end(Work work) throws Exception {
        try (Socket socket = connect(work)) {
            send(socket, "", "last".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();

            assertThat(answer(socket, 4)).isEqualTo("last");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_connection_that_is_to_be_closed_is_closed_behind_the_whole_answer(Work work) throws Exception {
        try (Socket socket = connect(work)) {
            byte[] body = new byte[LARGE];
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> send(socket, "Connection: close\r\n", body));

            head(socket.getInputStream());
            assertThat(socket.getInputStream().readAllBytes()).hasSize(LARGE);
            sent.join();
            await().until(() -> connector.getConnectedEndPoints().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_goes_away_in_the_middle_leaves_nothing_behind(Work work) throws Exception {
        try (Socket socket = connect(work)) {
            send(socket, "", new byte[64 << 10]);
            head(socket.getInputStream());
            socket.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nunfinished"
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> connector.getConnectedEndPoints().size() == 1);
            socket.setSoLinger(true, 0);
        }
        await().until(() -> connector.getConnectedEndPoints().isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_does_not_take_its_answer_is_cut_off(Work work) throws Exception {
        byte[] more = new byte[64 << 20];
        try (Socket socket = connect(work)) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(socket, "", more));

            await().until(() -> connector.getConnectedEndPoints().isEmpty());
            await().until(() -> sent.isDone());
            assertThat(bytesUntilTheEnd(socket)).isLessThan(more.length);
        }
    }

    private static long bytesUntilTheEnd(Socket socket) {
        byte[] part = new byte[64 << 10];
        long length = 0;
        try {
            for (int count = 0; count >= 0; count = socket.getInputStream().read(part)) {
                length += count;
            }
        } catch (IOException cutOff) {
            return length;
        }
        return length;
    }

    @ParameterizedTest
    @EnumSource
    void a_client_that_says_nothing_is_let_go(Work work) throws Exception {
        try (Socket socket = connect(work)) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopping_ends_connections(Work work) throws Exception {
        connector.setIdleTimeout(60_000);
        try (Socket socket = connect(work)) {
            send(socket, "", "x".getBytes(StandardCharsets.US_ASCII));
            assertThat(answer(socket, 1)).isEqualTo("x");

            server.stop();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(connector.getConnectedEndPoints()).isEmpty();
        }
    }

    private static void send(Socket socket, String header, byte[] body) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(head(header, body));
            out.write(body);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] head(String header, byte[] body) {
        String lines =
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n" + header + "\r\n";
        return lines.getBytes(StandardCharsets.US_ASCII);
    }

    private static String answer(Socket socket, int length) throws IOException {
        head(socket.getInputStream());
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
