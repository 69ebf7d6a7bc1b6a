package dev.tandem.definition;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.YamlDocument.Written;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 into trees with places. Bounded in depth, in size, and in what aliases may unfold to. What is no YAML becomes a problem.
 */
final class YamlReader {
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema() {
                @Override
                public ScalarResolver getScalarResolver() {
                    return new CoreScalarResolver(
                            false); // no merge keys: they are not YAML 1.2, and they can unfold without bounds
                }
            })
            .setAllowNonScalarKeys(true) // told with their place, further down
            .build();
    private static final int MOST_CHARACTERS = 1_000_000;
    private static final int MOST_PARTS = 200_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Path file;
    private final Problems problems;
    private final Map<JsonPointer, Written> parts = new HashMap<>();
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlReader(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** All documents of a file that hold anything; empty, after telling the problem, when it cannot be read to its end. */
    static Optional<List<YamlDocument>> read(Path file, String text, Problems problems) {
        if (text.length() > MOST_CHARACTERS) {
            problems.add(
                    new Place(file, 1, 1),
                    "The file has %d characters, and %d are allowed".formatted(text.length(), MOST_CHARACTERS),
                    "Spread the definitions over several files.");
            return Optional.empty();
        }
        try {
            List<YamlDocument> documents = new ArrayList<>();
            Composer composer =
                    new BoundedComposer(SETTINGS, new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)));
            while (composer.hasNext()) {
                YamlReader reader = new YamlReader(file, problems);
                JsonNode root = reader.root(composer.next());
                if (!root.isNull()) {
                    documents.add(new YamlDocument(file, root, reader.parts));
                }
            }
            return Optional.of(documents);
        } catch (UnreadableException e) {
            problems.add(e.place, e.problem, e.remedy);
        } catch (MarkedYamlEngineException e) {
            Place place = e.getProblemMark().map(mark -> place(file, mark)).orElse(new Place(file, 1, 1));
            problems.add(place, "This is no YAML: " + YamlRemedy.problem(e), YamlRemedy.of(e));
        } catch (YamlEngineException e) {
            problems.add(new Place(file, 1, 1), "This is no YAML: " + firstLine(e), YamlRemedy.GENERAL);
        }
        return Optional.empty();
    }

    private static String firstLine(YamlEngineException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("it cannot be read");
    }

    private JsonNode root(Node node) {
        Place place = place(node);
        return tree(node, JsonPointer.empty(), place);
    }

    private JsonNode tree(Node node, JsonPointer pointer, Place key) {
        if (parts.size() >= MOST_PARTS) {
            throw new UnreadableException(
                    key,
                    "The file unfolds to more than " + MOST_PARTS + " values",
                    "Use fewer aliases or split the file.");
        }
        if (!open.add(node)) {
            throw new UnreadableException(
                    place(node), "The alias stands for something that holds it", "Write it out, without the alias.");
        }
        JsonNode tree = NODES.nullNode();
        String text = "";
        if (node instanceof MappingNode mapping) {
            tree = object(mapping, pointer);
        } else if (node instanceof SequenceNode sequence) {
            tree = array(sequence, pointer);
        } else if (node instanceof ScalarNode scalar) {
            text = scalar.getValue();
            tree = scalar(scalar);
        }
        parts.put(pointer, new Written(key, place(node), text, firstCharacter(node)));
        open.remove(node);
        return tree;
    }

    /** Where the text of a scalar begins, if it stands in the file as it is: on one line, and nothing escaped. */
    private Optional<Place> firstCharacter(Node node) {
        if (!(node instanceof ScalarNode scalar)
                || scalar.getStartMark().isEmpty()
                || scalar.getEndMark().isEmpty()) {
            return Optional.empty();
        }
        Mark start = scalar.getStartMark().get();
        String text = scalar.getValue();
        int quote = scalar.isPlain() ? 0 : 1;
        int written = scalar.getEndMark().get().getIndex() - start.getIndex() - 2 * quote;
        return written == text.codePointCount(0, text.length()) && text.lines().count() == 1
                ? Optional.of(new Place(file, start.getLine() + 1, start.getColumn() + 1 + quote))
                : Optional.empty();
    }

    private ObjectNode object(MappingNode mapping, JsonPointer pointer) {
        ObjectNode object = NODES.objectNode();
        Map<String, Place> names = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            Place place = place(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new UnreadableException(place, "A name is no plain text", "Write it as name: value.");
            }
            String name = key.getValue();
            Place first = names.putIfAbsent(name, place);
            if (first == null) {
                object.set(name, tree(entry.getValueNode(), pointer.appendProperty(name), place));
            } else {
                problems.add(
                        place,
                        "'%s' is here twice, first on line %d".formatted(name, first.line()),
                        "Remove one of the two.");
            }
        }
        return object;
    }

    private ArrayNode array(SequenceNode sequence, JsonPointer pointer) {
        ArrayNode array = NODES.arrayNode();
        for (Node item : sequence.getValue()) {
            array.add(tree(item, pointer.appendIndex(array.size()), place(item)));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            return NODES.textNode(scalar.getValue());
        } else if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        } else if (tag.equals(Tag.BOOL)) {
            return NODES.booleanNode(Boolean.parseBoolean(scalar.getValue()));
        } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(scalar.getValue());
        }
        throw new UnreadableException(
                place(scalar),
                "The tag " + tag.getValue() + " means nothing here",
                "Remove it and write the plain value.");
    }

    /** No field of the language is a number, so it is enough to tell numbers apart; their spelling is kept beside the tree. */
    private static JsonNode number(String text) {
        try {
            return NODES.numberNode(Double.parseDouble(text));
        } catch (NumberFormatException otherNotation) {
            return NODES.numberNode(text.hashCode());
        }
    }

    private Place place(Node node) {
        return node.getStartMark().map(mark -> place(file, mark)).orElse(new Place(file, 1, 1));
    }

    private static Place place(Path file, Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Ends the reading of a file. */
    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Place place;
        private final String problem;
        private final String remedy;

        UnreadableException(Place place, String problem, String remedy) {
            super(problem);
            this.place = place;
            this.problem = problem;
            this.remedy = remedy;
        }
    }
}
