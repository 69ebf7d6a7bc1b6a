package dev.tandem.benchmarks.online;

import dev.tandem.TandemException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Requests for so many entities each, drawn evenly from all there are, encoded once and sent again and again. Not thread-safe. */
final class HttpRequests {
    private static final int ENTITIES_ENCODED = 100_000;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int OK = 200;
    private static final int MOST_REQUESTS = 10_000;

    private final List<String> bodies;
    private final List<ByteBuffer> encoded;
    private int next;

    private HttpRequests(List<String> bodies) {
        this.bodies = bodies;
        this.encoded = bodies.stream().map(HttpRequests::encode).toList();
    }

    static HttpRequests of(int entities, long customers) {
        SplittableRandom random = new SplittableRandom(entities);
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST_REQUESTS, ENTITIES_ENCODED / entities); i++) {
            List<String> keys = random.longs(entities, 0, customers)
                    .mapToObj(customer -> '"' + Customers.key(customer) + '"')
                    .toList();
            bodies.add("{\"feature_service\":\"%s\",\"entities\":{\"%s\":[%s]}}"
                    .formatted(Customers.SERVICE, Customers.KEY, String.join(",", keys)));
        }
        return new HttpRequests(bodies);
    }

    private static ByteBuffer encode(String body) {
        byte[] bytes =
                "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(ConstantServers.PATH, body.length(), body)
                        .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
        return buffer.put(bytes).flip();
    }

    /** The next one, over and over. */
    ByteBuffer next() {
        next = (next + 1) % encoded.size();
        return encoded.get(next).duplicate();
    }

    /** Some of the bodies, spread over all of them. */
    List<String> sample(int count) {
        int step = Math.max(1, bodies.size() / count);
        List<String> sample = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i += step) {
            sample.add(bodies.get(i));
        }
        return sample;
    }

    /** What a server answers to a body, which it has to accept. */
    static byte[] answer(int port, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + ConstantServers.PATH))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<byte[]> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != OK) {
            throw new TandemException("The server answered %d to %s: %s"
                    .formatted(response.statusCode(), body, new String(response.body(), StandardCharsets.UTF_8)));
        }
        return response.body();
    }
}
