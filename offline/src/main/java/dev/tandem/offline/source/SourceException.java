package dev.tandem.offline.source;

import dev.tandem.TandemException;
import org.jspecify.annotations.Nullable;

/** A source cannot be read, or does not hold what a view says it does. */
public final class SourceException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    public SourceException(String message) {
        super(message);
    }

    /**
     * @param message problem, cause and remedy
     * @param cause what Spark threw, if anything
     */
    public SourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
