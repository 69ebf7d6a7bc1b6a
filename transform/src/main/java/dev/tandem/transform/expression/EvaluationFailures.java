package dev.tandem.transform.expression;

/** Is told of every row on which an expression failed, and so is null. Called by the thread that evaluates. */
@FunctionalInterface
public interface EvaluationFailures {
    /**
     * An expression failed on a row.
     *
     * @param output its position among the outputs of the program
     * @param cause why, in Spark's words
     */
    void failed(int output, Throwable cause);
}
