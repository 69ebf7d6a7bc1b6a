package dev.tandem.offline.skew;

import java.util.List;

/**
 * One entity of a request, value by value.
 *
 * @param service what was asked
 * @param request the entity
 * @param values the features of the service that were answered, in its order
 */
public record Explanation(String service, Request request, List<ComparedValue> values) {
    /** Copies the list. */
    public Explanation {
        values = List.copyOf(values);
    }
}
