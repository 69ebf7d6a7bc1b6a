package dev.tandem.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Holds documents against {@code definitions.schema.json}, the one description of what a definition file looks like: which fields there
 * are, what they may hold, and how to put it right. Editors read the same file.
 */
final class StructureCheck {
    private static final String RESOURCE = "definitions.schema.json";
    private static final JsonNode SCHEMA_TREE = readSchema();
    private static final Schema SCHEMA =
            SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(SCHEMA_TREE);

    /** After one of these about a part, whatever is said about what is in it, or else about it, follows from it. */
    private static final Set<String> WHOLE_PART = Set.of("type", "minProperties", "maxProperties");

    /** A part that failed one of these has no value to go on with. */
    private static final Set<String> NO_VALUE =
            Set.of("type", "pattern", "enum", "minLength", "false", "maxProperties", "exclusiveMinimum");

    private StructureCheck() {}

    /** The text of the schema. */
    static String schemaText() {
        try (InputStream in = StructureCheck.class.getResourceAsStream(RESOURCE)) {
            return new String(Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE + " from Tandem's own classes", e);
        }
    }

    private static JsonNode readSchema() {
        try {
            return new ObjectMapper().readTree(schemaText());
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " is no JSON", e);
        }
    }

    /**
     * Tells what is wrong with a document's structure, and turns every part that has no usable value into a null, so that the rest can be
     * read on. A field whose name is a slip of the pen is told and then read as what was meant, so that nothing else is said of it.
     *
     * @return whether all definitions of the document can still be found
     */
    static boolean check(YamlDocument document, Problems problems) {
        List<Error> errors = SCHEMA.validate(document.root());
        while (correctNames(document, errors, problems)) {
            errors = SCHEMA.validate(document.root());
        }
        Set<JsonPointer> unusable = new HashSet<>();
        for (Error error : errors) {
            if (WHOLE_PART.contains(error.getKeyword())) {
                unusable.add(pointer(error.getInstanceLocation()));
            }
        }
        for (Error error : errors) {
            JsonPointer at = pointer(error.getInstanceLocation());
            if (!followsFromAnother(error, at, unusable)) {
                new StructureProblem(document, at, new FailedKeyword(error, SCHEMA_TREE)).addTo(problems);
            }
        }
        boolean allFound = true;
        for (Error error : errors) {
            if (NO_VALUE.contains(error.getKeyword())) {
                JsonPointer at = pointer(error.getInstanceLocation());
                blank(document.root(), at);
                allFound &= error.getInstanceLocation().getNameCount() > 1;
            }
        }
        return allFound;
    }

    /** Each round goes one level deeper at least, because what stands under a wrong name is not validated before. */
    private static boolean correctNames(YamlDocument document, List<Error> errors, Problems problems) {
        boolean corrected = false;
        for (Error error : errors) {
            JsonPointer at = pointer(error.getInstanceLocation());
            StructureProblem problem = new StructureProblem(document, at, new FailedKeyword(error, SCHEMA_TREE));
            Optional<String> meant = problem.meantField();
            if (meant.isPresent()) {
                problem.addTo(problems);
                document.rename(at, error.getProperty(), meant.get());
                corrected = true;
            }
        }
        return corrected;
    }

    private static boolean followsFromAnother(Error error, JsonPointer at, Set<JsonPointer> unusable) {
        if (!WHOLE_PART.contains(error.getKeyword()) && unusable.contains(at)) {
            return true;
        }
        for (JsonPointer above = at.head(); above != null; above = above.head()) {
            if (unusable.contains(above)) {
                return true;
            }
        }
        return false;
    }

    private static JsonPointer pointer(NodePath path) {
        JsonPointer pointer = JsonPointer.empty();
        for (int i = 0; i < path.getNameCount(); i++) {
            Object element = path.getElement(i);
            pointer = element instanceof Integer index
                    ? pointer.appendIndex(index)
                    : pointer.appendProperty(String.valueOf(element));
        }
        return pointer;
    }

    private static void blank(JsonNode root, JsonPointer at) {
        if (at.matches()) {
            return;
        }
        JsonNode parent = root.at(at.head());
        if (parent instanceof ObjectNode object) {
            object.putNull(at.last().getMatchingProperty());
        } else if (parent instanceof ArrayNode array) {
            array.setNull(at.last().getMatchingIndex());
        }
    }
}
