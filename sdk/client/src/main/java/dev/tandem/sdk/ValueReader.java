package dev.tandem.sdk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads JSON values as the Java forms of their types, to the last bit; {@code docs/serving.md} shows how the server writes them. */
final class ValueReader {
    private ValueReader() {}

    /**
     * Reads the value on which the parser stands.
     *
     * @throws IOException when it is none of that type
     */
    static @Nullable Object read(JsonParser json, WireType type) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        try {
            return switch (type.kind()) {
                case BOOL -> truth(json);
                case INT32 -> Json.int32(json);
                case INT64 -> Json.integer(json);
                case FLOAT32 -> Float.parseFloat(number(json));
                case FLOAT64 -> Double.parseDouble(number(json));
                case DECIMAL -> new BigDecimal(Json.text(json));
                case STRING -> Json.text(json);
                case BYTES -> Base64.getDecoder().decode(Json.text(json));
                case DATE -> LocalDate.parse(Json.text(json));
                case TIMESTAMP -> Instant.parse(Json.text(json));
                case ARRAY -> array(json, Objects.requireNonNull(type.element()));
            };
        } catch (IllegalArgumentException | DateTimeException notOfTheType) {
            throw new IOException("'%s' is no %s".formatted(json.getText(), type.declaration()), notOfTheType);
        }
    }

    private static boolean truth(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw Json.unexpected(json, "true or false");
        };
    }

    /**
     * The text of a number; what JSON has no number for comes as a string, spelt as in Java. From the text, because the parser would read
     * "-0" as an integer, which has no negative zero, and a FLOAT32 as a double, which would round it twice.
     */
    private static String number(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> json.getText();
            default -> throw Json.unexpected(json, "a number");
        };
    }

    private static List<@Nullable Object> array(JsonParser json, WireType element) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        Json.eachElement(json, each -> elements.add(read(each, element)));
        return Collections.unmodifiableList(elements);
    }
}
