package dev.tandem.registry;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.OnDemandView.Input;
import dev.tandem.definition.Origin;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who depends on what, in the definitions of before or in those of after: a change may touch either. */
final class Dependents {
    private final List<Definitions> sides;

    Dependents(Optional<Definitions> before, Definitions after) {
        this.sides = Stream.concat(before.stream(), Stream.of(after)).toList();
    }

    /** The views over an entity, sorted. */
    NavigableSet<String> viewsOfEntity(String entity) {
        return views((definitions, view) -> view.entities().contains(entity));
    }

    /** The views over a source, directly or through queries, sorted. */
    NavigableSet<String> viewsOfSource(String source) {
        return views((definitions, view) -> sources(definitions, view).contains(source));
    }

    private NavigableSet<String> views(BiPredicate<Definitions, FeatureView> condition) {
        NavigableSet<String> names = new TreeSet<>();
        for (Definitions definitions : sides) {
            definitions.views().values().stream()
                    .filter(view -> condition.test(definitions, view))
                    .forEach(view -> names.add(view.name()));
        }
        return names;
    }

    /** The entities of a view. */
    NavigableSet<String> entitiesOf(String view) {
        NavigableSet<String> names = new TreeSet<>();
        sides.stream()
                .flatMap(side -> Optional.ofNullable(side.views().get(view)).stream())
                .forEach(found -> names.addAll(found.entities()));
        return names;
    }

    /** The source of a view and every source that it is computed from. */
    NavigableSet<String> sourcesOf(String view) {
        NavigableSet<String> names = new TreeSet<>();
        for (Definitions side : sides) {
            Optional.ofNullable(side.views().get(view)).ifPresent(found -> names.addAll(sources(side, found)));
        }
        return names;
    }

    private static NavigableSet<String> sources(Definitions definitions, FeatureView view) {
        NavigableSet<String> names = new TreeSet<>();
        collect(definitions, view.source(), names);
        return names;
    }

    private static void collect(Definitions definitions, String source, NavigableSet<String> names) {
        if (names.add(source) && definitions.source(source).origin() instanceof Origin.Query query) {
            query.inputs().forEach(input -> collect(definitions, input, names));
        }
    }

    /** The services that take anything from one of these views, sorted. */
    List<String> servicesOfViews(NavigableSet<String> views) {
        NavigableSet<String> taken = new TreeSet<>(views);
        taken.addAll(onDemandViews(input -> views.contains(input.view())));
        return services(selection -> taken.contains(selection.view()));
    }

    /** The services that take one of these features of a view, sorted. */
    List<String> servicesOfFeatures(String view, NavigableSet<String> features) {
        NavigableSet<String> computed =
                onDemandViews(input -> input.view().equals(view) && features.contains(input.feature()));
        return services(selection -> computed.contains(selection.view())
                || (selection.view().equals(view)
                        && selection.fields().stream().anyMatch(field -> features.contains(field.feature()))));
    }

    /** The on-demand views that have such an input. */
    private NavigableSet<String> onDemandViews(Predicate<Input> condition) {
        NavigableSet<String> names = new TreeSet<>();
        sides.stream()
                .flatMap(side -> side.onDemand().values().stream())
                .filter(view -> view.inputs().stream().anyMatch(condition))
                .forEach(view -> names.add(view.name()));
        return names;
    }

    private List<String> services(Predicate<Selection> condition) {
        return sides.stream()
                .flatMap(side -> side.services().values().stream())
                .filter(service -> service.selections().stream().anyMatch(condition))
                .map(FeatureService::name)
                .distinct()
                .sorted()
                .toList();
    }
}
