package dev.tandem.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What the schema's validator found, in words for whoever wrote the file. The words come from the schema: its titles name things, its
 * {@code examples} show what to write, and {@code patternErrorMessage} or {@code errorMessage} (which editors show too) say it.
 */
final class StructureProblem {
    private static final Map<String, String> TYPES = Map.of(
            "string", "a text", "object", "a map", "array", "a list", "boolean", "true or false", "number", "a number");

    private static final int LARGEST_SAMPLE = 5;

    private final YamlDocument document;
    private final JsonPointer at;
    private final Error error;
    private final JsonNode schemaTree;
    private final NodePath keywordPath;
    private final JsonNode schema;

    private StructureProblem(YamlDocument document, JsonPointer at, Error error, JsonNode schemaTree) {
        this.document = document;
        this.at = at;
        this.error = error;
        this.schemaTree = schemaTree;
        this.keywordPath = error.getSchemaLocation().getFragment();
        this.schema = schemaAbove(1);
    }

    /** What an error that was found at a part means. */
    static StructureProblem of(YamlDocument document, JsonPointer at, Error error, JsonNode schemaTree) {
        return new StructureProblem(document, at, error, schemaTree);
    }

    /** The field that was probably meant, where an unknown one stands and that one does not. */
    Optional<String> meantField() {
        return error.getKeyword().equals("additionalProperties")
                ? Names.nearest(error.getProperty(), names(schema.path("properties")))
                        .filter(field -> !value().has(field))
                : Optional.empty();
    }

    void addTo(Problems problems) {
        switch (error.getKeyword()) {
            case "additionalProperties" -> {
                String field = error.getProperty();
                problems.addUnknown(
                        keyPlace(at.appendProperty(field)),
                        "'%s' is not a field of %s".formatted(field, subject()),
                        field,
                        names(schema.path("properties")));
            }
            case "required" ->
                problems.add(
                        keyPlace(at),
                        "%s lacks '%s'".formatted(capital(subject()), error.getProperty()),
                        remedy("Add it%s."
                                .formatted(suchAs(error.getProperty() + ": ", property(error.getProperty())))));
            case "dependencies" ->
                problems.add(
                        keyPlace(at.appendProperty(error.getProperty())),
                        "'%s' needs '%s'".formatted(error.getProperty(), needed()),
                        "Add '%s', or remove '%s'.".formatted(needed(), error.getProperty()));
            case "propertyNames" -> {
                String name = error.getProperty();
                problems.add(
                        keyPlace(at.appendProperty(name)),
                        "'%s' cannot be the name of %s"
                                .formatted(
                                        brief(name),
                                        withArticle(schema.path("propertyNames")
                                                .path("title")
                                                .asText())),
                        resolved(schema.path("propertyNames"))
                                .path("patternErrorMessage")
                                .asText());
            }
            case "not" -> exclusion(problems, texts(error.getSchemaNode().path("required")), "Keep one of the two.");
            case "false" ->
                exclusion(
                        problems,
                        List.of(
                                texts(schemaAbove(4).path("if").path("required"))
                                        .get(0),
                                name()),
                        schemaAbove(3).path("errorMessage").asText());
            case "type" -> add(problems, "%s %s".formatted(part(), insteadOf()), typeRemedy());
            case "enum" ->
                add(
                        problems,
                        cannotBe(),
                        guess().orElseGet(() -> "Write " + choice(texts(error.getSchemaNode())) + "."));
            case "pattern" ->
                add(
                        problems,
                        cannotBe(),
                        guess().orElseGet(
                                        () -> schema.path("patternErrorMessage").asText()));
            case "minLength" ->
                add(problems, part() + " is empty", "Write something%s, or remove it.".formatted(suchAs("", schema)));
            case "minItems", "minProperties" ->
                add(problems, part() + " is empty", remedy("Write at least one%s.".formatted(suchAs("", schema))));
            case "maxProperties" ->
                add(problems, "%s has %d names, where one is meant".formatted(part(), value().size()), remedy(""));
            case "uniqueItems" -> repetition(problems);
            default ->
                add(
                        problems,
                        "%s: %s".formatted(part(), error.getMessage()),
                        "See the field's description in the schema.");
        }
    }

    private void add(Problems problems, String problem, String remedy) {
        problems.add(document.written(at).value(), problem, remedy);
    }

    private void exclusion(Problems problems, List<String> fields, String remedy) {
        JsonPointer place = error.getKeyword().equals("false") ? at : at.appendProperty(fields.get(1));
        problems.add(
                keyPlace(place), "'%s' and '%s' exclude each other".formatted(fields.get(0), fields.get(1)), remedy);
    }

