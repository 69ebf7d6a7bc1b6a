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
import org.apache.spark.sql.catalyst.expressions.MutableProjection;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * An expression that was compiled, kept as the bytes in which Spark sends its trees to executors. Some nodes of a tree remember the row
 * before, such as a pattern they compiled, so each evaluator reads a tree of its own from them. Rows are evaluated by the Java that
 * Spark generates for a tree, as they are in Spark; its interpreter of trees gives other values here and there, such as a zero's sign.
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

    private final ExpressionText text;
    private final byte[] tree;
    private final DataType type;

    private record Key(String text, List<ExpressionColumn> columns) {}

    private CompiledExpression(String text, byte[] tree, DataType type) {
        this.text = new ExpressionText(text);
        this.tree = tree;
        this.type = type;
    }

    /**
     * Compiles an expression, unless this JVM has done so before.
     *
     * @param text of the expression
     * @param columns what it may use; rows have their values in this order
     * @throws UnfitTransformException when it is not accepted
     */
    static CompiledExpression of(String text, List<ExpressionColumn> columns) {
        Key key = new Key(text, List.copyOf(columns));
        synchronized (REMEMBERED) {
            @Nullable CompiledExpression known = REMEMBERED.get(key);
            if (known == null) {
                known = compile(key);
                REMEMBERED.put(key, known);
            }
            return known;
        }
    }

    private static CompiledExpression compile(Key key) {
        Expression tree = new Compiler(key.text, key.columns).compile();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(tree);
        } catch (IOException e) {
            throw new UncheckedIOException("Spark's tree of '%s' cannot be written".formatted(key.text), e);
        }
        return new CompiledExpression(key.text, bytes.toByteArray(), tree.dataType());
    }

    /**
     * The type of its values.
     *
     * @throws UnfitTransformException when it is none of Tandem's
     */
    ValueType type() {
        return new ResultType(text, type).type();
    }

    /** @throws UnfitTransformException when its values do not become the declared type without loss */
    void check(ValueType declared) {
        new ResultType(text, type).check(declared);
    }

    /** Computes its values as ones of the declared type, in column 0 of what it returns; for one thread. */
    MutableProjection projection(ValueType declared) {
        Expression typed = new ResultType(text, type).as(declared, tree());
        return PinnedSettings.within(() -> MutableProjection.create(Trees.seq(List.of(typed))));
    }

    private Expression tree() {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(tree))) {
            return (Expression) in.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class is gone that was there when the expression was compiled", e);
        }
    }
}
