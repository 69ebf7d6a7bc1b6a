package dev.tandem.definition;

import java.util.List;
import java.util.Optional;

/**
 * Features that are computed from other features, and from what a request brings, whenever they are asked for: in a training set after
 * the point-in-time join, and in an answer after the rows were read.
 *
 * @param name unique in the project, among feature views too
 * @param inputs the features that expressions may use, in order
 * @param request what the caller has to bring besides, in order
 * @param features the features, in declared order, each an {@link Derivation.Expression}; at least one
 * @param about description, owner, tags
 */
public record OnDemandView(
        String name, List<Input> inputs, List<RequestInput> request, List<Feature> features, About about) {

    /**
     * A feature that expressions may use.
     *
     * @param view the feature view that has it
     * @param feature its name there
     * @param name the column that expressions call it by, unique among inputs and request inputs
     */
    public record Input(String view, String feature, String name) {}

    /**
     * A value that the caller brings: a column of the labels, or a field of the request.
     *
     * @param name the column that expressions call it by
     * @param type of its values, which may be null
     */
    public record RequestInput(String name, ValueType type) {}

    /** Copies the lists. */
    public OnDemandView {
        inputs = List.copyOf(inputs);
        request = List.copyOf(request);
        features = List.copyOf(features);
    }

    /** The feature of that name, if the view has it. */
    public Optional<Feature> findFeature(String featureName) {
        return features.stream().filter(f -> f.name().equals(featureName)).findFirst();
    }
}
