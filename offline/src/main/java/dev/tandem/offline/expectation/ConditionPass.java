package dev.tandem.offline.expectation;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.engine.Plans;
import dev.tandem.transform.expression.Evaluator;
import dev.tandem.transform.expression.ExpressionProgram;
import dev.tandem.transform.expression.SparkValues;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * In one task: puts behind the columns of each row, for each condition in SQL, whether the row breaks it. It does when the condition is false or
 * fails there; null is neither. The evaluator is the one of features, so that a condition means what an expression means. Immutable.
 *
 * @param output the columns of the rows, and behind them one for each condition
 * @param program the conditions
 * @param first the first of the columns that conditions are over; the others follow
 * @param failures why conditions failed, by condition
 */
record ConditionPass(StructType output, ExpressionProgram program, int first, List<PartitionCounts> failures)
        implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {

    /**
     * Plans it.
     *
     * @param rows the columns that conditions are over stand last, in the order of the program
     * @param names of the columns to add
     */
    static Dataset<Row> beside(
            Dataset<Row> rows, ExpressionProgram program, List<String> names, List<PartitionCounts> failures) {
        int width = rows.columns().length;
        StructType output = rows.schema();
        for (String name : names) {
            output = output.add(name, DataTypes.BooleanType, false);
        }
        ConditionPass pass =
                new ConditionPass(output, program, width - program.columns().size(), failures);
        return ((SparkSession) rows.sparkSession())
                .internalCreateDataFrame(
                        Plans.internal(rows).mapPartitions(pass).rdd(), output, false);
    }

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
        return new Walk(rows);
    }

    /** Used by one thread. */
    private final class Walk implements Iterator<InternalRow> {
        private final Iterator<InternalRow> rows;
        private final boolean[] failed = new boolean[program.outputs().size()];
        private final InternalRow broken = new GenericInternalRow(failed.length);
        private final UnsafeProjection outputColumns = UnsafeProjection.create(output);
        private final SparkValues arguments = new SparkValues(
                program.columns().stream().map(ExpressionColumn::type).toList(), first);
        private final Evaluator evaluator = program.evaluator((condition, cause) -> {
            failed[condition] = true;
            failures.get(condition).addFailure(cause);
        });

        Walk(Iterator<InternalRow> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public InternalRow next() {
            InternalRow row = rows.next();
            Arrays.fill(failed, false);
            InternalRow results = evaluator.evaluateRow(arguments.pointTo(row));
            for (int i = 0; i < failed.length; i++) {
                broken.update(i, failed[i] || (!results.isNullAt(i) && !results.getBoolean(i)));
            }
            return outputColumns.apply(new JoinedRow(row, broken));
        }
    }
}
