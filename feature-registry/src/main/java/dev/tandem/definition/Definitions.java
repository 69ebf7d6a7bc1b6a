package dev.tandem.definition;

import dev.tandem.TandemException;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Naming;
import dev.tandem.definition.Transforms.ExpressionColumn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a project defines, valid as a whole: every name that is mentioned exists. Immutable.
 *
 * @param project whose definitions they are
 * @param entities by name
 * @param sources by name
 * @param views by name
 * @param onDemand views of features that are computed on demand, by name; no feature view has the same name
 * @param services by name
 */
public record Definitions(
        Project project,
        SortedMap<String, Entity> entities,
        SortedMap<String, Source> sources,
        SortedMap<String, FeatureView> views,
        SortedMap<String, OnDemandView> onDemand,
        SortedMap<String, FeatureService> services) {

    /** Definitions in which nothing is computed on demand. */
    public Definitions(
            Project project,
            SortedMap<String, Entity> entities,
            SortedMap<String, Source> sources,
            SortedMap<String, FeatureView> views,
            SortedMap<String, FeatureService> services) {
        this(project, entities, sources, views, new TreeMap<>(), services);
    }

    /** Copies the maps. */
    public Definitions {
        entities = Collections.unmodifiableSortedMap(new TreeMap<>(entities));
        sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
        onDemand = Collections.unmodifiableSortedMap(new TreeMap<>(onDemand));
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    }

    /** A project that defines nothing yet. */
    public static Definitions none(Project project) {
        return new Definitions(
                project, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    /**
     * The entity of that name.
     *
     * @throws UnknownNameException when there is none
     */
    public Entity entity(String name) {
        return known("entity", name, entities);
    }

    /**
     * The source of that name.
     *
     * @throws UnknownNameException when there is none
     */
    public Source source(String name) {
        return known("source", name, sources);
    }

    /**
     * The feature view of that name.
     *
     * @throws UnknownNameException when there is none
     */
    public FeatureView view(String name) {
        return known("feature view", name, views);
    }

    /**
     * The feature service of that name.
     *
     * @throws UnknownNameException when there is none
     */
    public FeatureService service(String name) {
        return known("feature service", name, services);
    }

    /** The join keys of a view: those of its entities, in declared order. */
    public List<JoinKey> joinKeys(FeatureView view) {
        return view.entities().stream()
                .flatMap(name -> entity(name).keys().stream())
                .toList();
    }

    /**
     * The on-demand view of that name.
     *
     * @throws UnknownNameException when there is none
     */
    public OnDemandView onDemandView(String name) {
        return known("on-demand view", name, onDemand);
    }

    /** The columns that the expressions of an on-demand view may use: its inputs, its request inputs, and the time. */
    public List<ExpressionColumn> expressionColumns(OnDemandView view) {
        List<ExpressionColumn> columns = new ArrayList<>();
        for (OnDemandView.Input input : view.inputs()) {
            Feature feature = view(input.view())
                    .findFeature(input.feature())
                    .orElseThrow(() -> new UnknownNameException(
                            "feature of view '" + input.view() + "' named",
                            input.feature(),
                            view(input.view()).features().stream()
                                    .map(Feature::name)
                                    .toList()));
            columns.add(new ExpressionColumn(input.name(), feature.type()));
        }
        view.request().forEach(input -> columns.add(new ExpressionColumn(input.name(), input.type())));
        columns.add(new ExpressionColumn(ServiceColumns.TIME, ValueType.TIMESTAMP));
        return List.copyOf(columns);
    }

    /**
     * What a service can take features from.
     *
     * @param name of a feature view or on-demand view
     * @throws UnknownNameException when there is neither
     */
    Selectable selectable(String name) {
        @Nullable OnDemandView computed = onDemand.get(name);
        return computed == null ? Selectable.of(view(name), entities) : Selectable.of(computed, views, entities);
    }

    /** {@link #serviceOf(List, Naming)} with short names. */
    public FeatureService serviceOf(List<String> references) {
        return serviceOf(references, Naming.SHORT);
    }

    /**
     * A service made for one occasion, of features in the order named. Their keys are read from columns called like the join keys.
     *
     * @param references each as {@code view:feature}, or {@code view} for all of its features
     * @param naming how they are called in the result
     * @return a service named {@link FeatureService#AD_HOC}
     * @throws UnknownNameException when a view or feature does not exist
     * @throws TandemException when none is named, or two things would have the same name
     */
    public FeatureService serviceOf(List<String> references, Naming naming) {
        return new FeatureReferences(this, naming).service(references);
    }

    private static <T> T known(String kind, String name, Map<String, T> all) {
        @Nullable T found = all.get(name);
        if (found == null) {
            throw new UnknownNameException(kind, name, all.keySet());
        }
        return found;
    }

    /** A name that the project does not define. */
    public static final class UnknownNameException extends TandemException {
        private static final long serialVersionUID = 1L;

        private final String kind;
        private final String name;

        /**
         * @param kind what was looked for, as a person would say it
         * @param name the name that is not known
         * @param known the names that are
         */
        public UnknownNameException(String kind, String name, Collection<String> known) {
            super("There is no %s '%s'. %s".formatted(kind, name, Names.suggestion(name, known)));
            this.kind = kind;
            this.name = name;
        }

        /** What was looked for: "feature view", "feature service", ... */
        public String kind() {
            return kind;
        }

        /** The name that is not known. */
        public String name() {
            return name;
        }
    }
}
