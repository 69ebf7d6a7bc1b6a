package dev.tandem.transform.expression;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Feature;
import dev.tandem.definition.OnDemandView;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.Transforms.UnfitTransformException;
import dev.tandem.definition.ValueType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.MutableProjection;

/**
 * Expressions over the same columns, each of which gives one feature. A program that exists has been checked. Immutable, thread-safe, and
 * sent to Spark's executors as its texts, which each JVM compiles once.
 */
public final class ExpressionProgram implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<ExpressionColumn> columns;
    private final List<Output> outputs;

    /**
     * A feature that is computed.
     *
     * @param name by which messages call it
     * @param type of its values
     * @param text the expression, in Spark SQL
     */
    public record Output(String name, ValueType type, String text) implements Serializable {}

    private ExpressionProgram(List<ExpressionColumn> columns, List<Output> outputs) {
        this.columns = List.copyOf(columns);
        this.outputs = List.copyOf(outputs);
    }

    /**
     * Compiles expressions, or finds them compiled.
     *
     * @param columns what they may use; rows have their values in this order
     * @param outputs the expressions, in the order in which results are wanted
     * @throws InvalidExpressionException at the first that is not accepted
     */
    public static ExpressionProgram of(List<ExpressionColumn> columns, List<Output> outputs) {
        ExpressionProgram program = new ExpressionProgram(columns, outputs);
        outputs.forEach(program::compiled);
        return program;
    }

    /**
     * The features that a service computes of one on-demand view, in that order; rows have the values of {@link
     * Definitions#expressionColumns}.
     *
     * @param computation a part of a service of these definitions
     * @throws InvalidExpressionException at the first expression that is not accepted, as one may be that another version of Tandem took
     */
    public static ExpressionProgram of(Definitions definitions, ServiceParts.Computation computation) {
        OnDemandView view = definitions.onDemandView(computation.view());
        List<Output> outputs = new ArrayList<>();
        for (String name : computation.features()) {
            Feature feature = view.findFeature(name)
                    .orElseThrow(
                            () -> new IllegalArgumentException("%s has no feature %s".formatted(view.name(), name)));
            outputs.add(new Output(name, feature.type(), feature.derivation().text()));
        }
        return of(definitions.expressionColumns(view), outputs);
    }

    /**
     * The type of an expression's values.
     *
     * @param text in Spark SQL
     * @param columns what it may use
     * @throws UnfitTransformException when it is not accepted, or gives values of no type that Tandem has
     */
    public static ValueType typeOf(String text, List<ExpressionColumn> columns) {
        return CompiledExpression.of(text, columns).type();
    }

    /**
     * Makes sure that an expression is accepted.
     *
     * @param text in Spark SQL
     * @param columns what it may use
     * @param declared the type that its values shall have
     * @throws UnfitTransformException when it is not
     */
    public static void check(String text, List<ExpressionColumn> columns, ValueType declared) {
        CompiledExpression.of(text, columns).check(declared);
    }

    /** What the expressions may use, in the order of a row's values. */
    public List<ExpressionColumn> columns() {
        return columns;
    }

    /** What is computed, in order. */
    public List<Output> outputs() {
        return outputs;
    }

    /**
     * A new evaluator, for one thread. Making one takes about a millisecond for ten expressions: keep it for many rows.
     *
     * @param failures is told of the rows on which an expression fails
     */
    public Evaluator evaluator(EvaluationFailures failures) {
        List<MutableProjection> projections = new ArrayList<>();
        outputs.forEach(output -> projections.add(compiled(output).projection(output.type())));
        return new Evaluator(
                columns, projections, outputs.stream().map(Output::type).toList(), failures);
    }

    private CompiledExpression compiled(Output output) {
        try {
            CompiledExpression compiled = CompiledExpression.of(output.text(), columns);
            compiled.check(output.type());
            return compiled;
        } catch (UnfitTransformException unfit) {
            throw new InvalidExpressionException(output.name(), output.text(), unfit);
        }
    }
}
