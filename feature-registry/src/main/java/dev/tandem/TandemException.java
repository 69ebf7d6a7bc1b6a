package dev.tandem;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of all errors that Tandem throws on purpose. The message is written for the person who can mend it: what is wrong, why, and
 * what to do, with the values. It is safe to show without a stack trace.
 *
 * <p>Anything else that escapes is a defect of Tandem or of the machine, and is shown with its trace.
 */
public class TandemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message problem, cause and remedy
     */
    public TandemException(String message) {
        super(message);
    }

    /**
     * @param message problem, cause and remedy
     * @param cause what another component threw, if anything
     */
    public TandemException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Problem, cause and remedy; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
