package dev.tandem.sdk;

import org.jspecify.annotations.Nullable;

/** The server cannot be reached, or says that it cannot answer now, after all attempts that the settings allow. The same call may succeed later. */
public final class UnavailableException extends FeatureStoreException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     * @param cause what the last attempt failed with, if one did
     */
    public UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
