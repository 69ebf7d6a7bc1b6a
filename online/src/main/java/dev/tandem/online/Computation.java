package dev.tandem.online;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.Evaluator;
import dev.tandem.transform.expression.ExpressionProgram;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Features of an on-demand view, ready to be computed for the rows of any request. Evaluators are lent to one thread at a time and kept
 * for the next: there are as many as threads have computed at once. Thread-safe.
 */
final class Computation {
    private final String view;
    private final ExpressionProgram program;
    private final ComputationFailures failures;
    private final Queue<Evaluator> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param view the on-demand view
     * @param program its features, each under its own name
     */
    Computation(String view, ExpressionProgram program, ComputationFailures failures) {
        this.view = view;
        this.program = program;
        this.failures = failures;
        idle.add(evaluator());
    }

    private Evaluator evaluator() {
        return program.evaluator((output, cause) ->
                failures.failed(view, program.outputs().get(output).name(), cause));
    }

    /** Makes ready for that many threads to compute at once without any of them having to wait for an evaluator to be made. */
    void prepare(int threads) {
        while (idle.size() < threads) {
            idle.add(evaluator());
        }
    }

    /**
     * Computes the features for every row.
     *
     * @param arguments for each column of the program, in order, its values by row
     * @return for each feature, its values by row
     */
    List<ValueSource> compute(List<? extends ValueSource> arguments, int rows) {
        List<@Nullable Object[]> values = new ArrayList<>();
        program.outputs().forEach(output -> values.add(new Object[rows]));
        Evaluator evaluator = idle.poll();
        if (evaluator == null) {
            evaluator = evaluator();
        }
        RowOfColumns row =
                new RowOfColumns(arguments, IntStream.range(0, arguments.size()).toArray());
        for (int i = 0; i < rows; i++) {
            keep(evaluator.evaluate(row.of(i)), values, i);
        }
        idle.add(evaluator);
        List<ValueSource> kept = new ArrayList<>();
        values.forEach(ofFeature -> kept.add(ValueSource.of(Arrays.asList(ofFeature))));
        return kept;
    }

    private void keep(ValueSource computed, List<@Nullable Object[]> values, int row) {
        List<Output> outputs = program.outputs();
        for (int i = 0; i < outputs.size(); i++) {
            values.get(i)[row] = kept(computed, i, outputs.get(i).type());
        }
    }

    /** A value that the next row does not overwrite; a text stays in UTF-8. */
    private static @Nullable Object kept(ValueSource computed, int index, ValueType type) {
        return type.kind() == ValueType.Kind.STRING && !computed.isNull(index)
                ? computed.bytesAt(index)
                : computed.objectAt(index, type);
    }
}
