package dev.tandem.sdk;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a feature service takes and gives, as the server had it when it was asked.
 *
 * @param service its name
 * @param state the number of the registry state that defines it so
 * @param keys the columns that name what is asked about, in order
 * @param request what else a key has to bring, for features that are computed on demand, in order
 * @param features what an answer holds, in order
 * @param rowsAtOnce how many keys the server takes in one request; larger batches are split by the client
 */
public record ServiceSchema(
        String service, long state, List<Column> keys, List<Column> request, List<Column> features, int rowsAtOnce) {

    /** Copies the lists. */
    public ServiceSchema {
        keys = List.copyOf(keys);
        request = List.copyOf(request);
        features = List.copyOf(features);
    }

    /** All columns that a key has to bring. */
    List<Column> brought() {
        return Stream.concat(keys.stream(), request.stream()).toList();
    }

    /**
     * A column of the key, of the request, or a feature.
     *
     * @param name unique among the columns and features of the service
     * @param type as written in a definition, such as {@code INT64}, {@code DECIMAL(10,2)} or {@code ARRAY<STRING>}
     */
    public record Column(String name, String type) {}
}
