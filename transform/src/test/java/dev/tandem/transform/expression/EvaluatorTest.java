package dev.tandem.transform.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.SparkArithmeticException;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** These run on the class path that a server has: without Spark's engine. */
class EvaluatorTest {
    private static final long SEED = 20130107;
    private static final int ROWS = 40;
    private static final ExpressionProgram EXAMPLES = Examples.program();

    /** What a program gives for the generated rows, by expression and row, as texts that tell apart whatever differs. */
    private static Map<String, String> answers(ExpressionProgram program) {
        Evaluator evaluator = program.evaluator((output, cause) -> {});
        Map<String, String> answers = new TreeMap<>();
        List<List<@Nullable Object>> rows = ExampleRows.of(SEED, ROWS);
        for (int row = 0; row < ROWS; row++) {
            ValueSource values = evaluator.evaluate(ValueSource.of(rows.get(row)));
            for (int i = 0; i < program.outputs().size(); i++) {
                Output output = program.outputs().get(i);
                answers.put(output.name() + " on row " + row, Exact.text(values.objectAt(i, output.type())));
            }
        }
        return answers;
    }

    private static void assertAlike(Map<String, String> answers, Map<String, String> expected) {
        Map<String, String> different = new TreeMap<>(expected);
        different.entrySet().removeAll(answers.entrySet());
        assertThat(different).as("expected and not given, seed %d", SEED).isEmpty();
        assertThat(answers).hasSameSizeAs(expected);
    }

    private static @Nullable Object value(
            String text, ValueType type, ExpressionColumn column, @Nullable Object value) {
        Evaluator evaluator = ExpressionProgram.of(List.of(column), List.of(new Output("f", type, text)))
                .evaluator((output, cause) -> {});
        return evaluator.evaluate(ValueSource.of(Arrays.asList(value))).objectAt(0, type);
    }

