package dev.tandem.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.EngineSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells whether two definitions of a view mean the same values. A hash is the SHA-256, in lower-case hexadecimal, of the canonical JSON
 * of whatever decides them, {@link EngineSettings#PINNED} included. What people say of a definition (description, owner, tags), and how
 * its rows are kept and refreshed (online, schedule, lookback), changes no value and no hash.
 */
public final class DefinitionHash {
    private DefinitionHash() {}

    /**
     * The hash of everything that decides a value of the view in a training set: what {@link #ofStoredRows} covers, the features with
     * their types and columns, in order, and the ttl.
     */
    public static String ofView(Definitions definitions, FeatureView view) {
        ObjectNode tree = storedRows(definitions, view);
        tree.set("features", DefinitionsJsonWriter.array(view.features(), DefinitionsJsonWriter::values));
        view.ttl().ifPresent(ttl -> tree.put("ttl", Durations.text(ttl)));
        return sha256(tree);
    }

    /**
     * The hash of everything that decides a value of one feature of the view, whatever its other features are: what {@link #ofStoredRows} covers of a
     * view without aggregations, the feature with its type, and how it is derived, and the ttl. The columns that a source declares for
     * aggregations are in it all together, since conditions name them in a text.
     */
    public static String ofFeature(Definitions definitions, FeatureView view, Feature feature) {
        ObjectNode tree = storedRows(definitions, view);
        tree.remove("aggregations");
        tree.set("feature", DefinitionsJsonWriter.values(feature));
        view.ttl().ifPresent(ttl -> tree.put("ttl", Durations.text(ttl)));
        return sha256(tree);
    }

    /**
     * The hash of everything that decides a value of an on-demand view: its expressions with the types of their columns, and the hash of
     * each view that it takes an input from.
     */
    public static String ofView(Definitions definitions, OnDemandView view) {
        ObjectNode tree = DefinitionsJsonWriter.computation(view);
        tree.set("features", DefinitionsJsonWriter.array(view.features(), DefinitionsJsonWriter::values));
        ObjectNode inputs = tree.putObject("views");
        view.inputs().forEach(input -> inputs.put(input.view(), ofView(definitions, definitions.view(input.view()))));
        ObjectNode settings = tree.putObject("settings");
        EngineSettings.PINNED.forEach(settings::put);
        return sha256(tree);
    }

    /**
     * The hash of what a stored row means whatever its columns: the join keys with their types and columns, in order; the source with its
     * times and availability; and every source that it is computed from. While it stays the same, rows that were stored under one
     * definition answer for the other; the names of entities and of the view's source do not matter. Features are not in it, because adding or removing one leaves the others as
     * they were: a feature that stays must be compared by its type and column. Of a windowed view everything is in it.
     */
    public static String ofStoredRows(Definitions definitions, FeatureView view) {
        return sha256(storedRows(definitions, view));
    }

    private static ObjectNode storedRows(Definitions definitions, FeatureView view) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.set(
                "keys",
                DefinitionsJsonWriter.array(
                        definitions.joinKeys(view),
                        key -> DefinitionsJsonWriter.joinKey(key)
                                .put("from", view.keys().get(key.name()))));
        Source source = definitions.source(view.source());
        tree.set("source", DefinitionsJsonWriter.rows(source));
        if (view.isWindowed()) {
            // What is kept of an entity are partial aggregates: they hold nothing that another definition could be
            // computed from.
            tree.set("aggregations", DefinitionsJsonWriter.array(view.features(), DefinitionsJsonWriter::values));
            source.eventId().ifPresent(column -> tree.put("event_id", column));
            tree.set(
                    "columns",
                    DefinitionsJsonWriter.object(
                            source.columns(), type -> JsonNodeFactory.instance.textNode(type.toString())));
        }
        ObjectNode inputs = tree.putObject("inputs");
        inputsOf(definitions, source)
                .values()
                .forEach(input -> inputs.set(input.name(), DefinitionsJsonWriter.rows(input)));
        ObjectNode settings = tree.putObject("settings");
        EngineSettings.PINNED.forEach(settings::put);
        return tree;
    }

    /** All sources that a source is computed from, directly or not. */
    private static SortedMap<String, Source> inputsOf(Definitions definitions, Source source) {
        SortedMap<String, Source> inputs = new TreeMap<>();
        collectInputs(definitions, source, inputs);
        return inputs;
    }

    private static void collectInputs(Definitions definitions, Source source, SortedMap<String, Source> inputs) {
        if (source.origin() instanceof Origin.Query query) {
            for (String name : query.inputs()) {
                Source input = definitions.source(name);
                if (inputs.putIfAbsent(name, input) == null) {
                    collectInputs(definitions, input, inputs);
                }
            }
        }
    }

    private static String sha256(ObjectNode tree) {
        try {
            byte[] text = DefinitionsJson.text(tree).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
