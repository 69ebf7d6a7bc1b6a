package dev.tandem.definition;

import dev.tandem.TandemException;
import dev.tandem.definition.Derivation.Aggregation;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;

/**
 * What definitions have to know of derived features, asked of those who compute them: module {@code transform} has the answers. Whatever
 * would not give the same value in training and in serving is refused here, when definitions are read. Implementations are thread-safe.
 */
public interface Transforms {

    /**
     * The one on the class path.
     *
     * @throws TandemException when there is none
     */
    static Transforms installed() {
        return ServiceLoader.load(Transforms.class, Transforms.class.getClassLoader())
                .findFirst()
                .orElseThrow(
                        () -> new TandemException(
                                "The definitions have aggregations or on-demand features, and nothing here can compute them. Put tandem-transform on the class path."));
    }

    /**
     * The type of what an aggregation gives.
     *
     * @param column the type of the column that is aggregated; empty when there is none
     * @throws UnfitTransformException when there is no such function, or it cannot be used so
     */
    ValueType resultType(Aggregation aggregation, Optional<ValueType> column);

    /**
     * Makes sure that an expression can be computed on both sides, and gives values of the declared type, or of one that widens to it
     * without loss.
     *
     * @param text in Spark SQL
     * @param columns what it may use
     * @throws UnfitTransformException when it cannot
     */
    void check(String text, List<ExpressionColumn> columns, ValueType declared);

    /**
     * A column that an expression may use.
     *
     * @param name by which it is called there
     * @param type of its values, which may be null
     */
    record ExpressionColumn(String name, ValueType type) implements Serializable {}

    /** An aggregation or expression that is refused. */
    final class UnfitTransformException extends TandemException {
        private static final long serialVersionUID = 1L;

        private final String problem;
        private final String remedy;
        private final int offset;

        /**
         * @param problem what is wrong, a sentence without its full stop
         * @param remedy what to do, a whole sentence
         * @param offset where in the text of an expression it is wrong, counted in characters from 0; empty when that is not known
         */
        public UnfitTransformException(String problem, String remedy, OptionalInt offset) {
            super(problem + ". " + remedy);
            this.problem = problem;
            this.remedy = remedy;
            this.offset = offset.orElse(-1);
        }

        /** What is wrong, without a full stop. */
        public String problem() {
            return problem;
        }

        /** What to do about it, a whole sentence. */
        public String remedy() {
            return remedy;
        }

        /** The same as a person reads it, such as {@code line 2, column 5}; empty when it is not known. */
        public Optional<String> place(String text) {
            if (offset < 0) {
                return Optional.empty();
            }
            long line =
                    1 + text.substring(0, offset).chars().filter(c -> c == '\n').count();
            return Optional.of("line %d, column %d".formatted(line, offset - text.lastIndexOf('\n', offset - 1)));
        }

        /** Where in the text of an expression it is wrong, counted in characters from 0. */
        public OptionalInt offset() {
            return offset < 0 ? OptionalInt.empty() : OptionalInt.of(offset);
        }
    }
}
