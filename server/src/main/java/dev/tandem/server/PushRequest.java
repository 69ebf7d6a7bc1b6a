package dev.tandem.server;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Rows that somebody sends.
 *
 * @param target the name of the source or view they are for
 * @param destination where they are to go
 * @param rows the rows, column by column
 */
record PushRequest(String target, Destination destination, JsonColumns rows) {

    /** Where pushed rows go. */
    enum Destination {
        ONLINE("online"),
        OFFLINE("offline"),
        ONLINE_AND_OFFLINE("online_and_offline");

        private final String text;

        Destination(String text) {
            this.text = text;
        }

        boolean isOnline() {
            return this != OFFLINE;
        }

        boolean isOffline() {
            return this != ONLINE;
        }

        static Destination parse(@Nullable String text) {
            if (text == null) {
                return ONLINE;
            }
            for (Destination each : values()) {
                if (each.text.equals(text)) {
                    return each;
                }
            }
            throw HttpError.invalid(
                    "value",
                    "Rows cannot be pushed to '%s'. Write \"online\", \"offline\" or \"online_and_offline\"."
                            .formatted(text),
                    "body",
                    "to");
        }
    }

    /**
     * Reads a body.
     *
     * @param targetField the field that names the source or view
     */
    static PushRequest parse(byte[] body, String targetField, int mostRows) {
        return JsonInput.read(body, 0, json -> new Fields(body, targetField, mostRows).read(json));
    }

    /** The fields of a body, in whatever order they come. */
    private static final class Fields {
        private final byte[] body;
        private final String targetField;
        private final int mostRows;
        private @Nullable String target;
        private @Nullable String destination;
        private @Nullable JsonColumns rows;

        Fields(byte[] body, String targetField, int mostRows) {
            this.body = body;
            this.targetField = targetField;
            this.mostRows = mostRows;
        }

        PushRequest read(JsonParser json) throws IOException {
            JsonInput.eachField(json, this::field);
            if (target == null) {
                throw HttpError.invalid(
                        "missing",
                        "The request does not say what the rows are for. Write \"%s\": \"...\".".formatted(targetField),
                        "body",
                        targetField);
            }
            if (rows == null) {
                throw HttpError.invalid(
                        "missing",
                        "The request has no rows. Write \"df\": {\"column\": [values...], ...}.",
                        "body",
                        "df");
            }
            return new PushRequest(target, Destination.parse(destination), rows);
        }

        private void field(JsonParser json, String name) throws IOException {
            if (name.equals(targetField)) {
                target = JsonInput.optionalText(json, name);
                return;
            }
            switch (name) {
                case "df" -> rows = JsonColumns.walk(json, body, name, mostRows);
                case "to" -> destination = JsonInput.optionalText(json, name);
                default -> json.skipChildren();
            }
        }
    }
}
