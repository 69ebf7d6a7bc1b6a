package dev.tandem.definition;

import static dev.tandem.definition.FailedKeyword.texts;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the schema's validator found, in words for whoever wrote the file. The words come from the schema: its titles name things, its
 * {@code examples} show what to write, and {@code patternErrorMessage} or {@code errorMessage} (which editors show too) say it.
 */
final class StructureProblem {
    private static final Map<String, String> TYPES = Map.of(
            "string", "a text", "object", "a map", "array", "a list", "boolean", "true or false", "number", "a number");
    private static final int LARGEST_SAMPLE = 5;
    private static final int LONGEST_QUOTE = 60;

    private final YamlDocument document;
    private final JsonPointer at;
    private final FailedKeyword failed;

    /**
     * @param at the part of the document that fails the keyword
     */
    StructureProblem(YamlDocument document, JsonPointer at, FailedKeyword failed) {
        this.document = document;
        this.at = at;
        this.failed = failed;
    }

    /** The field that was probably meant, where an unknown one stands and that one does not. */
    Optional<String> meantField() {
        return failed.keyword().equals("additionalProperties")
                ? Names.nearest(failed.field(), failed.fields()).filter(field -> !value().has(field))
                : Optional.empty();
    }

    void addTo(Problems problems) {
        switch (failed.keyword()) {
            case "additionalProperties" -> unknownField(problems);
            case "required" -> missingField(problems);
            case "dependencies" -> missingCompanion(problems);
            case "propertyNames" -> wrongName(problems);
            case "not" -> fieldsThatExcludeEachOther(problems);
            case "false" -> fieldThatIsExcluded(problems);
            case "type" -> add(problems, part() + " " + insteadOf(), typeRemedy());
            case "enum" ->
                add(problems, cannotBe(), guess().orElseGet(() -> "Write " + choice(texts(failed.demand())) + "."));
            case "pattern" -> add(problems, cannotBe(), guess().orElseGet(this::patternRemedy));
            case "minLength" -> add(problems, part() + " is empty", "Write something" + suchAs() + ", or remove it.");
            case "minItems", "minProperties" ->
                add(problems, part() + " is empty", remedy("Write at least one" + suchAs() + "."));
            case "exclusiveMinimum" ->
                add(
                        problems,
                        part() + " is not above " + failed.demand().asText(),
                        "Write a number above it" + suchAs() + ".");
            case "maxProperties" ->
                add(problems, "%s has %d names, where one is meant".formatted(part(), value().size()), remedy(""));
            case "uniqueItems" -> repetitions(problems);
            default -> add(problems, part() + ": " + failed.message(), "See the field's description in the schema.");
        }
    }

    private void unknownField(Problems problems) {
        problems.addUnknown(
                keyPlace(failed.field()),
                "'%s' is not a field of %s".formatted(failed.field(), subject()),
                failed.field(),
                failed.fields());
    }

    private void missingField(Problems problems) {
        String example = failed.exampleOf(failed.field())
                .map(text -> ", such as %s: %s".formatted(failed.field(), text))
                .orElse("");
        problems.add(
                document.written(at).key(),
                "%s lacks '%s'".formatted(capital(subject()), failed.field()),
                remedy("Add it" + example + "."));
    }

    private void missingCompanion(Problems problems) {
        String needed = failed.demand().path(failed.field()).path(0).asText();
        problems.add(
                keyPlace(failed.field()),
                "'%s' needs '%s'".formatted(failed.field(), needed),
                "Add '%s', or remove '%s'.".formatted(needed, failed.field()));
    }

    private void wrongName(Problems problems) {
        JsonNode names = failed.beside("propertyNames");
        problems.add(
                keyPlace(failed.field()),
                "'%s' cannot be the name of %s"
                        .formatted(
                                brief(failed.field()),
                                withArticle(names.path("title").asText())),
                failed.resolved(names).path("patternErrorMessage").asText());
    }

    private void fieldsThatExcludeEachOther(Problems problems) {
        List<String> fields = texts(failed.demand().path("required"));
        problems.add(keyPlace(fields.get(1)), excludes(fields.get(0), fields.get(1)), "Keep one of the two.");
    }

    /** The keyword stands below {@code then}, beside the {@code if} that names the other field. */
    private void fieldThatIsExcluded(Problems problems) {
        String other = texts(failed.above(4).path("if").path("required")).get(0);
        problems.add(
                document.written(at).key(),
                excludes(other, name()),
                failed.above(3).path("errorMessage").asText());
    }

