package dev.tandem.transform.expression;

import dev.tandem.definition.Names;
import dev.tandem.definition.Transforms.UnfitTransformException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import scala.jdk.javaapi.OptionConverters;

/**
 * Makes sure that a parsed expression names only columns and functions that it may use, before Spark's analyser looks for them in a
 * catalog and complains about that.
 */
final class NameCheck {
    /** Conversions of {@code format_string} that give the time in the machine's zone, or the machine's end of a line. */
    private static final Pattern MACHINE_DEPENDENT_FORMAT = Pattern.compile("%[^a-zA-Z%]*[tTn]");

    private static final Set<String> CLOCKS =
            Set.of("now", "current_timestamp", "current_date", "curdate", "current_time", "localtimestamp");

    private final ExpressionText text;
    private final Set<String> columns;

    /**
     * @param text what is checked
     * @param columns the names that it may use
     */
    NameCheck(ExpressionText text, Set<String> columns) {
        this.text = text;
        this.columns = columns;
    }

    /** @throws UnfitTransformException at the first name that is none of them */
    void check(Expression parsed) {
        check(parsed, columns);
    }

    private void check(Expression node, Set<String> known) {
        if (node instanceof UnresolvedAttribute column) {
            checkColumn(node, column.nameParts().head(), known);
        } else if (node instanceof UnresolvedNamedLambdaVariable variable) {
            checkColumn(node, variable.nameParts().head(), known);
        } else if (node instanceof UnresolvedFunction function) {
            checkFunction(function);
        }
        Set<String> within = node instanceof LambdaFunction lambda ? with(known, lambda) : known;
        Trees.list(node.children()).forEach(child -> check(child, within));
    }

    private static Set<String> with(Set<String> known, LambdaFunction lambda) {
        Set<String> within = new HashSet<>(known);
        for (NamedExpression argument : Trees.list(lambda.arguments())) {
            within.add(((UnresolvedNamedLambdaVariable) argument).nameParts().head());
        }
        return within;
    }

    private void checkColumn(Expression node, String name, Set<String> known) {
        if (known.contains(name)) {
            return;
        }
        if (isBuiltin(name)) {
            throw refusedFunction(node, name);
        }
        throw text.refusal(node, "There is no column '%s' here".formatted(name), Names.suggestion(name, known));
    }

    private void checkFunction(UnresolvedFunction function) {
        String name = String.join(".", Trees.list(function.nameParts())).toLowerCase(Locale.ROOT);
        if (!AcceptedFunctions.NAMES.contains(name)) {
            throw isBuiltin(name)
                    ? refusedFunction(function, name)
                    : text.refusal(
                            function,
                            "There is no function '%s'".formatted(name),
                            Names.suggestion(name, AcceptedFunctions.NAMES));
        }
        if (function.isDistinct() || function.filter().isDefined()) {
            throw text.refusal(
                    function,
                    "'%s' is no aggregate function, so it has neither DISTINCT nor FILTER".formatted(name),
                    "An expression sees one row. Aggregates over events are defined under 'aggregations' of a view.");
        }
        checkConstants(function, name);
    }

    private void checkConstants(UnresolvedFunction function, String name) {
        List<Expression> arguments = Trees.list(function.arguments());
        for (int position : AcceptedFunctions.CONSTANT_ARGUMENTS.getOrDefault(name, Set.of())) {
            if (position < arguments.size()) {
                Expression argument = arguments.get(position);
                if (mentionsAColumn(argument)) {
                    throw text.refusal(
                            argument,
                            "Argument %d of '%s' is no constant, and a single row could make it so large that its result fills the memory"
                                    .formatted(position + 1, name),
                            "Write a constant there.");
                }
                if (argument instanceof Literal format
                        && MACHINE_DEPENDENT_FORMAT
                                .matcher(String.valueOf(format.value()))
                                .find()) {
                    throw text.refusal(
                            argument,
                            "The conversions %t and %n depend on the machine",
                            "Use date_format for times and \\n for the end of a line.");
                }
            }
        }
    }

    private static boolean mentionsAColumn(Expression tree) {
        boolean[] found = new boolean[1];
        Trees.walk(
                tree,
                node -> found[0] |=
                        node instanceof UnresolvedAttribute || node instanceof UnresolvedNamedLambdaVariable);
        return found[0];
    }

    private UnfitTransformException refusedFunction(Expression node, String name) {
        return text.refusal(
                node,
                "The function '%s' of Spark SQL is not accepted in features".formatted(name),
                CLOCKS.contains(name.toLowerCase(Locale.ROOT)) ? FormCheck.WITHOUT_CLOCK : remedyFor(name));
    }

    private static String remedyFor(String function) {
        return switch (groupOf(function).orElse("")) {
            case "agg_funcs", "window_funcs" ->
                "An expression sees one row; aggregates over events are defined under 'aggregations' of a view.";
            case "generator_funcs" -> "An expression gives one value for a row.";
            default -> "docs/defining-features.md tells which are.";
        };
    }

    private static boolean isBuiltin(String name) {
        return groupOf(name).isPresent();
    }

    /** The part of Spark's manual that describes a function. */
    private static Optional<String> groupOf(String function) {
        return OptionConverters.toJava(FunctionRegistry.builtin()
                        .lookupFunction(new FunctionIdentifier(function.toLowerCase(Locale.ROOT))))
                .map(ExpressionInfo::getGroup);
    }
}
