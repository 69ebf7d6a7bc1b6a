package dev.tandem.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.DefinitionsJson;
import dev.tandem.registry.Plan.FieldChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares two definitions of the same kind field by field. They come in the form of {@link DefinitionsJson}; what
 * is shown has the form of the definition files, where keys and features stand by name.
 */
final class Fields {
    private Fields() {}

    /** What differs, in the order of the fields. */
    static List<FieldChange> compare(JsonNode before, JsonNode after) {
        List<FieldChange> changes = new ArrayList<>();
        compare("", asWritten(before), asWritten(after), changes);
        return changes;
    }

    private static void compare(
            String path, @Nullable JsonNode before, @Nullable JsonNode after, List<FieldChange> changes) {
        if (before instanceof ObjectNode a && after instanceof ObjectNode b) {
            compareOrder(path, a, b, changes);
            for (String name : union(names(a), names(b))) {
                compare(path.isEmpty() ? name : path + "." + name, a.get(name), b.get(name), changes);
            }
        } else if (before == null || !before.equals(after)) {
            changes.add(new FieldChange(path, text(before), text(after)));
        }
    }

    /** The order of keys, of features and of what a service takes is part of a definition. */
    private static void compareOrder(String path, ObjectNode before, ObjectNode after, List<FieldChange> changes) {
        List<String> was = names(before);
        List<String> is = names(after);
        List<String> stayed = was.stream().filter(is::contains).toList();
        if (!path.isEmpty() && !stayed.equals(is.stream().filter(was::contains).toList())) {
            changes.add(new FieldChange(path, Optional.of(list(was)), Optional.of(list(is))));
        }
    }

    private static String list(List<String> names) {
        return "[" + String.join(", ", names) + "]";
    }

    private static List<String> names(ObjectNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> union(Collection<String> a, Collection<String> b) {
        Set<String> union = new LinkedHashSet<>(a);
        union.addAll(b);
        return union;
    }

    private static Optional<String> text(@Nullable JsonNode value) {
        return Optional.ofNullable(value).map(DefinitionsJson::asWritten);
    }

    private static JsonNode asWritten(JsonNode definition) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        definition.properties().forEach(field -> {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "keys" -> written.set("keys", keys(value));
                case "features" -> written.set("features", isService(value) ? taken(value) : named(value));
                // The inputs of a query are read from its text.
                case "inputs" -> {
                    if (value.path(0).isObject()) {
                        written.set("inputs", named(value));
                    }
                }
                case "request" -> written.set("request", named(value));
                default -> written.set(field.getKey(), value);
            }
        });
        return written;
    }

    /** An entity's keys as {@code {airport: STRING}}, a view's keys as {@code {airport: origin}}. */
    private static ObjectNode keys(JsonNode keys) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        for (JsonNode key : keys) {
            if (key.has("type")) {
                written.set(key.required("name").textValue(), key.required("type"));
            } else {
                written.set(key.required("key").textValue(), key.required("column"));
            }
        }
        return written;
    }

    /** A view's features by name. */
    private static ObjectNode named(JsonNode features) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        for (JsonNode feature : features) {
            ObjectNode rest = feature.deepCopy();
            rest.remove("name");
            written.set(feature.required("name").textValue(), rest);
        }
        return written;
    }

    private static boolean isService(JsonNode features) {
        return features.path(0).has("view");
    }

    /** What a service takes, by the name it gives it: {@code dest_temperature: {feature: weather:temperature, entities: {airport: dest}}}. */
    private static ObjectNode taken(JsonNode selections) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        for (JsonNode selection : selections) {
            for (JsonNode field : selection.required("features")) {
                written.putObject(field.required("name").textValue())
                        .put(
                                "feature",
                                selection.required("view").textValue() + ":"
                                        + field.required("feature").textValue())
                        .set("entities", keys(selection.required("entities")));
                if (selection.has("request")) {
                    ((ObjectNode) written.get(field.required("name").textValue()))
                            .set("request", keys(selection.required("request")));
                }
            }
        }
        return written;
    }
}
