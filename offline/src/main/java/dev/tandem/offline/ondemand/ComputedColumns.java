package dev.tandem.offline.ondemand;

import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.engine.Plans;
import dev.tandem.transform.expression.ExpressionProgram;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import dev.tandem.transform.expression.SparkTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Computes on-demand features beside the columns that they are computed from, by the evaluator that serves them: Spark brings the rows and
 * takes the results, and has no part in the expressions. So neither its settings nor its optimiser can give a value other bits.
 */
public final class ComputedColumns {
    private ComputedColumns() {}

    /**
     * What is computed of one on-demand view.
     *
     * @param program its features
     * @param arguments for each column of the program, in order, its values, in the Spark type that {@link SparkTypes#of} names
     * @param names for each output of the program, what its column is called
     * @param failures for each output, where the rows on which it fails are counted
     */
    public record Computing(
            ExpressionProgram program, List<Column> arguments, List<String> names, List<PartitionCounts> failures) {
        /** Copies the lists. */
        public Computing {
            arguments = List.copyOf(arguments);
            names = List.copyOf(names);
            failures = List.copyOf(failures);
        }
    }

    /** A count for each output of a program, to which tasks of the session may add. */
    public static List<PartitionCounts> failures(org.apache.spark.sql.SparkSession session, ExpressionProgram program) {
        return program.outputs().stream()
                .map(output -> PartitionCounts.on(session.sparkContext()))
                .toList();
    }

    /**
     * Plans the computation; rows are read when the outcome is.
     *
     * @param rows any columns, each name once
     * @return the same columns, then those computed, and some more that are of no use
     */
    public static Dataset<Row> beside(Dataset<Row> rows, List<Computing> computings) {
        if (computings.isEmpty()) {
            return rows;
        }
        List<Column> columns = new ArrayList<>();
        Arrays.stream(rows.columns()).map(Plans::column).forEach(columns::add);
        List<ComputingPass.Part> parts = new ArrayList<>();
        for (Computing computing : computings) {
            parts.add(new ComputingPass.Part(computing.program(), columns.size(), computing.failures()));
            for (Column argument : computing.arguments()) {
                columns.add(argument.as("argument\n" + columns.size()));
            }
        }
        Dataset<Row> arguments = rows.select(columns.toArray(Column[]::new));
        StructType output = arguments.schema();
        for (Computing computing : computings) {
            List<Output> outputs = computing.program().outputs();
            for (int i = 0; i < outputs.size(); i++) {
                output = output.add(
                        computing.names().get(i), SparkTypes.of(outputs.get(i).type()), true);
            }
        }
        return ((SparkSession) rows.sparkSession())
                .internalCreateDataFrame(
                        Plans.internal(arguments)
                                .mapPartitions(new ComputingPass(output, parts))
                                .rdd(),
                        output,
                        false);
    }
}
