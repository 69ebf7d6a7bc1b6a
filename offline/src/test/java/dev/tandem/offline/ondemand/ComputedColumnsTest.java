package dev.tandem.offline.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.ondemand.ComputedColumns.Computing;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.Evaluator;
import dev.tandem.transform.expression.Exact;
import dev.tandem.transform.expression.ExampleRows;
import dev.tandem.transform.expression.Examples;
import dev.tandem.transform.expression.ExpressionProgram;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A Spark job computes what the evaluator computes without Spark, whatever the settings of its session are. */
class ComputedColumnsTest {
    private static final long SEED = 20130704;
    private static final int ROWS = 60;

    @Test
    void a_spark_job_computes_the_same_values_and_failures_whatever_its_session_is_set_to() {
        SparkSession session = ((org.apache.spark.sql.classic.SparkSession) TestSpark.session()).newSession();
        session.conf().set("spark.sql.ansi.enabled", "false");
        session.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        session.conf().set("spark.sql.caseSensitive", "false");
        session.conf().set("spark.sql.legacy.timeParserPolicy", "LEGACY");
        session.conf().set("spark.sql.legacy.sizeOfNull", "true");
        session.conf().set("spark.sql.decimalOperations.allowPrecisionLoss", "false");
        ExpressionProgram program = sensitive();
        List<PartitionCounts> failures = ComputedColumns.failures(session, program);
        List<String> names = IntStream.range(0, program.outputs().size())
                .mapToObj(i -> "f" + i)
                .toList();
        Dataset<Row> rows = ExampleDataset.of(session, SEED, ROWS);
        List<Column> arguments = program.columns().stream()
                .map(column -> Plans.column(column.name()))
                .toList();

        List<Row> computed = ComputedColumns.beside(rows, List.of(new Computing(program, arguments, names, failures)))
                .collectAsList();

        Map<String, String> byJob = new TreeMap<>();
        for (Row row : computed) {
            for (int i = 0; i < names.size(); i++) {
                byJob.put(
                        program.outputs().get(i).text() + " on row "
                                + row.getInt(row.fieldIndex(ExampleDataset.NUMBER)),
                        Exact.text(ExampleDataset.javaForm(row.get(row.fieldIndex(names.get(i))))));
            }
        }
        long[] failed = new long[names.size()];
        assertThat(byJob).as("seed %d", SEED).isEqualTo(withoutSpark(program, failed));
        assertThat(failures.stream().map(PartitionCounts::value).toList())
                .isEqualTo(IntStream.range(0, failed.length)
                        .mapToObj(i -> failed[i])
                        .toList());
    }

    /** Those of the examples that other settings would give other values. */
    private static ExpressionProgram sensitive() {
        List<String> texts = Examples.texts().stream()
                .filter(text -> text.matches("(?s).*(CAST|_date|_time|date_|size|unix|hour|/|\\*|\\[|element_at).*"))
                .limit(80)
                .toList();
        List<ExpressionColumn> columns = Examples.COLUMNS;
        return ExpressionProgram.of(
                columns,
                texts.stream()
                        .map(text -> new Output(text, ExpressionProgram.typeOf(text, columns), text))
                        .toList());
    }

    private static Map<String, String> withoutSpark(ExpressionProgram program, long[] failed) {
        Evaluator evaluator = program.evaluator((output, cause) -> failed[output]++);
        Map<String, String> values = new TreeMap<>();
        List<List<@Nullable Object>> rows = ExampleRows.of(SEED, ROWS);
        for (int row = 0; row < ROWS; row++) {
            ValueSource answer = evaluator.evaluate(ValueSource.of(rows.get(row)));
            for (int i = 0; i < program.outputs().size(); i++) {
                ValueType type = program.outputs().get(i).type();
                values.put(program.outputs().get(i).text() + " on row " + row, Exact.text(answer.objectAt(i, type)));
            }
        }
        return values;
    }
}
