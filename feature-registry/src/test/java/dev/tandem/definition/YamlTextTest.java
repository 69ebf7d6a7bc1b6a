package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTextTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> BITS = List.of(
            "a",
            "weather",
            " ",
            ":",
            "#",
            "-",
            "?",
            "'",
            "\"",
            "\\",
            "\n",
            "\t",
            ",",
            "[",
            "]",
            "{",
            "}",
            "&",
            "*",
            "!",
            "|",
            ">",
            "%",
            "@",
            "`",
            "0",
            "1",
            ".",
            "e",
            "x",
            "+",
            "_",
            "~",
            "true",
            "null",
            "inf",
            "nan",
            "\u00e9",
            "\u2028",
            "\uFEFF",
            "\uD83D\uDEEB",
            "...",
            "---");

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
                    3h                           ; 3h
                    5 * * * *                    ; 5 * * * *
                    */5 * * * *                  ; "*/5 * * * *"
                    DECIMAL(10,2)                ; DECIMAL(10,2)
                    Europe/Berlin                ; Europe/Berlin
                    true                         ; "true"
                    no                           ; "no"
                    0x1F                         ; "0x1F"
                    +.5                          ; "+.5"
                    a: b                         ; "a: b"
                    """)
    void a_text_has_quotes_only_where_it_would_be_read_as_something_else(String text, String written) {
        assertThat(YamlText.of(NODES.textNode(text))).isEqualTo(written);
    }

    @Test
    void maps_and_lists_stand_on_one_line() {
        ObjectNode map = NODES.objectNode().put("type", "DECIMAL(10,2)").put("online", true);
        map.putArray("tags").add("a").add("b c");

        assertThat(YamlText.of(map)).isEqualTo("{type: \"DECIMAL(10,2)\", online: true, tags: [a, b c]}");
    }

    @Test
    void what_is_written_is_read_back_for_generated_values() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            JsonNode value = value(random, 2);
            String written = YamlText.of(value);

            assertThat(read("value: " + written).get("value"))
                    .as("seed %d: %s", seed, written)
                    .isEqualTo(value);
            assertThat(written).doesNotContain("\n");
        }
    }

    private static JsonNode value(Random random, int depth) {
        switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 0, 1 -> {
                return NODES.textNode(text(random));
            }
            case 2 -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                return array;
            }
            default -> {
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(text(random), value(random, depth - 1));
                }
                return object;
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(BITS.get(random.nextInt(BITS.size())));
        }
        return text.toString();
    }

    private static JsonNode read(String yaml) {
        Problems problems = new Problems();
        List<YamlDocument> documents =
                YamlReader.read(Path.of("text.yaml"), yaml, problems).orElse(List.of());
        problems.throwIfAny();
        return documents.get(0).root();
    }
}
