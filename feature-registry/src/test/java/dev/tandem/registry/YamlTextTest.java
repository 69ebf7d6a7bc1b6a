package dev.tandem.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class YamlTextTest {
    private static final List<String> PIECES = List.of(
            "a",
            "Zürich",
            " ",
            "  ",
            ":",
            ": ",
            "#",
            " #",
            "-",
            "- ",
            "?",
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
            "'",
            "\"",
            "%",
            "@",
            "`",
            "\n",
            "\t",
            "\\",
            "true",
            "no",
            "null",
            "~",
            "1",
            "0x1F",
            "1e3",
            ".5",
            "3h",
            "5 * * * *",
            "${HOME}",
            "\u0001",
            "\uD83D\uDEEB");

    private final Random random = new Random();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    3h                   | 3h
                    INT64                | INT64
                    Degrees Fahrenheit   | Degrees Fahrenheit
                    a, b and c           | a, b and c
                    data/weather.parquet | data/weather.parquet
                    Note: old            | "Note: old"
                    */5 * * * *          | "*/5 * * * *"
                    12                   | "12"
                    """)
    void a_text_has_quotes_only_where_yaml_wants_them(String text, String written) {
        assertThat(YamlText.of(TextNode.valueOf(text))).isEqualTo(written);
    }

    @Test
    void whatever_is_written_is_read_as_the_same_value() {
        long seed = random.nextLong();
        random.setSeed(seed);
        Load yaml = new Load(LoadSettings.builder().build());
        for (int i = 0; i < 5_000; i++) {
            JsonNode value = value(2);
            String written = YamlText.of(value);

            Object read = yaml.loadFromString(written);

            JsonNode same = new ObjectMapper().valueToTree(read);
            assertThat(same).as("seed %d, value %d: %s", seed, i, written).isEqualTo(value);
            assertThat(written).doesNotContain("\n");
        }
    }

    private JsonNode value(int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(4)) {
            case 0, 1 -> TextNode.valueOf(text());
            case 2 -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(text(), value(depth - 1));
                }
                yield object;
            }
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
