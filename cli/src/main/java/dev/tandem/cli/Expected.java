package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.registry.ExpectationResult;
import java.util.List;
import java.util.function.Consumer;

/** Tells whether rows are as they are expected to be. */
final class Expected {
    private Expected() {}

    /** How many hold, on one line, and each that does not on one of its own; nothing when nothing is expected. */
    static void print(List<ExpectationResult> results, Consumer<String> line) {
        List<ExpectationResult> broken =
                results.stream().filter(result -> !result.holds()).toList();
        if (!results.isEmpty()) {
            line.accept(summary(results));
        }
        broken.forEach(result -> line.accept(warning(result)));
    }

    /** How many hold. */
    static String summary(List<ExpectationResult> results) {
        long held = results.stream().filter(ExpectationResult::holds).count();
        String nouns = results.size() == 1 ? "expectation holds" : "expectations hold";
        return held == results.size() && held > 1
                ? "all %d %s".formatted(held, nouns)
                : "%d of %d %s".formatted(held, results.size(), nouns);
    }

    /** An expectation that does not hold, on one line. */
    static String warning(ExpectationResult result) {
        return "%s: %s".formatted(result.severity().key(), result.sentence());
    }

    /** What it is of, the first line of it, what became of it, how many rows were checked and failed, and what was found. */
    static List<String> row(ExpectationResult result) {
        return List.of(
                "%s %s".formatted(result.kind().word(), result.of()),
                result.expectation().lines().findFirst().orElse(""),
                result.holds() ? "holds" : result.severity().key(),
                String.valueOf(result.rows()),
                String.valueOf(result.failed()),
                result.found().orElse(""));
    }

    static ArrayNode toJson(List<ExpectationResult> results) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (ExpectationResult result : results) {
            ObjectNode node = array.addObject()
                    .put("kind", result.kind().word())
                    .put("of", result.of())
                    .put("expectation", result.expectation())
                    .put("severity", result.severity().key())
                    .put("holds", result.holds())
                    .put("rows", result.rows())
                    .put("failed", result.failed());
            result.found().ifPresent(found -> node.put("found", found));
        }
        return array;
    }
}