    private void repetition(Problems problems) {
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < value().size(); i++) {
            if (!seen.add(value().get(i))) {
                JsonPointer item = at.appendIndex(i);
                problems.add(
                        document.written(item).value(),
                        "'%s' holds '%s' more than once"
                                .formatted(name(), brief(document.written(item).text())),
                        "Remove one of them.");
            }
        }
    }

    private String insteadOf() {
        String expected = choice(
                types().stream().map(type -> TYPES.getOrDefault(type, type)).toList());
        JsonNode value = value();
        String written = brief(document.written(at).text());
        return switch (value.getNodeType()) {
            case NULL -> "has no value";
            case STRING -> "is the text '%s', not %s".formatted(written, expected);
            case BOOLEAN -> "is the truth value %s, not %s".formatted(written, expected);
            case NUMBER -> "is the number %s, not %s".formatted(written, expected);
            case ARRAY -> "is a list, not " + expected;
            default -> "is a map, not " + expected;
        };
    }

    private String typeRemedy() {
        String said = schema.path("patternErrorMessage")
                .asText(schema.path("errorMessage").asText());
        if (!said.isEmpty()) {
            return said;
        } else if (types().equals(List.of("boolean"))) {
            return "Write true or false.";
        } else if (types().contains("string") && (value().isNumber() || value().isBoolean())) {
            return "Put it in quotes: \"%s\"."
                    .formatted(brief(document.written(at).text()));
        }
        return "Write %s%s%s."
                .formatted(
                        TYPES.getOrDefault(types().get(0), types().get(0)),
                        suchAs("", schema),
                        value().isNull() ? ", or remove it" : "");
    }

    private List<String> types() {
        JsonNode type = schema.path("type");
        return type.isTextual() ? List.of(type.textValue()) : texts(type);
    }

    private String cannotBe() {
        String written = brief(document.written(at).text());
        return "%s cannot be %s".formatted(part(), value().isContainerNode() ? "a list or map" : "'" + written + "'");
    }

    /** What was probably meant, among the values that the schema lists; a few examples are a sample and list nothing. */
    private Optional<String> guess() {
        String written = document.written(at).text();
        boolean closed = error.getKeyword().equals("enum");
        List<String> listed = texts(closed ? error.getSchemaNode() : schema.path("examples"));
        if (!closed && listed.size() <= LARGEST_SAMPLE) {
            return Optional.empty();
        }
        return (listed.contains(ValueType.INT64.toString()) ? TypeNames.guess(written) : Names.nearest(written, listed))
                .filter(near -> !closed || listed.contains(near))
                .map("Did you mean %s?"::formatted);
    }

    private String needed() {
        return error.getSchemaNode().path(error.getProperty()).path(0).asText();
    }

    /** What the schema says to do, or else what follows from it. */
    private String remedy(String otherwise) {
        return schema.path("errorMessage").asText(otherwise);
    }

    private String suchAs(String before, JsonNode of) {
        JsonNode example = resolved(of).path("examples").path(0);
        return example.isMissingNode() ? "" : ", such as " + before + YamlText.of(example);
    }

    /** The schema of a field, which stands beside the keyword or, for a condition, one level above it. */
    private JsonNode property(String field) {
        JsonNode here = schema.path("properties").path(field);
        return here.isMissingNode() ? schemaAbove(2).path("properties").path(field) : here;
    }

    private String subject() {
        String title = schema.path("title").asText(schemaAbove(2).path("title").asText());
        return at.matches() ? withArticle(title) : title + " '" + name() + "'";
    }

    private String part() {
        if (at.matches()) {
            return "The file";
        }
        return document.root().at(at.head()).isArray()
                ? "Item %d of '%s'"
                        .formatted(
                                at.last().getMatchingIndex() + 1,
                                at.head().last().getMatchingProperty())
                : "'" + brief(name()) + "'";
    }

    private String name() {
        return at.last().getMatchingProperty();
    }

    private JsonNode value() {
        return document.root().at(at);
    }

    private Place keyPlace(JsonPointer pointer) {
        return document.written(pointer).key();
    }

    /** The node of the schema so many steps above the keyword that failed. */
    private JsonNode schemaAbove(int steps) {
        JsonNode node = schemaTree;
        for (int i = 0; i < keywordPath.getNameCount() - steps; i++) {
            Object element = keywordPath.getElement(i);
            node = element instanceof Integer index ? node.path(index) : node.path(String.valueOf(element));
        }
        return node;
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : schemaTree.at(reference.substring(1));
    }

    private static String withArticle(String noun) {
        return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String brief(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > 60 || line.length() < text.stripTrailing().length()
                ? line.substring(0, Math.min(60, line.length())) + "..."
                : line;
    }

    private static String choice(List<String> all) {
        int last = all.size() - 1;
        return last == 0 ? all.get(0) : String.join(", ", all.subList(0, last)) + " or " + all.get(last);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }
}
