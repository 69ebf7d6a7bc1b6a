package dev.tandem.offline.profile;

import dev.tandem.TandemException;
import org.jspecify.annotations.Nullable;

/** A profile cannot be read, or not be compared. */
public final class ProfileException extends TandemException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    public ProfileException(String message) {
        super(message);
    }

    /**
     * @param message problem, cause and remedy
     * @param cause what a file system threw, if anything
     */
    public ProfileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
