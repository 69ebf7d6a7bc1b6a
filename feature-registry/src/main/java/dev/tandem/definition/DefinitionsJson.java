package dev.tandem.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.TandemException;

/**
 * Definitions as JSON: what the registry stores and the server shows. The text is canonical: equal definitions give equal text, whatever
 * files, order of files or spelling of defaults they were written with. Reading a text gives the definitions it was written from.
 *
 * <p>The field names are those of the definition files. Where order counts (join keys, features, what a service takes), there is an array;
 * definitions themselves stand in objects, sorted by name. A field that has no value, or an empty one, is left out.
 */
public final class DefinitionsJson {
    /** Grows when a text is written that an older Tandem could not read. */
    static final int FORMAT = 1;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private DefinitionsJson() {}

    /** The canonical text of definitions, on one line. */
    public static String write(Definitions definitions) {
        return text(tree(definitions));
    }

    /**
     * The same as a tree, with the fields {@code format}, {@code project}, {@code entities}, {@code sources}, {@code views} and {@code
     * services}; the caller owns it.
     */
    public static ObjectNode tree(Definitions definitions) {
        return DefinitionsJsonWriter.tree(definitions);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws TandemException when the text is something else, or was written by a newer Tandem
     */
    public static Definitions read(String json) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new TandemException(
                    "The stored definitions are not JSON: " + e.getOriginalMessage()
                            + ". They were damaged, or written by something other than Tandem.",
                    e);
        }
        return DefinitionsJsonReader.read(tree);
    }

    /** One value of {@link #tree}, on one line, as it would be written in a definition file. */
    public static String asWritten(JsonNode value) {
        return YamlText.of(value);
    }

    /** The text of a tree that {@link DefinitionsJsonWriter} made: its fields are in order already. */
    static String text(JsonNode tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree has no text", e);
        }
    }
}
