package dev.tandem.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The inputs of one model: an ordered list of features of several views, each under a name that is unique in the service. A training
 * set and an online answer carry the same names in the same order.
 *
 * @param name unique in the project
 * @param selections what it takes from each view, in declared order; one view may stand in several selections
 * @param drift from when on drift is worth a warning or an alert, for features of which nothing is said themselves
 * @param about description, owner, tags
 */
public record FeatureService(String name, List<Selection> selections, DriftThresholds drift, About about) {

    /** The name of every service that {@link Definitions#serviceOf(List, Naming)} makes; no defined service can have it. */
    public static final String AD_HOC = "ad-hoc";

    /** Copies the selections. */
    public FeatureService {
        selections = List.copyOf(selections);
    }

    /** A service that says nothing of drift. */
    public FeatureService(String name, List<Selection> selections, About about) {
        this(name, selections, DriftThresholds.NOT_GIVEN, about);
    }

    /** The same service under other names. */
    public FeatureService named(Naming naming) {
        return new FeatureService(
                name,
                selections.stream()
                        .map(each -> new Selection(
                                each.view(),
                                each.keys(),
                                each.request(),
                                each.fields().stream()
                                        .map(field ->
                                                new Field(field.feature(), naming.name(each.view(), field.name())))
                                        .toList()))
                        .toList(),
                drift,
                about);
    }

    /** How the features of a training set or of an answer are called. */
    public enum Naming {
        /** As the service calls them: their own name, or an alias. */
        SHORT,
        /** With the name of the view and two underscores before that: {@code weather__temperature}. Unique whenever the short name is. */
        FULL;

        /** The name of a feature that the service calls {@code name}. */
        String name(String view, String name) {
            return this == FULL ? view + "__" + name : name;
        }
    }

    /**
     * Some features of one view, looked up or on demand, for the entity that certain columns of the caller name.
     *
     * @param view the name of a feature view or on-demand view
     * @param keys for each join key of the view, or of the views that an on-demand view takes its inputs from, in their order, the label column or request field that holds it
     * @param request for each request input of an on-demand view, in its order, the label column or request field that holds it; of a
     *     feature view, none
     * @param fields the features taken, in order; at least one
     */
    public record Selection(String view, Map<String, String> keys, Map<String, String> request, List<Field> fields) {
        /** Features of a feature view. */
        public Selection(String view, Map<String, String> keys, List<Field> fields) {
            this(view, keys, Map.of(), fields);
        }

        /** Copies the collections, keeping their order. */
        public Selection {
            keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
            request = Collections.unmodifiableMap(new LinkedHashMap<>(request));
            fields = List.copyOf(fields);
        }
    }

    /**
     * One feature as the service calls it.
     *
     * @param feature its name in the view
     * @param name its name in the training set and in the answer
     */
    public record Field(String feature, String name) {}
}
