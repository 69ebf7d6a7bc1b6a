package dev.tandem.sdk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads and writes JSON documents token by token, and is strict about what it reads: what is not in the form agreed on is an error. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}

    /** Something that reads tokens. */
    @FunctionalInterface
    interface Reading<T> {
        T from(JsonParser json) throws IOException;
    }

    /** Something that reads one value; the parser stands on its first token, and is to be left on its last. */
    @FunctionalInterface
    interface ValueReading {
        void from(JsonParser json) throws IOException;
    }

    /** Something that reads the value of a field; the parser stands on its first token, and is to be left on its last. */
    @FunctionalInterface
    interface FieldReading {
        void from(JsonParser json, String field) throws IOException;
    }

    /** Something that writes tokens. */
    @FunctionalInterface
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /**
     * Reads a document, which has to be an object; the reading begins on its brace.
     *
     * @throws IOException when it is no JSON, or not in the form that the reading expects
     */
    static <T> T read(byte[] document, Reading<T> reading) throws IOException {
        try (JsonParser json = FACTORY.createParser(document)) {
            json.nextToken();
            return reading.from(json);
        }
    }

    /** Writes a document. */
    static byte[] write(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return out.toByteArray();
    }

    static void eachField(JsonParser json, FieldReading reading) throws IOException {
        expect(json, JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            reading.from(json, field);
        }
        expect(json, JsonToken.END_OBJECT);
    }

    static void eachElement(JsonParser json, ValueReading reading) throws IOException {
        expect(json, JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw unexpected(json, "the end of an array");
            }
            reading.from(json);
        }
    }

    static String text(JsonParser json) throws IOException {
        expect(json, JsonToken.VALUE_STRING);
        return json.getText();
    }

    static long integer(JsonParser json) throws IOException {
        expect(json, JsonToken.VALUE_NUMBER_INT);
        return json.getLongValue();
    }

    static int int32(JsonParser json) throws IOException {
        expect(json, JsonToken.VALUE_NUMBER_INT);
        return json.getIntValue();
    }

    private static void expect(JsonParser json, JsonToken expected) throws IOException {
        if (json.currentToken() != expected) {
            throw unexpected(json, expected.name());
        }
    }

    static IOException unexpected(JsonParser json, String expected) {
        return new IOException("expected %s and found %s at %s"
                .formatted(expected, json.currentToken(), json.currentLocation().offsetDescription()));
    }
}
