package dev.tandem.sdk;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads one service: asks for keys, in as many requests as the server wants them, and takes the answers apart. Thread-safe. */
final class Lookup {
    private static final int TOO_LARGE = 413;

    private final Transport transport;
    private final ServiceSchema schema;
    private volatile AnswerColumns known;

    Lookup(Transport transport, ServiceSchema schema) {
        this.transport = transport;
        this.schema = schema;
        this.known = AnswerColumns.of(schema.service(), schema.features());
    }

    /**
     * Asks the server what a service takes and gives.
     *
     * @param deadline from {@link Transport#deadline}
     */
    static CompletableFuture<Lookup> open(Transport transport, String service, long deadline) {
        Request request =
                new Request("Reading the schema of service '%s'".formatted(service), path(service, "schema"), null);
        return Futures.then(transport.send(request, deadline), body -> {
            try {
                return new Lookup(transport, SchemaReader.read(body));
            } catch (IOException e) {
                throw request.notUnderstood(e);
            }
        });
    }

    ServiceSchema schema() {
        return schema;
    }

    /** What the features were when they were last seen. */
    AnswerColumns known() {
        return known;
    }

    /** {@link Transport#deadline} */
    long deadline() {
        return transport.deadline();
    }

    /**
     * Reads the features of each key, in order.
     *
     * @param deadline from {@link #deadline}
     */
    CompletableFuture<List<FeatureRow>> read(List<Map<String, @Nullable Object>> keys, long deadline) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<CompletableFuture<List<FeatureRow>>> parts = new ArrayList<>();
        int from = 0;
        while (from < keys.size()) {
            int to = from + Math.min(schema.rowsAtOnce(), keys.size() - from);
            parts.add(readPart(keys.subList(from, to), deadline));
            from = to;
        }
        return Futures.joined(parts);
    }

    private CompletableFuture<List<FeatureRow>> readPart(List<Map<String, @Nullable Object>> keys, long deadline) {
        Request request = new Request(
                "Reading %d %s of service '%s'"
                        .formatted(keys.size(), keys.size() == 1 ? "key" : "keys", schema.service()),
                path(schema.service(), "features"),
                new Table("key", keys).document("entities", Map.of()));
        CompletableFuture<List<FeatureRow>> rows =
                Futures.then(transport.send(request, deadline), body -> rows(request, body, keys.size()));
        return keys.size() == 1 ? rows : Futures.recover(rows, failure -> smaller(failure, keys, deadline));
    }

    /** A server takes fewer rows than it said when its limits have changed, and fewer still when their keys are long. */
    private CompletableFuture<List<FeatureRow>> smaller(
            Throwable failure, List<Map<String, @Nullable Object>> keys, long deadline) {
        if (!(failure instanceof RequestRefusedException refused) || refused.status() != TOO_LARGE) {
            return CompletableFuture.failedFuture(failure);
        }
        int middle = keys.size() / 2;
        return Futures.joined(List.of(
                readPart(keys.subList(0, middle), deadline), readPart(keys.subList(middle, keys.size()), deadline)));
    }

    private List<FeatureRow> rows(Request request, byte[] body, int count) {
        try {
            Answer answer = AnswerReader.read(body, schema.service(), count, known);
            known = answer.columns();
            return answer.toRows();
        } catch (IOException e) {
            throw request.notUnderstood(e);
        }
    }

    private static String path(String service, String what) {
        return "api/v1/services/%s/%s"
                .formatted(URLEncoder.encode(service, StandardCharsets.UTF_8).replace("+", "%20"), what);
    }
}
