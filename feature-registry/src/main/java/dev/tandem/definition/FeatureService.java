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
 * @param about description, owner, tags
 */
public record FeatureService(String name, List<Selection> selections, About about) {

    /** Copies the selections. */
    public FeatureService {
        selections = List.copyOf(selections);
    }

    /**
     * Some features of one view, for the entity that certain columns of the caller name.
     *
     * @param view the view's name
     * @param keys for each join key of the view, in its order, the label column or request field that holds it
     * @param fields the features taken, in order; at least one
     */
    public record Selection(String view, Map<String, String> keys, List<Field> fields) {
        /** Copies the collections, keeping their order. */
        public Selection {
            keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
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
