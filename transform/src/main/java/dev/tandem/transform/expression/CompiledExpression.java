package dev.tandem.transform.expression;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.Transforms.UnfitTransformException;
import dev.tandem.definition.ValueType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Expression;

/**
 * An expression that was compiled, kept as the bytes in which Spark sends its trees to executors. Some nodes of a tree remember the row
 * before, such as a pattern they compiled, so each evaluator reads a tree of its own from them. Immutable.
 *
 * <p>What was compiled is remembered by this JVM, so that the tasks of a job, and the plans of a server, compile each text once.
 */
final class CompiledExpression {
    private static final int MOST_REMEMBERED = 10_000;

    private static final Map<Key, CompiledExpression> REMEMBERED = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CompiledExpression> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private final byte[] tree;

    private record Key(String text, List<ExpressionColumn> columns, ValueType declared) {}

    private CompiledExpression(byte[] tree) {
        this.tree = tree;
    }

    /**
     * Compiles an expression, unless this JVM has done so before.
     *
     * @param text of the expression
     * @param columns what it may use; rows have their values in this order
     * @param declared the type of its values
     * @throws UnfitTransformException when it is not accepted
     */
    static CompiledExpression of(String text, List<ExpressionColumn> columns, ValueType declared) {
        Key key = new Key(text, List.copyOf(columns), declared);
        synchronized (REMEMBERED) {
            CompiledExpression known = REMEMBERED.get(key);
            if (known == null) {
                known = compile(key);
                REMEMBERED.put(key, known);
            }
            return known;
        }
    }

    private static CompiledExpression compile(Key key) {
        Expression tree = new Compiler(key.text, key.columns).compile();
        Expression typed =
                PinnedSettings.within(() -> new ResultType(new ExpressionText(key.text)).as(key.declared, tree));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(typed);
        } catch (IOException e) {
            throw new UncheckedIOException("Spark's tree of '%s' cannot be written".formatted(key.text), e);
        }
        return new CompiledExpression(bytes.toByteArray());
    }

    /** A tree that nobody else uses. */
    Expression tree() {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(tree))) {
            return (Expression) in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class is gone that was there when the expression was compiled", e);
        }
    }
}
