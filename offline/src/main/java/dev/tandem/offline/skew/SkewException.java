package dev.tandem.offline.skew;

import dev.tandem.TandemException;
import org.jspecify.annotations.Nullable;

/** What was served cannot be compared with what training sees. */
public final class SkewException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    public SkewException(String message) {
        super(message);
    }

    /**
     * @param message problem, cause and remedy
     * @param cause what a file system or Spark threw, if anything
     */
    public SkewException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
