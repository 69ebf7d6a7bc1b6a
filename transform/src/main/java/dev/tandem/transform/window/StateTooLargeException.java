package dev.tandem.transform.window;

import dev.tandem.TandemException;
import dev.tandem.definition.ValueType;
import dev.tandem.row.EntityKey;
import java.util.List;

/** The windows of an entity take more than {@link EntityWindows#MOST_BYTES}. */
public final class StateTooLargeException extends TandemException {
    private static final long serialVersionUID = 1L;

    private StateTooLargeException(String message) {
        super(message);
    }

    /**
     * The state of an entity is too large.
     *
     * @param keyTypes the types of the view's join keys
     * @param key the entity's packed key, of which the message shows the beginning
     * @param bytes how many it takes, or how many it took when it was given up
     */
    public static StateTooLargeException of(String view, List<ValueType> keyTypes, byte[] key, long bytes) {
        return new StateTooLargeException(
                ("The windows of view '%s' take %,d bytes or more for the entity %s, and at most %,d are kept of one online. Declare a coarser resolution,"
                                + " fewer or shorter windows, or 'online: false' to have them in training sets only.")
                        .formatted(view, bytes, EntityKey.shown(keyTypes, key), EntityWindows.MOST_BYTES));
    }
}
