package dev.tandem.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A keyword of the schema that a part of a document fails, and what the schema says around it. */
final class FailedKeyword {
    private final Error error;
    private final JsonNode wholeSchema;
    private final JsonNode schema;

    FailedKeyword(Error error, JsonNode wholeSchema) {
        this.error = error;
        this.wholeSchema = wholeSchema;
        this.schema = above(1);
    }

    String keyword() {
        return error.getKeyword();
    }

    /** The field it is about, for a keyword about the fields of a map. */
    String field() {
        return error.getProperty();
    }

    /** What the keyword demands. */
    JsonNode demand() {
        return error.getSchemaNode();
    }

    /** The validator's own words. */
    String message() {
        return error.getMessage();
    }

    /** What is said beside the keyword under another one, such as a title; missing when nothing is. */
    JsonNode beside(String keyword) {
        return schema.path(keyword);
    }

    /** The node of the schema so many steps above the keyword. */
    JsonNode above(int steps) {
        NodePath path = error.getSchemaLocation().getFragment();
        JsonNode node = wholeSchema;
        for (int i = 0; i < path.getNameCount() - steps; i++) {
            Object element = path.getElement(i);
            node = element instanceof Integer index ? node.path(index) : node.path(String.valueOf(element));
        }
        return node;
    }

    /** What the part is called; a condition has no title of its own. */
    String title() {
        return beside("title").asText(above(2).path("title").asText());
    }

    List<String> types() {
        JsonNode type = beside("type");
        return type.isTextual() ? List.of(type.textValue()) : texts(type);
    }

    /** The fields that a map may have. */
    List<String> fields() {
        List<String> names = new ArrayList<>();
        beside("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** An example of the part, as it would be written. */
    Optional<String> example() {
        return exampleOf(schema);
    }

    /** An example of a field of the part; for a condition, the fields stand one level above it. */
    Optional<String> exampleOf(String field) {
        JsonNode here = beside("properties").path(field);
        return exampleOf(here.isMissingNode() ? above(2).path("properties").path(field) : here);
    }

    private Optional<String> exampleOf(JsonNode of) {
        return resolved(of).path("examples").valueStream().findFirst().map(YamlText::of);
    }

    /** A schema, or the one that it refers to. */
    JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : wholeSchema.at(reference.substring(1));
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }
}
