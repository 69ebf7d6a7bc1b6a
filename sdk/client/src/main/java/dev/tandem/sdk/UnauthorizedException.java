package dev.tandem.sdk;

/** The server asks for another access token, or does not let this caller in at all. */
public final class UnauthorizedException extends FeatureStoreException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    public UnauthorizedException(String message) {
        super(message);
    }
}
