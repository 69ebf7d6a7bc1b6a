package dev.tandem.offline.materialize;

import dev.tandem.TandemException;
import org.jspecify.annotations.Nullable;

/** Something could not be materialised. The cursor of the view is where it was, and the same run may be repeated. */
public final class MaterializationException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    public MaterializationException(String message) {
        super(message);
    }

    /**
     * @param message problem, cause and remedy
     * @param cause what was thrown, if anything
     */
    public MaterializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
