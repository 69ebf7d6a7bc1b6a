package dev.tandem.offline.training;

import dev.tandem.TandemException;
import org.jspecify.annotations.Nullable;

/** A training set cannot be planned, computed or written. Nothing was left that could be taken for one. */
public final class TrainingSetException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    public TrainingSetException(String message) {
        super(message);
    }

    /**
     * @param message problem, cause and remedy
     * @param cause what Spark or a file system threw, if anything
     */
    public TrainingSetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
