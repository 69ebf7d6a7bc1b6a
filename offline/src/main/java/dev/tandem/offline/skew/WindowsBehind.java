package dev.tandem.offline.skew;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ServiceParts.Lookup;
import dev.tandem.definition.ServiceParts.Output;
import dev.tandem.definition.ServiceParts.Place;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.offline.window.Events;
import dev.tandem.offline.window.EventsBehind;
import dev.tandem.offline.window.EventsBehind.Question;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events in the windows of some requests. Each windowed view is read once.
 *
 * @param worlds the service and its sources
 * @param most how many events of each window to show
 */
record WindowsBehind(Worlds worlds, int most) {

    /** Of each request, by the feature's name in the service, what is in its window as training sees it. */
    List<Map<String, EventsBehind>> of(List<Request> requests) {
        List<Map<String, EventsBehind>> found = new ArrayList<>();
        requests.forEach(request -> found.add(new HashMap<>()));
        SourceReader sources = worlds.sources().get();
        for (int number = 0; number < worlds.parts().lookups().size(); number++) {
            if (worlds.isWindowed(number)) {
                Lookup lookup = worlds.parts().lookups().get(number);
                List<Integer> asking = new ArrayList<>();
                List<Question> questions = questions(lookup, requests, asking);
                FeatureView view = definitions().view(lookup.view());
                Events events = Events.of(definitions(), view, sources.rows(view));
                Map<Integer, String> names = names(number, lookup, events.plan().features());
                EventsBehind.of(events, questions, List.copyOf(names.keySet()), most)
                        .forEach(each -> found.get(asking.get(each.question()))
                                .put(names.getOrDefault(each.feature(), ""), each));
            }
        }
        return found;
    }

    private Definitions definitions() {
        return worlds.history().definitions();
    }

    /** The outputs of a lookup, by the position of their feature among those of its view. */
    private Map<Integer, String> names(int number, Lookup lookup, List<String> features) {
        Map<Integer, String> names = new HashMap<>();
        for (Output output : worlds.parts().outputs()) {
            if (output.place() instanceof Place.LookedUp at && at.lookup() == number) {
                names.put(features.indexOf(lookup.features().get(at.feature())), output.name());
            }
        }
        return names;
    }

    /** @param asking takes which request each question is of: one whose key has a null asks nothing */
    private List<Question> questions(Lookup lookup, List<Request> requests, List<Integer> asking) {
        List<ValueType> types = definitions().joinKeys(definitions().view(lookup.view())).stream()
                .map(JoinKey::type)
                .toList();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            List<@Nullable Object> key = new ArrayList<>();
            lookup.keys().forEach(column -> key.add(request.asked().get(column)));
            int number = i;
            EntityKey.pack(types, ValueSource.of(key)).ifPresent(packed -> {
                questions.add(new Question(packed, Micros.of(request.time())));
                asking.add(number);
            });
        }
        return questions;
    }
}
