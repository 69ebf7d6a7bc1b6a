package dev.tandem.definition;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Naming;
import dev.tandem.definition.FeatureService.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes a service of features that somebody names one by one, as {@code view:feature} or, for all of a view, {@code view}. */
final class FeatureReferences {
    private final Definitions definitions;
    private final Naming naming;

    FeatureReferences(Definitions definitions, Naming naming) {
        this.definitions = definitions;
        this.naming = naming;
    }

    FeatureService service(List<String> references) {
        if (references.isEmpty()) {
            throw new TandemException("No feature is asked for. Name at least one, as view:feature.");
        }
        List<Selection> selections = new ArrayList<>();
        for (String reference : references) {
            append(selections, selection(reference));
        }
        refuseClashes(selections);
        return new FeatureService(FeatureService.AD_HOC, selections, About.NOTHING);
    }

    private Selection selection(String reference) {
        int colon = reference.indexOf(':');
        Selectable view = definitions.selectable(colon < 0 ? reference : reference.substring(0, colon));
        List<Feature> features = colon < 0 ? view.features() : List.of(feature(view, reference.substring(colon + 1)));
        Map<String, String> keys = new LinkedHashMap<>();
        view.keys().forEach(key -> keys.put(key.name(), key.name()));
        Map<String, String> request = new LinkedHashMap<>();
        view.request().forEach(input -> request.put(input.name(), input.name()));
        return new Selection(
                view.name(),
                keys,
                request,
                features.stream()
                        .map(feature -> new Field(feature.name(), naming.name(view.name(), feature.name())))
                        .toList());
    }

    private static Feature feature(Selectable view, String name) {
        return view.findFeature(name)
                .orElseThrow(() -> new UnknownNameException(
                        "feature",
                        view.name() + ":" + name,
                        view.features().stream()
                                .map(known -> view.name() + ":" + known.name())
                                .toList()));
    }

    /** Adds a selection; one that goes on with the view of the last becomes part of it. */
    private static void append(List<Selection> selections, Selection next) {
        int last = selections.size() - 1;
        if (last < 0 || !selections.get(last).view().equals(next.view())) {
            selections.add(next);
            return;
        }
        List<Field> fields = new ArrayList<>(selections.get(last).fields());
        fields.addAll(next.fields());
        selections.set(last, new Selection(next.view(), next.keys(), next.request(), fields));
    }

    private void refuseClashes(List<Selection> selections) {
        List<ServiceColumns.Clash> clashes =
                ServiceColumns.clashes(selections, selection -> definitions.selectable(selection.view()));
        if (!clashes.isEmpty()) {
            throw new TandemException(clashes.stream()
                            .map(ServiceColumns.Clash::problem)
                            .distinct()
                            .collect(Collectors.joining(". "))
                    + ". Ask for each feature once, use full names (view__feature), or define a feature service, where a feature can have a"
                    + " prefix or an alias and a key its own label column.");
        }
    }
}
