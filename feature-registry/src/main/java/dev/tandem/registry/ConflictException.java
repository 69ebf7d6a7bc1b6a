package dev.tandem.registry;

import dev.tandem.TandemException;

/** Two people applied at once, and this one came second. Nothing was changed. */
public final class ConflictException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    public ConflictException(String message) {
        super(message);
    }
}
