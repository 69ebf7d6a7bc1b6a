package dev.tandem.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tandem.TandemException;
import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values as people type and read them. */
final class ValueText {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ValueText() {}

    /**
     * Reads a value that a request brings: a part of a key, or an input of on-demand features. Nothing is null, unless an empty text is
     * wanted.
     *
     * @param name what it is called, for the message
     * @return the value in its type's Java form
     * @throws TandemException when the text is no value of the type
     */
    static @Nullable Object parse(String name, ValueType type, String text) {
        if (text.isEmpty() && type.kind() != ValueType.Kind.STRING) {
            return null;
        }
        try {
            return parse(type, text);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new TandemException("%s=%s is no %s. Write it as %s.".formatted(name, text, type, example(type)), e);
        }
    }

    private static Object parse(ValueType type, String text) {
        return switch (type.kind()) {
            case BOOL -> parseBool(text);
            case INT32 -> Integer.valueOf(text);
            case INT64 -> Long.valueOf(text);
            case FLOAT32 -> Float.valueOf(text);
            case FLOAT64 -> Double.valueOf(text);
            case DECIMAL -> parseDecimal(type, text);
            case STRING -> text;
            case BYTES -> Base64.getDecoder().decode(text);
            case DATE -> LocalDate.parse(text);
            case TIMESTAMP -> Instant.parse(text);
            case ARRAY -> {
                ValueType element = Objects.requireNonNull(type.element());
                yield Arrays.stream(text.split(","))
                        .map(each -> parse(element, each))
                        .toList();
            }
        };
    }

    private static BigDecimal parseDecimal(ValueType type, String text) {
        BigDecimal decimal = new BigDecimal(text).setScale(type.scale(), RoundingMode.UNNECESSARY);
        if (decimal.precision() > type.precision()) {
            throw new IllegalArgumentException("too many digits");
        }
        return decimal;
    }

    private static Boolean parseBool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return Boolean.valueOf(text);
    }

    private static String example(ValueType type) {
        return switch (type.kind()) {
            case BOOL -> "true or false";
            case INT32, INT64 -> "a whole number, such as 42";
            case FLOAT32, FLOAT64 -> "a number, such as 2.5, NaN or Infinity";
            case DECIMAL ->
                "a number of at most %d digits, %d of them after the point".formatted(type.precision(), type.scale());
            case BYTES -> "Base64";
            case DATE -> "2013-12-31";
            case TIMESTAMP -> "2013-12-31T23:00:00Z";
            case STRING -> "text";
            case ARRAY -> "its elements, divided by commas";
        };
    }

    /** A value in its type's Java form, or null, for a table. */
    static String show(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof List<?> list
                ? list.stream().map(ValueText::show).toList().toString()
                : value.toString();
    }

    /**
     * A value in its type's Java form, or null, as JSON: whole numbers and finite floating-point numbers as numbers, everything else as
     * text, arrays as arrays.
     */
    static JsonNode toJson(@Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof Boolean bool) {
            return JSON.booleanNode(bool);
        }
        if (value instanceof Integer number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Long number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Float number && Float.isFinite(number)) {
            return JSON.numberNode(number);
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            return JSON.numberNode(number);
        }
        if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode();
            list.forEach(element -> array.add(toJson(element)));
            return array;
        }
        return JSON.textNode(show(value));
    }
}
