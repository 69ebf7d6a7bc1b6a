package dev.tandem.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads request bodies token by token, within limits. */
final class JsonInput {
    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 400;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    private JsonInput() {}

    /** Something that reads tokens. */
    @FunctionalInterface
    interface Reading<T> {
        T from(JsonParser json) throws IOException;
    }

    /** Something that reads the value of a field; the parser stands on the value's first token, and is to be left on its last. */
    @FunctionalInterface
    interface FieldReading {
        void from(JsonParser json, String field) throws IOException;
    }

    /**
     * Reads a body from {@code offset} on.
     *
     * @throws HttpError with line and column, when it is no JSON
     */
    static <T> T read(byte[] body, int offset, Reading<T> reading) {
        try (JsonParser json = FACTORY.createParser(body, offset, body.length - offset)) {
            return reading.from(json);
        } catch (StreamReadException | StreamConstraintsException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw new UncheckedIOException("a body in memory cannot fail to be read", e);
        }
    }

    private static HttpError notJson(JsonProcessingException e) {
        JsonLocation place = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
        String where = place.getLineNr() < 0
                ? ""
                : ", at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
        return HttpError.invalid(
                "json_invalid",
                "The body is not JSON that can be read%s: %s".formatted(where, e.getOriginalMessage()),
                "body");
    }

    /** Reads a body that is one object, field by field. */
    static void eachField(JsonParser json, FieldReading reading) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw HttpError.invalid("type", "The body is not a JSON object.", "body");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            reading.from(json, field);
        }
        if (json.nextToken() != null) {
            throw HttpError.invalid("json_invalid", "Something follows the JSON object. Send a single object.", "body");
        }
    }

    /** The text of a field, or null for a JSON null. */
    static @Nullable String optionalText(JsonParser json, String field) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw HttpError.invalid("type", "'%s' is not text. Write it in quotes.".formatted(field), "body", field);
        }
        return json.getText();
    }

    static boolean truth(JsonParser json, String field) throws IOException {
        if (!json.currentToken().isBoolean()) {
            throw HttpError.invalid("type", "'%s' is neither true nor false.".formatted(field), "body", field);
        }
        return json.getBooleanValue();
    }
}
