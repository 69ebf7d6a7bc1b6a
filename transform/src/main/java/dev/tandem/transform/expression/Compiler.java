package dev.tandem.transform.expression;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.Transforms.UnfitTransformException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.analysis.Analyzer;
import org.apache.spark.sql.catalyst.analysis.FakeV2SessionCatalog$;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.RelationCache;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionId;
import org.apache.spark.sql.catalyst.expressions.CommonExpressionRef;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.With;
import org.apache.spark.sql.catalyst.optimizer.NormalizeFloatingNumbers$;
import org.apache.spark.sql.catalyst.optimizer.ReplaceExpressions$;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.connector.catalog.DefaultCatalogManager;
import org.apache.spark.sql.types.StructType;
import scala.Function0;
import scala.Option;

/**
 * Makes a tree that evaluates rows out of the text of an expression, by Spark's own parser and analyser. They are given a catalog without
 * tables, so that neither a session nor Hadoop is started.
 *
 * <p>Spark's optimiser makes some replacements that values depend on, and they are made here: a function that is written in terms of
 * others becomes those; the zeros of an array of floating-point numbers become one before it is taken as a set; and a part that such a
 * text mentions twice ({@code nullif}, {@code between}) is written out where it is mentioned. Spark would compute that part once, ahead of the rest; written out it is evaluated where and when it is needed,
 * so that a condition that guards it does so.
 */
final class Compiler {
    private static final Analyzer ANALYZER = analyzer();

    private final ExpressionText text;
    private final List<ExpressionColumn> columns;

    /**
     * @param text of the expression
     * @param columns what it may use; a row has their values in this order
     */
    Compiler(String text, List<ExpressionColumn> columns) {
        this.text = new ExpressionText(text);
        this.columns = columns;
    }

    private static Analyzer analyzer() {
        return PinnedSettings.within(() -> new Analyzer(
                new DefaultCatalogManager(
                        FakeV2SessionCatalog$.MODULE$,
                        new SessionCatalog(
                                Compiler.none(),
                                Compiler.none(),
                                FunctionRegistry.builtin(),
                                TableFunctionRegistry.builtin(),
                                null,
                                CatalystSqlParser$.MODULE$,
                                null,
                                null,
                                1,
                                -1L,
                                "default")),
                RelationCache.empty(),
                Option.empty()));
    }

    private static <T> Function0<T> none() {
        return () -> {
            throw new IllegalStateException("expressions have no catalog");
        };
    }

    /**
     * A tree whose {@code eval} gives the expression's value for a row of the columns.
     *
     * @throws UnfitTransformException when it cannot be evaluated alike on both sides
     */
    Expression compile() {
        return PinnedSettings.within(() -> bound(analysed(parsed())));
    }

    private Expression parsed() {
        try {
            Expression parsed = CatalystSqlParser$.MODULE$.parseExpression(text.text());
            new FormCheck(text).checkParsed(parsed);
            new NameCheck(text, names()).check(parsed);
            return parsed;
        } catch (Exception e) {
            throw asRefusal(e);
        }
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        columns.forEach(column -> names.add(column.name()));
        return names;
    }

    private Project analysed(Expression parsed) {
        LogicalPlan relation = LocalRelation$.MODULE$.apply(schema());
        Alias output = new Alias(
                parsed,
                "value",
                NamedExpression.newExprId(),
                Trees.seq(List.of()),
                Option.empty(),
                Trees.seq(List.of()));
        try {
            LogicalPlan analysed = ANALYZER.execute(new Project(Trees.seq(List.of(output)), relation));
            ANALYZER.checkAnalysis(analysed);
            return (Project) NormalizeFloatingNumbers$.MODULE$.apply(ReplaceExpressions$.MODULE$.apply(analysed));
        } catch (Exception e) {
            throw asRefusal(e);
        }
    }

    private StructType schema() {
        StructType schema = new StructType();
        for (ExpressionColumn column : columns) {
            schema = schema.add(column.name(), SparkTypes.of(column.type()));
        }
        return schema;
    }

    /** The analyser throws checked exceptions past Java's compiler; what is none of them is a defect. */
    private RuntimeException asRefusal(Exception e) {
        if (e instanceof AnalysisException found) {
            return text.refusal(found);
        }
        if (e instanceof SparkThrowable found && !found.isInternalError()) {
            return text.refusal(String.valueOf(e.getMessage()));
        }
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new IllegalStateException("Spark cannot analyse: " + text.text(), e);
    }

    private Expression bound(Project project) {
        List<Attribute> inputs = Trees.list(project.child().output());
        Expression written = writtenOut(((Alias) project.projectList().head()).child());
        Expression bound = Trees.rewrite(
                written, node -> node instanceof AttributeReference column ? reference(column, inputs) : node);
        new FormCheck(text).checkBound(bound);
        return Trees.rewrite(bound, SameOnEveryMachine::replaced);
    }

    private static Expression reference(AttributeReference column, List<Attribute> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).exprId().equals(column.exprId())) {
                return new BoundReference(i, column.dataType(), true);
            }
        }
        throw new IllegalStateException("no input " + column);
    }

    private static Expression writtenOut(Expression tree) {
        return Trees.rewrite(tree, node -> {
            if (!(node instanceof With with)) {
                return node;
            }
            Map<CommonExpressionId, Expression> definitions = new HashMap<>();
            Trees.list(with.defs()).forEach(definition -> definitions.put(definition.id(), definition.child()));
            return Trees.rewrite(
                    with.child(),
                    part -> part instanceof CommonExpressionRef mention
                            ? definitions.getOrDefault(mention.id(), part)
                            : part);
        });
    }
}
