package dev.tandem.sdk;

import org.jspecify.annotations.Nullable;

/** There was no answer within {@link ClientSettings#timeout()}. The cause is what the last attempt failed with, if one did. */
public final class RequestTimeoutException extends FeatureStoreException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     * @param cause what the last attempt failed with, if one did
     */
    public RequestTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
