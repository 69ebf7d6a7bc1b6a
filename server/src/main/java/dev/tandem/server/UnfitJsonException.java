package dev.tandem.server;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A JSON value that is none of the type it was read as. Becomes an {@link HttpError} where the place of the value is known. */
final class UnfitJsonException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SHOWN = 60;

    private final String value;
    private final transient List<Object> position;

    private UnfitJsonException(String value, String remedy, List<Object> position) {
        super(remedy, null, false, false);
        this.value = value;
        this.position = List.copyOf(position);
    }

    /** Refuses the parser's current token. */
    static UnfitJsonException of(JsonParser json, String remedy) throws IOException {
        return new UnfitJsonException(shown(json), remedy, List.of());
    }

    /** The same, as element {@code index} of an array. */
    UnfitJsonException within(int index) {
        List<Object> longer = new ArrayList<>();
        longer.add(index);
        longer.addAll(position);
        String remedy = getMessage();
        return new UnfitJsonException(value, remedy == null ? "" : remedy, longer);
    }

    private static String shown(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> "An object";
            case START_ARRAY -> "An array";
            case VALUE_STRING -> '"' + shortened(json.getText()) + '"';
            default -> shortened(json.getText());
        };
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    /** The value, as written, shortened. */
    String value() {
        return value;
    }

    /** Its position in the array, and in arrays within. */
    List<Object> position() {
        return position;
    }
}
