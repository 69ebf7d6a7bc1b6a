package dev.tandem.cli.parity;

import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.online.FeatureStatus;
import dev.tandem.sdk.FeatureRow;
import dev.tandem.sdk.FeatureStoreClient;
import dev.tandem.sdk.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The road of serving, all of it: what a client is told by a server. The server's clock must stand at the instant of the question. */
public final class ServedRoad implements Road {
    private final FeatureStoreClient client;
    private final String service;

    private ServedRoad(FeatureStoreClient client, String service) {
        this.client = client;
        this.service = service;
    }

    /** What a client is told of a service. */
    public static ServedRoad of(FeatureStoreClient client, String service) {
        return new ServedRoad(client, service);
    }

    @Override
    public List<Answer> ask(Question question) {
        List<Key> keys = question.rows().stream()
                .map(row -> key(question.columns(), row))
                .toList();
        return client.readAll(service, keys).stream().map(ServedRoad::answer).toList();
    }

    private static Key key(List<CallerColumn> columns, List<@Nullable Object> row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i).name(), row.get(i));
        }
        return new Key(values);
    }

    private static Answer answer(FeatureRow row) {
        return new Answer(
                new ArrayList<>(row.values().values()),
                row.names().stream()
                        .map(name -> FeatureStatus.valueOf(row.status(name).name()))
                        .toList());
    }
}
