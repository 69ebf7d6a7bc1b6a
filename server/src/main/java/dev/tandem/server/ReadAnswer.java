package dev.tandem.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.tandem.definition.ValueType;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.FeatureStatus;
import dev.tandem.online.ReadPlan.OutputFeature;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import dev.tandem.server.JsonOutput.Times;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was read, column by column, straight from the stored bytes. What never changes was encoded when the service was made ready;
 * an event time is put into text once for all features of a row. Used once, by one thread.
 */
final class ReadAnswer {
    private static final SerializableString EPOCH = new SerializedString("1970-01-01T00:00:00Z");
    private static final SerializableString METADATA = new SerializedString("metadata");
    private static final SerializableString RESULTS = new SerializedString("results");
    private static final SerializableString VALUES = new SerializedString("values");
    private static final SerializableString STATUSES = new SerializedString("statuses");
    private static final SerializableString EVENT_TIMESTAMPS = new SerializedString("event_timestamps");
    private static final SerializableString PRESENT = new SerializedString("PRESENT");
    private static final SerializableString NULL_VALUE = new SerializedString("NULL_VALUE");
    private static final SerializableString NOT_FOUND = new SerializedString("NOT_FOUND");
    private static final SerializableString OUTSIDE_MAX_AGE = new SerializedString("OUTSIDE_MAX_AGE");

    private final FeatureAnswer answer;
    private final Times times;
    private final FeatureStatus[] statuses;
    private final long[] lastTimes;
    private final @Nullable SerializableString[] lastTexts;

    private ReadAnswer(FeatureAnswer answer, Times times) {
        this.answer = answer;
        this.times = times;
        this.statuses = new FeatureStatus[answer.rows()];
        this.lastTimes = new long[answer.rows()];
        this.lastTexts = new SerializableString[answer.rows()];
    }

    /**
     * In the shape that clients of Feast read: the key columns first, then the features.
     *
     * @param metadata the service's names, short or full
     * @param columns of the request, key columns first
     */
    static ByteArrayOutputStream feast(
            ServedService service, SerializableString metadata, List<Column> columns, FeatureAnswer answer) {
        return document(metadata, json -> {
            for (Column entity :
                    columns.subList(0, service.plan().entityColumns().size())) {
                writeKeys(json, entity);
            }
            new ReadAnswer(answer, Times.EPOCH_SECONDS).writeFeatures(json, service);
        });
    }

    /** In our own shape: the features alone, with their types, and every time whole. */
    static ByteArrayOutputStream whole(ServedService service, FeatureAnswer answer) {
        return document(service.schema(), json -> new ReadAnswer(answer, Times.RFC_3339).writeFeatures(json, service));
    }

    private static ByteArrayOutputStream document(SerializableString metadata, JsonOutput.Writing results) {
        return JsonOutput.write(json -> {
            json.writeStartObject();
            json.writeFieldName(METADATA);
            json.writeRawValue(metadata);
            json.writeFieldName(RESULTS);
            json.writeStartArray();
            results.to(json);
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeKeys(JsonGenerator json, Column keys) throws IOException {
        json.writeStartObject();
        writeValues(json, keys.type(), keys, Times.EPOCH_SECONDS);
        json.writeFieldName(STATUSES);
        json.writeStartArray();
        for (int row = 0; row < keys.size(); row++) {
            json.writeString(PRESENT);
        }
        json.writeEndArray();
        json.writeFieldName(EVENT_TIMESTAMPS);
        json.writeStartArray();
        for (int row = 0; row < keys.size(); row++) {
            json.writeString(EPOCH);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeFeatures(JsonGenerator json, ServedService service) throws IOException {
        List<OutputFeature> features = service.plan().features();
        for (int feature = 0; feature < features.size(); feature++) {
            for (int row = 0; row < statuses.length; row++) {
                statuses[row] = answer.status(feature, row);
            }
            service.meters().values(statuses);
            json.writeStartObject();
            writeValues(json, features.get(feature).type(), answer.values(feature), times);
            json.writeFieldName(STATUSES);
            json.writeStartArray();
            for (FeatureStatus status : statuses) {
                json.writeString(name(status));
            }
            json.writeEndArray();
            json.writeFieldName(EVENT_TIMESTAMPS);
            json.writeStartArray();
            for (int row = 0; row < statuses.length; row++) {
                writeEventTime(json, feature, row);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void writeValues(JsonGenerator json, ValueType type, ValueSource values, Times times)
            throws IOException {
        json.writeFieldName(VALUES);
        json.writeStartArray();
        for (int row = 0; row < values.size(); row++) {
            JsonOutput.value(json, type, values, row, times);
        }
        json.writeEndArray();
    }

    private void writeEventTime(JsonGenerator json, int feature, int row) throws IOException {
        if (statuses[row] != FeatureStatus.NOT_FOUND) {
            json.writeString(text(row, answer.eventTime(feature, row)));
        } else if (times == Times.EPOCH_SECONDS) {
            json.writeString(EPOCH);
        } else {
            json.writeNull();
        }
    }

    private SerializableString text(int row, long eventTime) {
        SerializableString text = lastTexts[row];
        if (text == null || lastTimes[row] != eventTime) {
            text = new SerializedString(Micros.instant(eventTime).toString());
            lastTexts[row] = text;
            lastTimes[row] = eventTime;
        }
        return text;
    }

    private static SerializableString name(FeatureStatus status) {
        return switch (status) {
            case PRESENT -> PRESENT;
            case NULL_VALUE -> NULL_VALUE;
            case NOT_FOUND -> NOT_FOUND;
            case OUTSIDE_MAX_AGE -> OUTSIDE_MAX_AGE;
        };
    }
}
