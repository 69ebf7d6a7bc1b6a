package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, reading it gives definitions or tells problems, and never fails in another way. */
class DefinitionFilesFuzzTest {
    private static final Project PROJECT = new Project("fuzz", About.NOTHING);
    private static final List<String> TOKENS = List.of(
            ":",
            "- ",
            "{",
            "}",
            "[",
            "]",
            ",",
            "\"",
            "'",
            "|",
            ">",
            "&a ",
            "*a",
            "!!int ",
            "? ",
            "#",
            "\n",
            "\n  ",
            "\t",
            "---\n",
            "null",
            "true",
            "1",
            "~",
            "%",
            "@",
            "weather",
            "airport",
            "features",
            "keys",
            "sql: ",
            "SELECT * FROM (",
            "/*",
            "`",
            "\\",
            "\u0000",
            "\uFEFF",
            "\uD83D",
            "é",
            "<<: ");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void random_bytes_are_told() {
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            read(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void random_tokens_are_told() {
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(60); j >= 0; j--) {
                text.append(TOKENS.get(random.nextInt(TOKENS.size())));
            }
            read(text.toString());
        }
    }

    @Test
    void mutations_of_a_valid_file_are_read_or_told() {
        String valid = DefinitionFilesTest.everyField();
        int read = 0;
        for (int i = 0; i < 1_500; i++) {
            StringBuilder text = new StringBuilder(valid);
            for (int j = random.nextInt(3); j >= 0; j--) {
                mutate(text);
            }
            read += read(text.toString()) ? 1 : 0;
        }
        assertThat(read)
                .as("seed %d: most mutations should go deep, and some should change nothing that counts", seed)
                .isPositive();
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(8));
        switch (random.nextInt(4)) {
            case 0 -> text.delete(at, end);
            case 1 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
            case 2 -> text.replace(at, end, TOKENS.get(random.nextInt(TOKENS.size())));
            default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        }
    }

    private boolean read(String text) {
        try {
            Definitions definitions = DefinitionFiles.parse(PROJECT, Map.of("fuzz.yaml", text));
            assertThat(DefinitionsJson.read(DefinitionsJson.write(definitions))).isEqualTo(definitions);
            return true;
        } catch (InvalidDefinitionsException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.getMessage()).doesNotContain("java.", "MissingNode");
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed %d, text:\n%s".formatted(seed, text), e);
        }
    }
}
