package dev.tandem.transform.expression;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.ValueType;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Expressions, in {@code examples.txt}, that use every accepted function and operator at least once, over columns of every type. Each is evaluated on generated rows
 * without Spark in this module's tests, and compared with Spark's own answers in the offline module's.
 */
public final class Examples {
    /** What the expressions are over. */
    public static final List<ExpressionColumn> COLUMNS = List.of(
            new ExpressionColumn("b", ValueType.BOOL),
            new ExpressionColumn("i", ValueType.INT32),
            new ExpressionColumn("j", ValueType.INT32),
            new ExpressionColumn("l", ValueType.INT64),
            new ExpressionColumn("m", ValueType.INT64),
            new ExpressionColumn("f", ValueType.FLOAT32),
            new ExpressionColumn("d", ValueType.FLOAT64),
            new ExpressionColumn("x", ValueType.FLOAT64),
            new ExpressionColumn("n", ValueType.decimal(10, 2)),
            new ExpressionColumn("w", ValueType.decimal(38, 10)),
            new ExpressionColumn("s", ValueType.STRING),
            new ExpressionColumn("t", ValueType.STRING),
            new ExpressionColumn("y", ValueType.BYTES),
            new ExpressionColumn("day", ValueType.DATE),
            new ExpressionColumn("ts", ValueType.TIMESTAMP),
            new ExpressionColumn("event_timestamp", ValueType.TIMESTAMP),
            new ExpressionColumn("ia", ValueType.array(ValueType.INT32)),
            new ExpressionColumn("da", ValueType.array(ValueType.FLOAT64)),
            new ExpressionColumn("sa", ValueType.array(ValueType.STRING)));

    private static final List<String> TEXTS = read("examples.txt");

    private Examples() {}

    /** All of them, each as a feature whose name is its text. */
    public static ExpressionProgram program() {
        return ExpressionProgram.of(
                COLUMNS,
                texts().stream()
                        .map(text -> new Output(text, ExpressionProgram.typeOf(text, COLUMNS), text))
                        .toList());
    }

    /** The lines of a file beside this class. */
    private static List<String> read(String name) {
        try (InputStream in = Objects.requireNonNull(Examples.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of the expressions. */
    public static List<String> texts() {
        return TEXTS;
    }
}
