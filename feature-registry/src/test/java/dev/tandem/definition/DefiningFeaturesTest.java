package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.definition.InvalidDefinitionsException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/defining-features.md} true. */
class DefiningFeaturesTest {
    private static final String GUIDE = guide();
    private static final Project PROJECT = new Project("flights", About.NOTHING);

    @Test
    void the_snippets_of_the_guide_are_one_valid_project() {
        Definitions definitions = DefinitionFiles.parse(PROJECT, snippets());

        assertThat(definitions.view("weather").features()).isNotEmpty();
        assertThat(definitions.service("arrival_delay").selections().stream()
                        .flatMap(selection -> selection.fields().stream())
                        .map(field -> "`" + field.name() + "`")
                        .collect(Collectors.joining(", ")))
                .as("the names that the guide says the service gives")
                .isEqualTo("`temperature`, `wind_speed`, `dest_temperature`, `wind_at_dest`, `mean_delay`, `seats`")
                .isSubstringOf(GUIDE);
    }

    @Test
    void the_mistakes_of_the_guide_print_what_the_guide_says() {
        Map<String, String> files = snippets();
        files.put("features/mistakes.yaml", block("yaml mistake").get(0));

        List<Problem> problems = catchThrowableOfType(
                        InvalidDefinitionsException.class, () -> DefinitionFiles.parse(PROJECT, files))
                .problems();

        assertThat(problems.stream().map(Problem::toString).collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(block("text").get(0));
    }

    @Test
    void the_guide_says_every_field() throws IOException {
        List<String> fields = new ArrayList<>();
        for (JsonNode kind :
                new ObjectMapper().readTree(DefinitionFiles.schema()).path("definitions")) {
            kind.path("properties").fieldNames().forEachRemaining(fields::add);
        }
        fields.removeAll(List.of("description", "owner", "tags"));

        assertThat(fields).isNotEmpty().allSatisfy(field -> assertThat(GUIDE).contains("| `" + field + "` |"));
        assertThat(GUIDE).contains("`description`, `owner` and `tags`");
    }

    @Test
    void the_guide_says_every_type() {
        for (ValueType.Kind kind : ValueType.Kind.values()) {
            assertThat(GUIDE).containsPattern("`" + kind + "[`(<]");
        }
    }

    private static Map<String, String> snippets() {
        Map<String, String> snippets = new TreeMap<>();
        for (String snippet : block("yaml")) {
            snippets.put("features/snippet-%d.yaml".formatted(snippets.size()), snippet);
        }
        return snippets;
    }

    private static List<String> block(String language) {
        return Pattern.compile("(?ms)^```" + Pattern.quote(language) + "\n(.*?)^```$")
                .matcher(GUIDE)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String guide() {
        try {
            return Files.readString(Path.of("../docs/defining-features.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
