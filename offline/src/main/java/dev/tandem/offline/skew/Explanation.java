package dev.tandem.offline.skew;

import dev.tandem.offline.window.EventsBehind;
import java.util.List;
import java.util.Map;

/**
 * One entity of a request, value by value.
 *
 * @param service what was asked
 * @param request the entity
 * @param values the features of the service that were answered, in its order
 * @param windows of those that are windows, what training sees in them, by feature; a window of an entity without any event is left out
 */
public record Explanation(
        String service, Request request, List<ComparedValue> values, Map<String, EventsBehind> windows) {
    /** Copies the list and the map. */
    public Explanation {
        values = List.copyOf(values);
        windows = Map.copyOf(windows);
    }
}
