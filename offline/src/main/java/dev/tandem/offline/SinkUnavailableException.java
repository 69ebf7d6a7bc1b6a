package dev.tandem.offline;

import dev.tandem.TandemException;
import org.jspecify.annotations.Nullable;

/** A sink does not take rows at the moment. The same call may succeed later, so it is tried again before a run is given up. */
public final class SinkUnavailableException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     * @param cause what the sink's store threw, if anything
     */
    public SinkUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
