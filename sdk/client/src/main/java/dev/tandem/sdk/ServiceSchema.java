package dev.tandem.sdk;

import java.util.List;

/**
 * What a feature service takes and gives, as the server had it when it was asked.
 *
 * @param service its name
 * @param state the number of the registry state that defines it so
 * @param keys the columns that a key needs, in order
 * @param features what an answer holds, in order
 * @param rowsAtOnce how many keys the server takes in one request; larger batches are split by the client
 */
public record ServiceSchema(String service, long state, List<Column> keys, List<Column> features, int rowsAtOnce) {

    /** Copies the lists. */
    public ServiceSchema {
        keys = List.copyOf(keys);
        features = List.copyOf(features);
    }

    /**
     * A key column or a feature.
     *
     * @param name unique among the keys and features of the service
     * @param type as written in a definition, such as {@code INT64}, {@code DECIMAL(10,2)} or {@code ARRAY<STRING>}
     */
    public record Column(String name, String type) {}
}
