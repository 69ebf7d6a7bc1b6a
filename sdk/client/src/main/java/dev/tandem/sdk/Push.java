package dev.tandem.sdk;

import com.fasterxml.jackson.core.JsonParser;
import dev.tandem.sdk.FeatureStoreClient.Destination;
import dev.tandem.sdk.PushOutcome.Rejected;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sends rows, and reads what became of them. */
final class Push {
    private Push() {}

    static CompletableFuture<PushOutcome> send(
            Transport transport, String source, Destination destination, List<? extends Map<String, ?>> rows) {
        if (rows.isEmpty()) {
            return CompletableFuture.completedFuture(new PushOutcome(0, 0, 0, 0, List.of()));
        }
        Request request = new Request(
                "Pushing %d %s to source '%s'".formatted(rows.size(), rows.size() == 1 ? "row" : "rows", source),
                "push",
                new Table("row", rows)
                        .document(
                                "df",
                                Map.of(
                                        "push_source_name",
                                        source,
                                        "to",
                                        destination.name().toLowerCase(Locale.ROOT))));
        return Futures.then(transport.send(request, transport.deadline()), body -> {
            try {
                return Json.read(body, Push::outcome);
            } catch (IOException e) {
                throw request.notUnderstood(e);
            }
        });
    }

    private static PushOutcome outcome(JsonParser json) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        List<Rejected> rejected = new ArrayList<>();
        Json.eachField(json, (value, field) -> {
            switch (field) {
                case "rows", "landed", "written", "older" -> counts.put(field, Json.integer(value));
                case "rejected" -> Json.eachElement(value, each -> rejected.add(rejected(each)));
                default -> value.skipChildren();
            }
        });
        return new PushOutcome(
                counts.getOrDefault("rows", 0L),
                counts.getOrDefault("landed", 0L),
                counts.getOrDefault("written", 0L),
                counts.getOrDefault("older", 0L),
                rejected);
    }

    private static Rejected rejected(JsonParser json) throws IOException {
        Map<String, String> texts = new HashMap<>();
        int[] row = {0};
        Json.eachField(json, (value, field) -> {
            switch (field) {
                case "view", "reason" -> texts.put(field, Json.text(value));
                case "row" -> row[0] = Json.int32(value);
                default -> value.skipChildren();
            }
        });
        return new Rejected(texts.getOrDefault("view", ""), row[0], texts.getOrDefault("reason", ""));
    }
}
