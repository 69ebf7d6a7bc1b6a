package dev.tandem.sdk;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that the client throws on purpose. The message says problem, cause and remedy; it holds names and key values but
 * never the access token.
 *
 * <p>Itself it stands for what no subclass is for: an answer that is not understood, a defect of the server, a client that was closed, a
 * thread that was interrupted.
 */
public class FeatureStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    public FeatureStoreException(String message) {
        super(message);
    }

    /**
     * @param message problem, cause and remedy
     * @param cause what another component threw, if anything
     */
    public FeatureStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
