package dev.tandem.offline.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.InvalidDefinitionsException;
import dev.tandem.definition.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LeafExpression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The functions that definitions may not call, against Spark's own registry: exactly those whose expression says that it is not
 * deterministic, or that make a value out of something other than their arguments.
 */
class UnstableFunctionsTest {
    private static final int MOST_ARGUMENTS = 8;
    private static final Pattern NAME = Pattern.compile("[a-z]\\w*");

    /**
     * Leaves that take nothing from the clock or the session: constants, the time zone, which is pinned, the place of a row in a window
     * that orders its rows, and what stands for an argument until it is resolved.
     */
    private static final Set<String> HARMLESS_LEAVES = Set.of(
            "Literal",
            "AttributeReference",
            "Pi",
            "EulerNumber",
            "SparkVersion",
            "CurrentTimeZone",
            "RowNumber",
            "CumeDist",
            "CommonExpressionRef",
            "UnresolvedNamedLambdaVariable",
            "UnresolvedCollation",
            "UnresolvedWithinGroup$",
            "UnresolvedSeed$");

    /** Constants by the types and names of their arguments, which the query fixes. */
    private static final Set<String> HARMLESS_CONSTANTS = Set.of("TypeOf", "Collate", "CreateNamedStruct");

    /** Spark takes its result for stable, but without an initialisation vector of the caller's it draws one at random. */
    private static final Set<String> UNSTABLE_UNKNOWN_TO_SPARK = Set.of("aes_encrypt");

    @Test
    void exactly_what_spark_computes_from_other_things_than_its_arguments_may_not_be_called() {
        Set<String> withoutArguments = new TreeSet<>(UNSTABLE_UNKNOWN_TO_SPARK);
        Set<String> withArguments = new TreeSet<>(UNSTABLE_UNKNOWN_TO_SPARK);
        names().forEach(name -> {
            if (built(name, 0).anyMatch(UnstableFunctionsTest::isUnstable)) {
                withoutArguments.add(name);
            }
            if (Stream.iterate(1, count -> count + 1)
                    .limit(MOST_ARGUMENTS)
                    .flatMap(count -> built(name, count))
                    .anyMatch(UnstableFunctionsTest::isUnstable)) {
                withArguments.add(name);
            }
        });

        Set<String> either = new TreeSet<>(withArguments);
        either.addAll(withoutArguments);
        assertThat(either).contains("now", "rand", "input_file_name", "current_user");
        assertThat(refused(name -> name + "(x)")).containsAll(withArguments).isSubsetOf(either);
        assertThat(refused(name -> name + "()")).isEqualTo(either);
    }

    /** Those that are never built here are looked at by hand: they are rewritten to others while a query is parsed, or want a schema. */
    @Test
    void every_function_is_looked_at() {
        assertThat(names().filter(name -> Stream.iterate(0, count -> count + 1)
                        .limit(MOST_ARGUMENTS + 1L)
                        .flatMap(count -> built(name, count))
                        .findAny()
                        .isEmpty()))
                .containsExactly("cast", "date_part", "datepart", "extract", "from_csv", "from_json", "from_xml");
    }

    private static Stream<String> names() {
        return CollectionConverters.asJava(FunctionRegistry.builtin().listFunction()).stream()
                .map(FunctionIdentifier::funcName)
                .filter(name -> NAME.matcher(name).matches())
                .sorted();
    }

    private interface Call {
        String of(String function);
    }

    /** The functions whose call makes definitions invalid. */
    private static Set<String> refused(Call call) {
        StringBuilder sources = new StringBuilder("sources:\n  t: {format: csv, path: t.csv}\n");
        Map<Integer, String> lines = new TreeMap<>();
        List<String> names = names().toList();
        for (int i = 0; i < names.size(); i++) {
            sources.append("  s%d: {sql: \"SELECT %s FROM t\"}\n".formatted(i, call.of(names.get(i))));
            lines.put(i + 3, names.get(i));
        }
        Set<String> refused = new TreeSet<>();
        try {
            DefinitionFiles.parse(new Project("unstable", About.NOTHING), Map.of("all.yaml", sources.toString()));
        } catch (InvalidDefinitionsException e) {
            e.problems().forEach(problem -> {
                assertThat(problem.problem()).contains("training and serving would differ");
                refused.add(lines.get(problem.line()));
            });
        }
        return refused;
    }

    private static boolean isUnstable(Expression expression) {
        return !expression.deterministic()
                || (expression instanceof LeafExpression
                        && !HARMLESS_LEAVES.contains(expression.getClass().getSimpleName()))
                || isTheSameWhateverItsArguments(expression)
                || CollectionConverters.asJava(expression.children()).stream()
                        .anyMatch(UnstableFunctionsTest::isUnstable)
                || isReplacedByUnstable(expression);
    }

    /** As with {@code current_time(precision)}, which Spark fills in before any row is read. */
    private static boolean isTheSameWhateverItsArguments(Expression expression) {
        return !HARMLESS_CONSTANTS.contains(expression.getClass().getSimpleName())
                && ofFittingArguments(expression::foldable)
                && CollectionConverters.asJava(expression.children()).stream().anyMatch(child -> !child.foldable());
    }

    /** Whether it becomes something unstable when Spark replaces it. */
    private static boolean isReplacedByUnstable(Expression expression) {
        return expression instanceof RuntimeReplaceable replaceable
                && ofFittingArguments(() -> isUnstable(replaceable.replacement()));
    }

    /** The answer to a question about an expression; no, when it cannot be asked since the arguments are of other types than it takes. */
    private static boolean ofFittingArguments(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (Exception otherTypes) {
            return false;
        }
    }

    /** A call with so many arguments, of each sort of which Spark makes an expression. */
    private static Stream<Expression> built(String name, int arguments) {
        return Stream.of(Sort.values()).flatMap(sort -> {
            List<Expression> given = new ArrayList<>();
            for (int i = 0; i < arguments; i++) {
                given.add(sort.argument(i));
            }
            try {
                return Stream.of((Expression) FunctionRegistry.builtin()
                        .lookupFunction(
                                new FunctionIdentifier(name),
                                CollectionConverters.asScala(given).toSeq()));
            } catch (Exception notWithThese) {
                return Stream.empty();
            }
        });
    }

    /** Arguments: columns and constants, of numbers and texts. */
    private enum Sort {
        COLUMNS,
        NUMBERS,
        TEXTS,
        COLUMN_THEN_NUMBERS,
        COLUMN_THEN_TEXTS;

        Expression argument(int position) {
            return switch (this) {
                case COLUMNS -> column(DataTypes.IntegerType);
                case NUMBERS -> Literal.create(1, DataTypes.IntegerType);
                case TEXTS -> text();
                case COLUMN_THEN_NUMBERS ->
                    position == 0 ? column(DataTypes.StringType) : Literal.create(1, DataTypes.IntegerType);
                case COLUMN_THEN_TEXTS -> position == 0 ? column(DataTypes.StringType) : text();
            };
        }

        private static Expression text() {
            return Literal.create(UTF8String.fromString("UTF8"), DataTypes.StringType);
        }

        private static Expression column(DataType type) {
            return new AttributeReference(
                    "column",
                    type,
                    true,
                    Metadata.empty(),
                    NamedExpression.newExprId(),
                    CollectionConverters.asScala(List.<String>of()).toSeq());
        }
    }
}
