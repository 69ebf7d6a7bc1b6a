package dev.tandem.transform.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** Every function that this version of Spark has is accepted or refused on purpose. */
class AcceptedFunctionsTest {
    /** Forms of the grammar that Spark also lists as functions; the examples have them too. */
    private static final Set<String> GRAMMAR = Set.of("and", "or", "not", "in", "cast", "struct");

    @Test
    void every_accepted_function_has_an_example() {
        Set<String> missing = new TreeSet<>(AcceptedFunctions.NAMES);
        missing.removeAll(GRAMMAR);
        Examples.texts()
                .forEach(text -> Trees.walk(CatalystSqlParser$.MODULE$.parseExpression(text), node -> {
                    if (node instanceof UnresolvedFunction function) {
                        missing.remove(function.nameParts().head().toLowerCase(Locale.ROOT));
                    }
                }));
        assertThat(missing).isEmpty();
    }

    @Test
    void every_accepted_function_is_one_of_sparks() {
        assertThat(CollectionConverters.asJava(FunctionRegistry.expressions()).keySet())
                .containsAll(AcceptedFunctions.NAMES);
    }

    /** After an upgrade of Spark this shows what it has added: accept it, with an example, or add it to the list. */
    @Test
    void every_other_function_of_spark_is_refused_on_purpose() throws IOException {
        Map<String, Set<String>> refused = new TreeMap<>();
        CollectionConverters.asJava(FunctionRegistry.expressions()).forEach((name, entry) -> {
            if (!AcceptedFunctions.NAMES.contains(name) && !GRAMMAR.contains(name) && name.matches("[a-z].*")) {
                refused.computeIfAbsent(entry._1().getGroup(), group -> new TreeSet<>())
                        .add(name);
            }
        });
        StringBuilder text = new StringBuilder();
        refused.forEach((group, names) ->
                text.append(group).append(": ").append(String.join(" ", names)).append('\n'));
        assertThat(text).hasToString(resource("refused-functions.txt"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(AcceptedFunctionsTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
