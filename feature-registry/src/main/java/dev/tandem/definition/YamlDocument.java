package dev.tandem.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One YAML document as a JSON tree that knows where each part was written. A scalar that is no text keeps its spelling too.
 *
 * @param file where it was read
 * @param root the tree
 * @param parts by JSON pointer
 */
record YamlDocument(Path file, JsonNode root, Map<JsonPointer, Written> parts) {

    /**
     * How a part was written.
     *
     * @param key the place of its name, or of itself when it has none
     * @param value the place of its value
     * @param text the spelling of a scalar, empty for anything else
     * @param firstCharacter where a scalar's text begins, if it stands in the file letter by letter on one line
     */
    record Written(Place key, Place value, String text, Optional<Place> firstCharacter) {}

    /** Gives a field another name, under which it is found from then on. */
    void rename(JsonPointer map, String from, String to) {
        ObjectNode object = (ObjectNode) root.at(map);
        JsonNode value = object.remove(from);
        object.set(to, value);
        copy(map.appendProperty(from), map.appendProperty(to), value);
    }

    private void copy(JsonPointer from, JsonPointer to, JsonNode value) {
        parts.put(to, written(from));
        value.properties()
                .forEach(field ->
                        copy(from.appendProperty(field.getKey()), to.appendProperty(field.getKey()), field.getValue()));
        for (int i = 0; i < value.size() && value.isArray(); i++) {
            copy(from.appendIndex(i), to.appendIndex(i), value.get(i));
        }
    }

    /** How the part that a pointer leads to was written. */
    Written written(JsonPointer pointer) {
        return Objects.requireNonNull(parts.get(pointer), () -> "nothing was written at " + pointer);
    }
}
