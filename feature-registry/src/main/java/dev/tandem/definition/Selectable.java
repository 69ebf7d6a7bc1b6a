package dev.tandem.definition;

import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.OnDemandView.RequestInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a service can take features from: a feature view, or an on-demand view.
 *
 * @param name unique among both
 * @param features in declared order
 * @param keys the join keys that the caller has to name an entity by, in order; where definitions are not whole yet, those that are known
 * @param allKeys whether these are all
 * @param request what the caller has to bring besides, in order
 */
record Selectable(
        String name, List<Feature> features, List<JoinKey> keys, boolean allKeys, List<RequestInput> request) {

    static Selectable of(FeatureView view, Map<String, Entity> entities) {
        return new Selectable(
                view.name(),
                view.features(),
                keys(view, entities).toList(),
                !view.entities().isEmpty() && entities.keySet().containsAll(view.entities()),
                List.of());
    }

    static Selectable of(OnDemandView view, Map<String, FeatureView> views, Map<String, Entity> entities) {
        Map<String, JoinKey> keys = new LinkedHashMap<>();
        boolean allKeys = true;
        for (OnDemandView.Input input : view.inputs()) {
            Optional<Selectable> from =
                    Optional.ofNullable(views.get(input.view())).map(each -> of(each, entities));
            from.ifPresent(each -> each.keys().forEach(key -> keys.putIfAbsent(key.name(), key)));
            allKeys &= from.filter(Selectable::allKeys).isPresent();
        }
        return new Selectable(view.name(), view.features(), new ArrayList<>(keys.values()), allKeys, view.request());
    }

    Optional<Feature> findFeature(String feature) {
        return features.stream().filter(each -> each.name().equals(feature)).findFirst();
    }

    private static Stream<JoinKey> keys(FeatureView view, Map<String, Entity> entities) {
        return view.entities().stream()
                .flatMap(name -> Stream.ofNullable(entities.get(name)))
                .flatMap(entity -> entity.keys().stream());
    }
}
