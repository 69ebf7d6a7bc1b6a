package dev.tandem.cli.alert;

import dev.tandem.TandemException;

/** A webhook does not want a message, and would not if it came again as it is. */
final class RefusedException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    RefusedException(String message) {
        super(message);
    }
}
