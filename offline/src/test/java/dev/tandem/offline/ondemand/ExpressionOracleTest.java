package dev.tandem.offline.ondemand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.offline.TestSpark;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.Evaluator;
import dev.tandem.transform.expression.Exact;
import dev.tandem.transform.expression.ExampleRows;
import dev.tandem.transform.expression.Examples;
import dev.tandem.transform.expression.ExpressionProgram;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The evaluator gives what Spark's own {@code selectExpr} gives under the pinned settings, bit by bit, for every accepted function; and it
 * fails on the rows on which Spark fails.
 */
class ExpressionOracleTest {
    private static final long SEED = Long.getLong("tandem.expression.seed", 42);
    private static final int ROWS = Integer.getInteger("tandem.expression.rows", 150);
    private static final int EXPRESSIONS_A_JOB = 30;
    private static final Pattern LAST_BITS_OPEN =
            Pattern.compile("\\b(a?(sin|cos|tan)h?|atan2|csc|sec|cot|cbrt|hypot)\\(");

    private final SparkSession spark = TestSpark.session();
    private final List<List<@Nullable Object>> rows = ExampleRows.of(SEED, ROWS);
    private final ExpressionProgram program = Examples.program();
    private final List<Output> outputs = program.outputs();

    /** By output and row: what the evaluator gave. */
    private final String[][] given = new String[outputs.size()][ROWS];

    private final BitSet[] failed = new BitSet[outputs.size()];
    private final Map<String, String> differences = new TreeMap<>();

    @Test
    void the_evaluator_agrees_with_sparks_own_select() {
        evaluate();
        Dataset<Row> all = dataset(IntStream.range(0, ROWS));
        for (int from = 0; from < outputs.size(); from += EXPRESSIONS_A_JOB) {
            compare(all, from, Math.min(outputs.size(), from + EXPRESSIONS_A_JOB));
        }
        for (int i = 0; i < outputs.size(); i++) {
            if (!failed[i].isEmpty()) {
                expectFailure(i, failed[i].nextSetBit(0));
            }
        }
        assertThat(differences).as("seed %d, %d rows", SEED, ROWS).isEmpty();
    }

    private void evaluate() {
        int[] row = new int[1];
        for (int i = 0; i < failed.length; i++) {
            failed[i] = new BitSet();
        }
        Evaluator evaluator = program.evaluator((output, cause) -> failed[output].set(row[0]));
        for (; row[0] < ROWS; row[0]++) {
            ValueSource values = evaluator.evaluate(ValueSource.of(rows.get(row[0])));
            for (int i = 0; i < outputs.size(); i++) {
                given[i][row[0]] = Exact.text(values.objectAt(i, outputs.get(i).type()));
            }
        }
    }

    private Dataset<Row> dataset(IntStream numbers) {
        return ExampleDataset.of(spark, rows, numbers);
    }

    private void compare(Dataset<Row> all, int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add(guarded(i) + " AS f" + i);
        }
        texts.add("number");
        for (Row answer : all.selectExpr(texts.toArray(String[]::new)).collectAsList()) {
            int row = answer.getInt(to - from);
            for (int i = from; i < to; i++) {
                String expected = Exact.text(ExampleDataset.javaForm(answer.get(i - from)));
                if (!agree(outputs.get(i).text(), expected, given[i][row])) {
                    differences.putIfAbsent(
                            outputs.get(i).text(),
                            "row %d: Spark %s, Tandem %s".formatted(row, expected, given[i][row]));
                }
            }
        }
    }

    /** Bit by bit; but {@link Math}, which Spark takes for these functions, may be off in the last bits. */
    private static boolean agree(String expression, String expected, String given) {
        if (expected.equals(given) || !LAST_BITS_OPEN.matcher(expression).find()) {
            return expected.equals(given);
        }
        double one = Double.parseDouble(expected.split(" ")[0]);
        double other = Double.parseDouble(given.split(" ")[0]);
        return Math.abs(one - other) <= 2 * Math.ulp(one);
    }

    /** The expression, kept from the rows on which it failed. */
    private String guarded(int output) {
        String text = "(" + outputs.get(output).text() + ")";
        return failed[output].isEmpty()
                ? text
                : "IF(number IN (%s), NULL, %s)"
                        .formatted(
                                failed[output].stream()
                                        .mapToObj(String::valueOf)
                                        .collect(Collectors.joining(", ")),
                                text);
    }

    private void expectFailure(int output, int row) {
        try {
            Row answer = dataset(IntStream.of(row))
                    .selectExpr(outputs.get(output).text())
                    .head();
            differences.put(outputs.get(output).text(), "row %d: Spark %s, Tandem fails".formatted(row, answer));
        } catch (Exception expected) {
            assertThat(expected).isNotNull();
        }
    }
}
