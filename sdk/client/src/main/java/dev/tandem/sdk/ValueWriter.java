package dev.tandem.sdk;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes Java values as JSON that the server reads without loss; which type they are to be is the server's to know. */
final class ValueWriter {
    private ValueWriter() {}

    /** A value that has no form in a request. */
    static final class UnfitValueException extends Exception {
        private static final long serialVersionUID = 1L;

        UnfitValueException(Object value) {
            super(
                    "It is a %s, which is no feature value. Give a Boolean, Integer, Long, Float, Double, BigDecimal, String, byte[], LocalDate or Instant, or a List of them."
                            .formatted(value.getClass().getName()),
                    null,
                    false,
                    false);
        }
    }

    /**
     * Writes a value.
     *
     * @throws UnfitValueException when its class is no value's
     */
    static void write(JsonGenerator json, @Nullable Object value) throws IOException, UnfitValueException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number) {
            writeFloating(json, Double.isFinite(number), number.toString());
        } else if (value instanceof Float number) {
            writeFloating(json, Float.isFinite(number), number.toString());
        } else if (value instanceof BigDecimal decimal) {
            json.writeString(decimal.toString());
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(bytes);
        } else if (value instanceof LocalDate || value instanceof Instant) {
            json.writeString(value.toString());
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else {
            throw new UnfitValueException(value);
        }
    }

    private static void writeFloating(JsonGenerator json, boolean finite, String text) throws IOException {
        if (finite) {
            json.writeNumber(text);
        } else {
            json.writeString(text);
        }
    }
}
