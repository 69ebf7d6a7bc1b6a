package dev.tandem.offline.ondemand;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.transform.expression.Evaluator;
import dev.tandem.transform.expression.ExpressionProgram;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import dev.tandem.transform.expression.SparkTypes;
import dev.tandem.transform.expression.SparkValues;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;

/**
 * In one task: puts what is computed of each row behind its columns. Immutable.
 *
 * @param output the columns of the rows, and behind them those computed
 * @param parts what is computed
 */
record ComputingPass(StructType output, List<Part> parts)
        implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {

    /**
     * The features of one on-demand view.
     *
     * @param first the column of a row that has the first argument; the others follow
     * @param failures for each output
     */
    record Part(ExpressionProgram program, int first, List<PartitionCounts> failures) implements Serializable {}

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
        return new Walk(rows);
    }

    /** An evaluator at work. */
    private record Computer(Evaluator evaluator, SparkValues arguments, List<ValueType> types) {
        static Computer of(Part part) {
            List<ValueType> columns = part.program().columns().stream()
                    .map(ExpressionColumn::type)
                    .toList();
            return new Computer(
                    part.program()
                            .evaluator((output, cause) ->
                                    part.failures().get(output).addFailure(cause)),
                    new SparkValues(columns, part.first()),
                    part.program().outputs().stream().map(Output::type).toList());
        }
    }

    /** Used by one thread. */
    private final class Walk implements Iterator<InternalRow> {
        private final Iterator<InternalRow> rows;
        private final List<Computer> computers = new ArrayList<>();
        private final InternalRow computed;
        private final UnsafeProjection outputColumns = UnsafeProjection.create(output);

        Walk(Iterator<InternalRow> rows) {
            this.rows = rows;
            parts.forEach(part -> computers.add(Computer.of(part)));
            this.computed = new GenericInternalRow(
                    computers.stream().mapToInt(each -> each.types().size()).sum());
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public InternalRow next() {
            InternalRow row = rows.next();
            int column = 0;
            for (Computer computer : computers) {
                InternalRow results =
                        computer.evaluator().evaluateRow(computer.arguments().pointTo(row));
                for (int i = 0; i < computer.types().size(); i++) {
                    computed.update(
                            column++,
                            results.isNullAt(i)
                                    ? null
                                    : results.get(
                                            i, SparkTypes.of(computer.types().get(i))));
                }
            }
            return outputColumns.apply(new JoinedRow(row, computed));
        }
    }
}
