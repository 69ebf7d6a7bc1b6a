package dev.tandem.online;

import dev.tandem.TandemException;
import org.jspecify.annotations.Nullable;

/** The online store cannot be reached, or does not answer in time. The same call may succeed later. */
public final class OnlineStoreException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     * @param cause what the client library threw, if anything
     */
    public OnlineStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
