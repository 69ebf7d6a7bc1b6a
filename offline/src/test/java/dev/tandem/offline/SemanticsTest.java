package dev.tandem.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** docs/semantics.md names a test for each rule, and the test is there. */
class SemanticsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern TEST = Pattern.compile("`(?<type>[A-Z]\\w+)\\.(?<method>[a-z0-9_]+)`");

    @TestFactory
    Stream<DynamicTest> every_rule_is_held_by_a_test() throws IOException {
        List<MatchResult> named = TEST.matcher(Files.readString(ROOT.resolve("docs/semantics.md")))
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(40);
        return named.stream()
                .map(test -> DynamicTest.dynamicTest(test.group(), () -> isThere(test.group(1), test.group(2))));
    }

    private static void isThere(String type, String method) throws IOException {
        try (Stream<Path> files = Files.find(
                ROOT,
                12,
                (path, attributes) ->
                        path.endsWith(type + ".java") && path.toString().contains("src/test"))) {
            assertThat(files.toList())
                    .as("test class %s", type)
                    .anySatisfy(file -> assertThat(Files.readString(file)).contains(" " + method + "("));
        }
    }
}
