package dev.tandem.transform.window;

import dev.tandem.TandemException;
import dev.tandem.definition.ValueType;
import dev.tandem.row.EntityKey;
import java.util.List;
import java.util.stream.Collectors;

/** The windows of an entity take more than {@link EntityWindows#MOST_BYTES}. */
public final class StateTooLargeException extends TandemException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_SHOWN = 40;

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
                        .formatted(view, bytes, shown(keyTypes, key), EntityWindows.MOST_BYTES));
    }

    private static String shown(List<ValueType> keyTypes, byte[] key) {
        return EntityKey.unpack(keyTypes, key).stream()
                .map(part -> shown(String.valueOf(part)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Cut, and without what a terminal or a log would take for its own. */
    private static String shown(String part) {
        String printable = part.codePoints()
                .limit(LONGEST_SHOWN)
                .map(character -> Character.isISOControl(character) ? '?' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return part.codePointCount(0, part.length()) > LONGEST_SHOWN ? printable + "..." : printable;
    }
}
