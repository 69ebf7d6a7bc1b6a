package dev.tandem.sdk.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Java of {@code docs/sdk.md} is that of the programs beside this test, which run. */
class GuideSnippetsTest {
    private static final Path GUIDE = Path.of("../../docs/sdk.md");
    private static final Path PROGRAMS = Path.of("src/test/java/dev/tandem/sdk/guide");
    private static final Pattern SNIPPET = Pattern.compile("(?s)(?:<!-- region: (\\w+) -->\n)?```java\n(.*?)\n```");
    private static final Pattern REGION = Pattern.compile("(?s) *// tag::(\\w+)\\[]\n(.*?)\n *// end::\\1\\[]");

    @Test
    void every_snippet_is_a_region_of_a_program_that_runs() throws IOException {
        Map<String, String> shown = new LinkedHashMap<>();
        for (MatchResult snippet : all(SNIPPET, GUIDE)) {
            assertThat(snippet.group(1))
                    .as("the region of %s", snippet.group(2))
                    .isNotNull();
            shown.put(snippet.group(1), snippet.group(2));
        }

        assertThat(shown).containsExactlyInAnyOrderEntriesOf(regions());
    }

    private static Map<String, String> regions() throws IOException {
        Map<String, String> regions = new LinkedHashMap<>();
        for (String program : List.of("FirstProgram.java", "GuideTest.java")) {
            for (MatchResult region : all(REGION, PROGRAMS.resolve(program))) {
                regions.put(region.group(1), region.group(2).stripIndent());
            }
        }
        return regions;
    }

    private static List<MatchResult> all(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file)).results().toList();
    }
}