    @Test
    void every_example_has_a_value_on_some_row_and_sparks_engine_is_not_there() {
        ExpressionProgram program = EXAMPLES;
        Evaluator evaluator = program.evaluator((output, cause) -> {});
        Map<String, Integer> present = new TreeMap<>();
        for (List<@Nullable Object> row : ExampleRows.of(SEED, 5 * ROWS)) {
            ValueSource values = evaluator.evaluate(ValueSource.of(row));
            for (int i = 0; i < program.outputs().size(); i++) {
                present.merge(program.outputs().get(i).text(), values.isNull(i) ? 0 : 1, Integer::sum);
            }
        }
        present.values().removeIf(count -> count > 0);
        assertThat(present).as("never present, seed %d", SEED).isEmpty();
        assertThatThrownBy(() -> Class.forName("org.apache.spark.sql.classic.SparkSession"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("org.apache.hadoop.shaded.com.ctc.wstx.io.InputBootstrapper"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void a_row_that_an_expression_fails_on_is_null_for_that_expression_alone_and_is_reported() {
        List<ExpressionColumn> columns =
                List.of(new ExpressionColumn("i", ValueType.INT32), new ExpressionColumn("s", ValueType.STRING));
        ExpressionProgram program = ExpressionProgram.of(
                columns,
                List.of(
                        new Output("next", ValueType.INT32, "i + 1"),
                        new Output("number", ValueType.INT32, "CAST(s AS INT)"),
                        new Output("ratio", ValueType.FLOAT64, "1 / i"),
                        new Output("same", ValueType.INT32, "i")));
        List<String> failures = new ArrayList<>();
        Evaluator evaluator = program.evaluator((output, cause) -> failures.add(
                program.outputs().get(output).name() + " " + cause.getClass().getSimpleName()));

        ValueSource overflow = evaluator.evaluate(ValueSource.of(List.of(Integer.MAX_VALUE, "7")));
        assertThat(overflow.isNull(0)).isTrue();
        assertThat(overflow.intAt(1)).isEqualTo(7);
        assertThat(overflow.intAt(3)).isEqualTo(Integer.MAX_VALUE);

        ValueSource badCast = evaluator.evaluate(ValueSource.of(List.of(0, "seven")));
        assertThat(badCast.intAt(0)).isEqualTo(1);
        assertThat(badCast.isNull(1)).isTrue();
        assertThat(badCast.isNull(2)).isTrue();
        assertThat(badCast.intAt(3)).isZero();

        assertThat(failures)
                .containsExactly(
                        "next SparkArithmeticException",
                        "number SparkNumberFormatException",
                        "ratio SparkArithmeticException");
    }

    @Test
    void a_condition_that_guards_a_part_keeps_it_from_failing() {
        ExpressionColumn i = new ExpressionColumn("i", ValueType.INT32);
        assertThat(value("IF(i = 0, -1.0D, 1 / i)", ValueType.FLOAT64, i, 0)).isEqualTo(-1.0);
        assertThat(value("IF(i = 0, -1.0D, nullif(1 / i, 0.5D))", ValueType.FLOAT64, i, 0))
                .isEqualTo(-1.0);
        assertThat(value("coalesce(i, CAST('x' AS INT))", ValueType.INT32, i, 5))
                .isEqualTo(5);
        assertThat(value("1 / nullif(i, 0)", ValueType.FLOAT64, i, 0)).isNull();
    }

    @Test
    void what_is_wrong_with_the_caller_and_not_with_the_row_is_thrown() {
        assertThatThrownBy(() -> value("i + 1", ValueType.INT32, new ExpressionColumn("i", ValueType.INT32), "text"))
                .isInstanceOf(ClassCastException.class);
    }

    @Test
    void an_input_is_read_only_when_an_expression_needs_it() {
        List<ExpressionColumn> columns =
                List.of(new ExpressionColumn("i", ValueType.INT32), new ExpressionColumn("j", ValueType.INT32));
        Evaluator evaluator = ExpressionProgram.of(columns, List.of(new Output("f", ValueType.INT32, "i * 2")))
                .evaluator((output, cause) -> {});
        assertThat(evaluator.evaluate(ValueSource.of(List.of(4, "not read"))).intAt(0))
                .isEqualTo(8);
    }

    @Test
    void every_nan_that_comes_out_is_the_one_nan_whatever_went_in() {
        double other = Double.longBitsToDouble(0xFFF8_0000_0000_1234L);
        ExpressionColumn d = new ExpressionColumn("d", ValueType.FLOAT64);
        ExpressionColumn da = new ExpressionColumn("da", ValueType.array(ValueType.FLOAT64));
        ExpressionColumn f = new ExpressionColumn("f", ValueType.FLOAT32);
        for (String text :
                List.of("d", "-d", "d + 1", "abs(d)", "coalesce(d, 0)", "greatest(d, 1.0D)", "sqrt(d - d - 1)")) {
            assertThat(Double.doubleToRawLongBits(
                            (Double) Objects.requireNonNull(value(text, ValueType.FLOAT64, d, other))))
                    .as(text)
                    .isEqualTo(Double.doubleToRawLongBits(Double.NaN));
        }
        for (String text : List.of("da", "array_sort(da)", "transform(da, x -> -x)")) {
            Evaluator evaluator = ExpressionProgram.of(
                            List.of(da), List.of(new Output("f", ValueType.array(ValueType.FLOAT64), text)))
                    .evaluator((output, cause) -> {});
            double element = evaluator
                    .evaluate(ValueSource.of(List.of(Arrays.asList(other))))
                    .arrayAt(0)
                    .doubleAt(0);
            assertThat(Double.doubleToRawLongBits(element)).as(text).isEqualTo(Double.doubleToRawLongBits(Double.NaN));
        }
        assertThat(Float.floatToRawIntBits((Float)
                        Objects.requireNonNull(value("-f", ValueType.FLOAT32, f, Float.intBitsToFloat(0xFFC0_1234)))))
                .isEqualTo(Float.floatToRawIntBits(Float.NaN));
    }

    @Test
    void a_decimal_comes_out_in_the_declared_scale() {
        ExpressionColumn n = new ExpressionColumn("n", ValueType.decimal(10, 2));
        assertThat(value("n", ValueType.decimal(20, 4), n, new BigDecimal("1.50")))
                .isEqualTo(new BigDecimal("1.5000"));
        assertThat(value("1", ValueType.decimal(12, 2), n, null)).isEqualTo(new BigDecimal("1.00"));
    }

    @Test
    void the_settings_of_the_thread_change_nothing() {
        List<String> sensitive = List.of(
                "CAST(t AS INT)",
                "i + j",
                "CAST(ts AS STRING)",
                "date_format(ts, 'yyyy-MM-dd HH')",
                "CAST(t AS TIMESTAMP)",
                "to_timestamp(t, 'yyyy-MM-dd')",
                "w * w",
                "n / w",
                "ia[i]",
                "size(ia)",
                "s RLIKE '\\\\d+'",
                "i / j");
        SQLConf other = new SQLConf();
        other.setConfString("spark.sql.ansi.enabled", "false");
        other.setConfString("spark.sql.session.timeZone", "Asia/Tokyo");
        other.setConfString("spark.sql.caseSensitive", "false");
        other.setConfString("spark.sql.decimalOperations.allowPrecisionLoss", "false");
        other.setConfString("spark.sql.legacy.timeParserPolicy", "LEGACY");
        other.setConfString("spark.sql.legacy.sizeOfNull", "true");
        other.setConfString("spark.sql.parser.escapedStringLiterals", "true");
        // the comment makes it another text, so that it is compiled under the other settings
        Map<String, String> underOthers =
                SQLConf.withExistingConf(other, () -> answers(program(sensitive, " /* again */")));
        assertAlike(underOthers, answers(program(sensitive, "")));
    }

    private static ExpressionProgram program(List<String> texts, String suffix) {
        return ExpressionProgram.of(
                Examples.COLUMNS,
                texts.stream()
                        .map(text -> new Output(
                                text, ExpressionProgram.typeOf(text + suffix, Examples.COLUMNS), text + suffix))
                        .toList());
    }

    @Test
    void a_program_means_the_same_after_it_was_sent_to_another_jvm() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(EXAMPLES);
        }
        ExpressionProgram sent;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            sent = (ExpressionProgram) in.readObject();
        }
        assertAlike(answers(sent), answers(EXAMPLES));
    }

    @Test
    void many_threads_compile_and_evaluate_at_once_and_agree() throws InterruptedException, ExecutionException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            texts.add(
                    "concat_ws(',', regexp_replace(s, '[a-c]', '%d'), date_format(ts, 'yyyy'), array_join(transform(ia, e -> e %% 7), '-'))"
                            .formatted(i));
        }
        ExpressionColumn[] columns = Examples.COLUMNS.toArray(ExpressionColumn[]::new);
        Callable<Map<String, String>> task = () -> answers(ExpressionProgram.of(
                List.of(columns),
                texts.stream()
                        .map(text -> new Output(text, ValueType.STRING, text))
                        .toList()));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Map<String, String>>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(task));
            }
            for (Future<Map<String, String>> each : all) {
                assertAlike(each.get(), all.get(0).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void spark_says_why_a_row_failed() {
        List<Throwable> causes = new ArrayList<>();
        ExpressionProgram.of(
                        List.of(new ExpressionColumn("i", ValueType.INT32)),
                        List.of(new Output("f", ValueType.INT32, "i * 2")))
                .evaluator((output, cause) -> causes.add(cause))
                .evaluate(ValueSource.of(List.of(Integer.MAX_VALUE)));
        assertThat(causes).singleElement().isInstanceOf(SparkArithmeticException.class);
    }
}
