package dev.tandem.transform.expression;

import dev.tandem.definition.Transforms.UnfitTransformException;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.Parameter;
import org.apache.spark.sql.catalyst.analysis.Star;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Collate;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.SemiStructuredExtract;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.types.AnsiIntervalType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** Refuses what Spark's grammar has besides functions and columns, and what would not be the value of one row at one time. */
final class FormCheck {
    /** What to do without the time of day. */
    static final String WITHOUT_CLOCK =
            "A feature has a value at any time, also in the past: use the column event_timestamp.";

    private static final Pattern SPECIAL_TIME = Pattern.compile("(?i)\\b(now|today|tomorrow|yesterday)\\b");

    private final ExpressionText text;

    FormCheck(ExpressionText text) {
        this.text = text;
    }

    /** @throws UnfitTransformException at the first form that is not accepted in what was written */
    void checkParsed(Expression parsed) {
        Trees.walk(parsed, node -> {
            if (node instanceof Alias alias && alias.child() instanceof SemiStructuredExtract path) {
                refuse(path);
            }
            refuse(node);
        });
    }

    private void refuse(Expression node) {
        @Nullable String problem = problemOf(node);
        if (problem != null) {
            throw text.refusal(node, problem, remedyFor(node));
        }
    }

    private @Nullable String problemOf(Expression node) {
        if (node instanceof PlanExpression) {
            return "An expression has no subqueries: it sees the values of one row, and no tables";
        }
        if (node instanceof WindowExpression) {
            return "An expression has no window functions: it sees the values of one row";
        }
        if (node instanceof AggregateExpression) {
            return "An expression has no aggregate functions: it sees the values of one row";
        }
        if (node instanceof Alias) {
            return "An expression has no alias";
        }
        if (node instanceof Star) {
            return "An expression has one value, so it cannot be '*'";
        }
        if (node instanceof Parameter) {
            return "An expression has no parameters";
        }
        if (node instanceof ExpressionWithUnresolvedIdentifier) {
            return "IDENTIFIER is not accepted in features";
        }
        if (node instanceof Collate) {
            return "COLLATE is not accepted in features: texts are compared by their UTF-8 bytes";
        }
        if (node instanceof SemiStructuredExtract) {
            return "The path operator ':' is not accepted in features";
        }
        return isSpecialTime(node) ? "This date or time depends on when it is read" : null;
    }

    private boolean isSpecialTime(Expression node) {
        return node instanceof Literal literal
                && (literal.dataType() instanceof DateType
                        || literal.dataType() instanceof TimestampType
                        || literal.dataType() instanceof TimestampNTZType)
                && SPECIAL_TIME.matcher(text.fragment(node)).find();
    }

    private static String remedyFor(Expression node) {
        if (node instanceof Alias) {
            return "The feature's name is its key in the definition.";
        }
        if (node instanceof SemiStructuredExtract) {
            return "Use get_json_object or from_json.";
        }
        if (node instanceof Literal) {
            return WITHOUT_CLOCK;
        }
        if (node instanceof WindowExpression || node instanceof AggregateExpression || node instanceof PlanExpression) {
            return "Aggregates over events are defined under 'aggregations' of a view.";
        }
        return "Write it without.";
    }

    /** @throws UnfitTransformException at the first node that has no value of its own, or another at every time */
    void checkBound(Expression bound) {
        Trees.walk(bound, node -> {
            if (node instanceof CurrentTimestampLike || node instanceof CurrentDate || node instanceof LocalTimestamp) {
                throw text.refusal(node, "The expression depends on when it is evaluated", WITHOUT_CLOCK);
            }
            if (!node.deterministic()) {
                throw text.refusal(
                        node,
                        "The expression does not always give the same value for the same row",
                        "A feature must have the same value in training and in serving.");
            }
            if (node instanceof Cast cast && cast.dataType() instanceof StringType && isInterval(cast.child())) {
                throw text.refusal(
                        node,
                        "The text of an interval depends on the language of the machine",
                        "Write it as a number, such as timestampdiff(SECOND, ...) or EXTRACT(DAY FROM ...).");
            }
            if (node instanceof Unevaluable) {
                throw text.refusal(
                        node,
                        "'%s' has no value for a single row".formatted(node.prettyName()),
                        "Write the expression without it.");
            }
        });
    }

    private static boolean isInterval(Expression node) {
        return node.dataType() instanceof AnsiIntervalType || node.dataType() instanceof CalendarIntervalType;
    }
}
