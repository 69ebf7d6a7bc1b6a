package dev.tandem.transform.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.InvalidDefinitionsException;
import dev.tandem.definition.InvalidDefinitionsException.Problem;
import dev.tandem.definition.Project;
import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/defining-features.md says of expressions is so. */
class OnDemandGuideTest {
    private static final Project PROJECT = new Project("flights", About.NOTHING);
    private static final Pattern CASE = Pattern.compile("(?m)^\\| `(.*)` \\| (\\S+) \\| (null|\\S+)(, counted)? \\|$");

    @Test
    void the_expressions_of_the_guide_are_compiled_and_its_snippets_are_one_project() throws IOException {
        assertThat(DefinitionFiles.parse(PROJECT, snippets()).onDemand()).isNotEmpty();
    }

    @Test
    void the_functions_that_the_guide_lists_are_those_that_are_accepted() throws IOException {
        String table = expressions().split("\\| for \\| functions \\|\n")[1].split("\n\n")[0];
        TreeSet<String> listed = new TreeSet<>();
        table.lines()
                .skip(1)
                .forEach(row -> listed.addAll(List.of(row.substring(0, row.length() - 1)
                        .replaceFirst("^\\|[^|]*\\|", "")
                        .strip()
                        .split(" "))));

        assertThat(listed).isEqualTo(new TreeSet<>(AcceptedFunctions.NAMES));
    }

    @Test
    void what_the_guide_says_is_refused_prints_what_the_guide_says() throws IOException {
        Map<String, String> files = snippets();
        files.put("features/refused.yaml", blocks("yaml refused").get(0));

        List<Problem> problems = catchThrowableOfType(
                        InvalidDefinitionsException.class, () -> DefinitionFiles.parse(PROJECT, files))
                .problems();

        assertThat(problems.stream().map(Problem::toString).collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(blocks("text refused").get(0));
    }

    @Test
    void guarded_and_unguarded_divisions_give_what_the_guide_says() throws IOException {
        List<String> shown = new ArrayList<>();
        CASE.matcher(expressions()).results().forEach(row -> {
            shown.add(row.group());
            assertThat(answer(row.group(1), 3, 4)).isEqualTo(row.group(2));
            assertThat(answer(row.group(1), 3, 0)).isEqualTo(row.group(3) + (row.group(4) == null ? "" : row.group(4)));
        });
        assertThat(shown).hasSize(3);
    }

    private static String answer(String text, int late, int all) {
        boolean[] failed = new boolean[1];
        ValueSource answer = ExpressionProgram.of(
                        List.of(
                                new ExpressionColumn("late", ValueType.INT32),
                                new ExpressionColumn("all", ValueType.INT32)),
                        List.of(new Output("share", ValueType.FLOAT64, text)))
                .evaluator((output, cause) -> failed[0] = true)
                .evaluate(ValueSource.of(Arrays.asList(late, all)));
        return answer.objectAt(0, ValueType.FLOAT64) + (failed[0] ? ", counted" : "");
    }

    private static String expressions() throws IOException {
        return guide().split("### Expressions\n")[1].split("\n## ")[0];
    }

    private static Map<String, String> snippets() throws IOException {
        Map<String, String> snippets = new TreeMap<>();
        for (String snippet : blocks("yaml")) {
            snippets.put("features/snippet-%d.yaml".formatted(snippets.size()), snippet);
        }
        return snippets;
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?ms)^```" + Pattern.quote(language) + "\n(.*?)^```$")
                .matcher(guide())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("../docs/defining-features.md"));
    }
}