    private static String excludes(String one, String other) {
        return "'%s' and '%s' exclude each other".formatted(one, other);
    }

    private void repetitions(Problems problems) {
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < value().size(); i++) {
            if (!seen.add(value().get(i))) {
                YamlDocument.Written item = document.written(at.appendIndex(i));
                problems.add(
                        item.value(),
                        "'%s' holds '%s' more than once".formatted(name(), brief(item.text())),
                        "Remove one of them.");
            }
        }
    }

    private void add(Problems problems, String problem, String remedy) {
        problems.add(document.written(at).value(), problem, remedy);
    }

    private String insteadOf() {
        String expected = choice(
                failed.types().stream().map(StructureProblem::typeInWords).toList());
        return switch (value().getNodeType()) {
            case NULL -> "has no value";
            case STRING -> "is the text '%s', not %s".formatted(quote(), expected);
            case BOOLEAN -> "is the truth value %s, not %s".formatted(quote(), expected);
            case NUMBER -> "is the number %s, not %s".formatted(quote(), expected);
            case ARRAY -> "is a list, not " + expected;
            default -> "is a map, not " + expected;
        };
    }

    private String typeRemedy() {
        String said = patternRemedy().isEmpty() ? remedy("") : patternRemedy();
        if (!said.isEmpty()) {
            return said;
        } else if (failed.types().equals(List.of("boolean"))) {
            return "Write true or false.";
        } else if (failed.types().contains("string") && (value().isNumber() || value().isBoolean())) {
            return "Put it in quotes: \"%s\".".formatted(quote());
        }
        return "Write %s%s%s."
                .formatted(typeInWords(failed.types().get(0)), suchAs(), value().isNull() ? ", or remove it" : "");
    }

    private static String typeInWords(String type) {
        return TYPES.getOrDefault(type, type);
    }

    private String cannotBe() {
        return "%s cannot be %s".formatted(part(), value().isContainerNode() ? "a list or map" : "'" + quote() + "'");
    }

    /** What was probably meant, among the values that the schema lists; a few examples are a sample and list nothing. */
    private Optional<String> guess() {
        String written = document.written(at).text();
        boolean closed = failed.keyword().equals("enum");
        List<String> listed = texts(closed ? failed.demand() : failed.beside("examples"));
        if (!closed && listed.size() <= LARGEST_SAMPLE) {
            return Optional.empty();
        }
        return (listed.contains(ValueType.INT64.toString()) ? TypeNames.guess(written) : Names.nearest(written, listed))
                .filter(near -> !closed || listed.contains(near))
                .map("Did you mean %s?"::formatted);
    }

    /** What the schema says to do, or else what follows from it. */
    private String remedy(String otherwise) {
        return failed.beside("errorMessage").asText(otherwise);
    }

    private String patternRemedy() {
        return failed.beside("patternErrorMessage").asText();
    }

    private String suchAs() {
        return failed.example().map(", such as "::concat).orElse("");
    }

    private String subject() {
        if (isItem()) {
            return "item %d of '%s'".formatted(at.last().getMatchingIndex() + 1, list());
        }
        return at.matches() ? withArticle(failed.title()) : failed.title() + " '" + name() + "'";
    }

    private String part() {
        if (at.matches()) {
            return "The file";
        } else if (isItem()) {
            return capital(subject());
        }
        return "'" + brief(name()) + "'";
    }

    private boolean isItem() {
        return !at.matches() && document.root().at(at.head()).isArray();
    }

    /** The list that it is an item of. */
    private String list() {
        return at.head().last().getMatchingProperty();
    }

    private String name() {
        return at.last().getMatchingProperty();
    }

    private JsonNode value() {
        return document.root().at(at);
    }

    private Place keyPlace(String field) {
        return document.written(at.appendProperty(field)).key();
    }

    private String quote() {
        return brief(document.written(at).text());
    }

    private static String withArticle(String noun) {
        return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** The beginning of a text, on one line. */
    private static String brief(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > LONGEST_QUOTE
                        || line.length() < text.stripTrailing().length()
                ? line.substring(0, Math.min(LONGEST_QUOTE, line.length())) + "..."
                : line;
    }

    private static String choice(List<String> all) {
        int last = all.size() - 1;
        return last == 0 ? all.get(0) : String.join(", ", all.subList(0, last)) + " or " + all.get(last);
    }
}
