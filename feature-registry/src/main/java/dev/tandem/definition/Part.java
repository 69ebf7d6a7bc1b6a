package dev.tandem.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of a document whose structure was checked: whatever is there has the type that the schema says. What was wrong was told, and is
 * not there any more.
 */
record Part(YamlDocument document, JsonPointer pointer, JsonNode node) {

    static Part root(YamlDocument document) {
        return new Part(document, JsonPointer.empty(), document.root());
    }

    /** The name under which it stands in the part that holds it. */
    String name() {
        return pointer.last().getMatchingProperty();
    }

    /** Where its name stands, or itself when it is an item of a list. */
    Place keyPlace() {
        return document.written(pointer).key();
    }

    Place place() {
        return document.written(pointer).value();
    }

    /**
     * Where a character of its text stands.
     *
     * @param offset in the text without the blanks around it
     * @return empty when the text is not in the file letter by letter, on one line
     */
    Optional<Place> findPlace(int offset) {
        String text = text();
        int characters = text.codePointCount(0, offset + text.indexOf(text.strip()));
        return document.written(pointer)
                .firstCharacter()
                .map(first -> new Place(first.file(), first.line(), first.column() + characters));
    }

    boolean isText() {
        return node.isTextual();
    }

    /** Whether it has a value that can be used. */
    boolean isUsable() {
        return !node.isNull();
    }

    /** A scalar as it was written. */
    String text() {
        return document.written(pointer).text();
    }

    Optional<Part> find(String field) {
        return Optional.ofNullable(node.get(field))
                .map(value -> new Part(document, pointer.appendProperty(field), value))
                .filter(Part::isUsable);
    }

    Optional<String> findText(String field) {
        return find(field).map(Part::text);
    }

    /** What a map holds, by name, in the order written; some may not be usable. */
    Map<String, Part> fields() {
        Map<String, Part> fields = new LinkedHashMap<>();
        node.properties()
                .forEach(entry -> fields.put(
                        entry.getKey(), new Part(document, pointer.appendProperty(entry.getKey()), entry.getValue())));
        return fields;
    }

    /** The usable fields of a map that may not be there. */
    Map<String, Part> fields(String field) {
        Map<String, Part> fields = find(field).map(Part::fields).orElse(Map.of());
        Map<String, Part> usable = new LinkedHashMap<>(fields);
        usable.values().removeIf(part -> !part.isUsable());
        return usable;
    }

    /** The usable items of a list that may not be there. */
    List<Part> items(String field) {
        return find(field).map(Part::elements).orElse(List.of()).stream()
                .filter(Part::isUsable)
                .toList();
    }

    /** The items of a list, of which some may not be usable. */
    List<Part> elements() {
        List<Part> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(new Part(document, pointer.appendIndex(i), node.get(i)));
        }
        return elements;
    }

    List<String> texts(String field) {
        return items(field).stream().map(Part::text).toList();
    }

    About about() {
        return new About(
                findText("description").orElse("").strip(),
                findText("owner").orElse("").strip(),
                texts("tags"));
    }
}
