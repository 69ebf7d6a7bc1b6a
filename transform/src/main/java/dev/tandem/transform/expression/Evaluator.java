package dev.tandem.transform.expression;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import java.time.DateTimeException;
import java.util.List;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.MutableProjection;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Computes the outputs of a program, row by row. An expression that fails on a row, such as by an overflow or a text that is no number, is
 * null on that row, and the failure is reported; the other outputs are not touched by it. Every NaN that comes out is the one of {@link
 * Double#NaN} or {@link Float#NaN}.
 *
 * <p>Not thread-safe; what it returns is overwritten by the next row.
 */
public final class Evaluator {
    private final MutableProjection[] projections;
    private final List<ValueType> types;
    private final DataType[] sparkTypes;
    private final EvaluationFailures failures;
    private final ValueRow input;
    private final @Nullable Object[] results;
    private final InternalRow resultRow;
    private final ValueSource resultValues;

    Evaluator(
            List<ExpressionColumn> columns,
            List<MutableProjection> projections,
            List<ValueType> types,
            EvaluationFailures failures) {
        this.projections = projections.toArray(MutableProjection[]::new);
        this.sparkTypes = types.stream().map(SparkTypes::of).toArray(DataType[]::new);
        this.types = types;
        this.failures = failures;
        this.input = new ValueRow(columns.stream().map(ExpressionColumn::type).toList());
        this.results = new Object[projections.size()];
        this.resultRow = new GenericInternalRow(results);
        this.resultValues = new SparkValues(types, 0).pointTo(resultRow);
    }

    /**
     * The outputs for one row.
     *
     * @param row a value for each input column, in their order
     * @return a value for each output, in their order, until the next row
     */
    public ValueSource evaluate(ValueSource row) {
        evaluateRow(row);
        return resultValues;
    }

    /** The same as a row of Spark, in which each output has the type that {@link SparkTypes#of} names. */
    public InternalRow evaluateRow(ValueSource row) {
        input.pointTo(row);
        try {
            return PinnedSettings.within(this::evaluateInput);
        } finally {
            input.forget();
        }
    }

    private InternalRow evaluateInput() {
        for (int i = 0; i < projections.length; i++) {
            results[i] = value(i);
        }
        return resultRow;
    }

    private @Nullable Object value(int output) {
        try {
            InternalRow result = projections[output].apply(input);
            return result.isNullAt(0) ? null : canonical(result.get(0, sparkTypes[output]), types.get(output));
        } catch (Exception | StackOverflowError e) {
            if (!isOfTheRow(e)) {
                throw e;
            }
            failures.failed(output, e);
            return null;
        }
    }

    /** Whether it is the row's values that an expression failed on, and no defect of Spark or Tandem. */
    private static boolean isOfTheRow(Throwable e) {
        return (e instanceof SparkThrowable found && !found.isInternalError())
                || e instanceof ArithmeticException
                || e instanceof DateTimeException
                || e instanceof IllegalArgumentException
                || e instanceof IndexOutOfBoundsException
                || e instanceof NegativeArraySizeException
                || e instanceof StackOverflowError;
    }

    private static Object canonical(Object value, ValueType type) {
        if (value instanceof Double number && number.isNaN()) {
            return Double.NaN;
        }
        if (value instanceof Float number && number.isNaN()) {
            return Float.NaN;
        }
        if (value instanceof ArrayData array && isFloatingPoint(SparkTypes.elementOf(type))) {
            return canonicalElements(array, SparkTypes.elementOf(type));
        }
        return value;
    }

    private static boolean isFloatingPoint(ValueType type) {
        return type.kind() == ValueType.Kind.FLOAT32 || type.kind() == ValueType.Kind.FLOAT64;
    }

    private static ArrayData canonicalElements(ArrayData array, ValueType element) {
        @Nullable Object[] elements = new Object[array.numElements()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = array.isNullAt(i) ? null : canonical(array.get(i, SparkTypes.of(element)), element);
        }
        return new GenericArrayData(elements);
    }
}
