package dev.tandem.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.tandem.definition.ValueType;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Objects;

/**
 * Writes JSON token by token, whole into memory first, so that an answer is complete or is an error. Numbers are written in the shortest
 * text that reads back as the same bits.
 */
final class JsonOutput {
    private static final int USUAL_BYTES = 4 << 10;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private JsonOutput() {}

    /** Something that writes tokens. */
    @FunctionalInterface
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** How a TIMESTAMP is written. */
    enum Times {
        /** As whole seconds since 1970, the form that feature-store clients expect; what is finer is cut off, towards the past. */
        EPOCH_SECONDS,
        /** As RFC 3339 text in UTC, to the microsecond. */
        RFC_3339
    }

    /** Writes one document. */
    static ByteArrayOutputStream write(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return out;
    }

    /** Something that writes one line. */
    @FunctionalInterface
    interface LineWriting {
        void to(JsonGenerator json, int line) throws IOException;
    }

    /** Writes JSON Lines, each line ended. */
    static ByteArrayOutputStream lines(int count, LineWriting writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
        for (int i = 0; i < count; i++) {
            int line = i;
            out.writeBytes(write(json -> writing.to(json, line)).toByteArray());
            out.write('\n');
        }
        return out;
    }

    /** Writes one value in the form of its type; {@code docs/serving.md} shows them all. */
    static void value(JsonGenerator json, ValueType type, ValueSource values, int index, Times times)
            throws IOException {
        if (values.isNull(index)) {
            json.writeNull();
            return;
        }
        switch (type.kind()) {
            case BOOL -> json.writeBoolean(values.booleanAt(index));
            case INT32 -> json.writeNumber(values.intAt(index));
            case INT64 -> json.writeNumber(values.longAt(index));
            case FLOAT32 -> float32(json, values.floatAt(index));
            case FLOAT64 -> float64(json, values.doubleAt(index));
            case DECIMAL -> json.writeString(values.decimalAt(index).toPlainString());
            case STRING -> utf8(json, values.bytesAt(index));
            case BYTES -> json.writeBinary(values.bytesAt(index));
            case DATE ->
                json.writeString(LocalDate.ofEpochDay(values.intAt(index)).toString());
            case TIMESTAMP -> timestamp(json, values.longAt(index), times);
            case ARRAY -> array(json, Objects.requireNonNull(type.element()), values.arrayAt(index), times);
        }
    }

    private static void float32(JsonGenerator json, float value) throws IOException {
        if (Float.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Float.toString(value));
        }
    }

    private static void float64(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Double.toString(value));
        }
    }

    private static void utf8(JsonGenerator json, byte[] text) throws IOException {
        json.writeUTF8String(text, 0, text.length);
    }

    private static void timestamp(JsonGenerator json, long micros, Times times) throws IOException {
        switch (times) {
            case EPOCH_SECONDS -> json.writeNumber(Math.floorDiv(micros, MICROS_PER_SECOND));
            case RFC_3339 -> json.writeString(Micros.instant(micros).toString());
        }
    }

    private static void array(JsonGenerator json, ValueType element, ValueSource elements, Times times)
            throws IOException {
        json.writeStartArray();
        for (int i = 0; i < elements.size(); i++) {
            value(json, element, elements, i, times);
        }
        json.writeEndArray();
    }
}
