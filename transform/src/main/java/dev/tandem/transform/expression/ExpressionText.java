package dev.tandem.transform.expression;

import dev.tandem.definition.Transforms.UnfitTransformException;
import java.util.OptionalInt;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.Option;

/**
 * The text of an expression, and what is wrong with it where. Spark counts positions in code points, Java and Tandem in UTF-16 units.
 *
 * @param text as written
 */
record ExpressionText(String text) {
    private static final String MEND = "Mend the expression; it is written in Spark SQL.";

    /** A refusal at the place where a node was written. */
    UnfitTransformException refusal(Expression node, String problem, String remedy) {
        return new UnfitTransformException(problem, remedy, offsetOf(node));
    }

    /** A refusal of the whole. */
    UnfitTransformException refusal(String problem, String remedy) {
        return new UnfitTransformException(problem, remedy, OptionalInt.empty());
    }

    /** What Spark's parser or analyser found, at the place that it tells. */
    UnfitTransformException refusal(AnalysisException found) {
        return new UnfitTransformException(withoutCodes(found.message()), MEND, offsetOf(found));
    }

    /** What Spark found, by its message alone. */
    UnfitTransformException refusal(String message) {
        return new UnfitTransformException(withoutCodes(message), MEND, OptionalInt.empty());
    }

    /** The text that a node was made of; empty when it is not known. */
    String fragment(Expression node) {
        Option<Object> start = node.origin().startIndex();
        Option<Object> stop = node.origin().stopIndex();
        if (start.isEmpty() || stop.isEmpty()) {
            return "";
        }
        int from = units((Integer) start.get());
        int to = units((Integer) stop.get() + 1);
        return text.substring(from, Math.max(from, to));
    }

    private OptionalInt offsetOf(Expression node) {
        Option<Object> start = node.origin().startIndex();
        return start.isEmpty() ? OptionalInt.empty() : OptionalInt.of(units((Integer) start.get()));
    }

    private OptionalInt offsetOf(AnalysisException found) {
        for (QueryContext context : found.getQueryContext()) {
            if (context.startIndex() >= 0) {
                return OptionalInt.of(units(context.startIndex()));
            }
        }
        if (found.line().isEmpty() || found.startPosition().isEmpty()) {
            return OptionalInt.empty();
        }
        int lineStart = 0;
        for (int line = 1; line < (Integer) found.line().get(); line++) {
            lineStart = text.indexOf('\n', lineStart) + 1;
        }
        int before = text.codePointCount(0, lineStart);
        return OptionalInt.of(units(before + (Integer) found.startPosition().get()));
    }

    private int units(int codePoints) {
        return text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
    }

    /** Spark's message, without its codes and its full stop. */
    private static String withoutCodes(String message) {
        return message.lines()
                .findFirst()
                .orElse(message)
                .replaceFirst("^\\[[A-Z0-9_.]+\\] ", "")
                .replaceFirst(" ?SQLSTATE: \\w+.*$", "")
                .replaceFirst("\\.$", "");
    }
}
