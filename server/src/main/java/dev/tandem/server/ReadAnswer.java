package dev.tandem.server;

import dev.tandem.definition.ValueType;
import dev.tandem.online.AnswerColumn;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.FeatureStatus;
import dev.tandem.online.ReadPlan.OutputFeature;
import dev.tandem.row.ValueSource;
import dev.tandem.server.JsonOutput.Times;
import java.util.List;

/**
 * Writes what was read, column by column, straight from the stored bytes. What never changes was encoded when the service was made ready.
 * Used once, by one thread.
 */
final class ReadAnswer {
    private static final byte[] METADATA = JsonBytes.ascii("{\"metadata\":");
    private static final byte[] RESULTS = JsonBytes.ascii(",\"results\":[");
    private static final byte[] END = JsonBytes.ascii("]}");
    private static final byte[] VALUES = JsonBytes.ascii("{\"values\":[");
    private static final byte[] STATUSES = JsonBytes.ascii("],\"statuses\":[");
    private static final byte[] EVENT_TIMESTAMPS = JsonBytes.ascii("],\"event_timestamps\":[");
    private static final byte[] NULL = JsonBytes.ascii("null");
    private static final byte[] EPOCH = JsonBytes.ascii("\"1970-01-01T00:00:00Z\"");
    private static final byte[] PRESENT = JsonBytes.ascii("\"PRESENT\"");
    private static final byte[] NULL_VALUE = JsonBytes.ascii("\"NULL_VALUE\"");
    private static final byte[] NOT_FOUND = JsonBytes.ascii("\"NOT_FOUND\"");
    private static final byte[] OUTSIDE_MAX_AGE = JsonBytes.ascii("\"OUTSIDE_MAX_AGE\"");

    private final JsonBytes out;
    private final FeatureAnswer answer;
    private final Times times;
    private final FeatureStatus[] statuses;

    private ReadAnswer(JsonBytes out, FeatureAnswer answer, Times times) {
        this.out = out;
        this.answer = answer;
        this.times = times;
        this.statuses = new FeatureStatus[answer.rows()];
    }

    /**
     * In the shape that clients of Feast read: the key columns first, then the features.
     *
     * @param out where to write
     * @param metadata the service's names, short or full
     * @param columns of the request, key columns first
     */
    static void feast(
            JsonBytes out, ServedService service, byte[] metadata, List<Column> columns, FeatureAnswer answer) {
        begin(out, metadata);
        int keys = service.plan().entityColumns().size();
        for (int key = 0; key < keys; key++) {
            separate(out, key);
            writeKeys(out, columns.get(key));
        }
        new ReadAnswer(out, answer, Times.EPOCH_SECONDS).writeFeatures(service, keys);
        out.raw(END);
    }

    /** In our own shape: the features alone, with their types, and every time whole. */
    static void whole(JsonBytes out, ServedService service, FeatureAnswer answer) {
        begin(out, service.schema());
        new ReadAnswer(out, answer, Times.RFC_3339).writeFeatures(service, 0);
        out.raw(END);
    }

    private static void begin(JsonBytes out, byte[] metadata) {
        out.raw(METADATA);
        out.raw(metadata);
        out.raw(RESULTS);
    }

    /** A comma before everything but the first. */
    private static void separate(JsonBytes out, int position) {
        if (position > 0) {
            out.raw(',');
        }
    }

    private static void writeKeys(JsonBytes out, Column keys) {
        writeValues(out, keys.type(), keys, Times.EPOCH_SECONDS);
        out.raw(STATUSES);
        for (int row = 0; row < keys.size(); row++) {
            separate(out, row);
            out.raw(PRESENT);
        }
        out.raw(EVENT_TIMESTAMPS);
        for (int row = 0; row < keys.size(); row++) {
            separate(out, row);
            out.raw(EPOCH);
        }
        out.raw(END);
    }

    private void writeFeatures(ServedService service, int before) {
        List<OutputFeature> features = service.plan().features();
        for (int feature = 0; feature < features.size(); feature++) {
            separate(out, before + feature);
            writeFeature(feature, features.get(feature).type());
            service.values().count(feature, statuses, answer.column(feature), answer.time());
        }
    }

    private void writeFeature(int feature, ValueType type) {
        AnswerColumn column = answer.column(feature);
        writeValues(out, type, column, times);
        out.raw(STATUSES);
        for (int row = 0; row < statuses.length; row++) {
            separate(out, row);
            statuses[row] = column.status(row);
            out.raw(name(statuses[row]));
        }
        out.raw(EVENT_TIMESTAMPS);
        for (int row = 0; row < statuses.length; row++) {
            separate(out, row);
            writeEventTime(column, row);
        }
        out.raw(END);
    }

    private static void writeValues(JsonBytes out, ValueType type, ValueSource values, Times times) {
        out.raw(VALUES);
        for (int row = 0; row < values.size(); row++) {
            separate(out, row);
            out.value(type, values, row, times);
        }
    }

    private void writeEventTime(AnswerColumn column, int row) {
        if (statuses[row] != FeatureStatus.NOT_FOUND) {
            out.time(column.eventTime(row));
        } else {
            out.raw(times == Times.EPOCH_SECONDS ? EPOCH : NULL);
        }
    }

    private static byte[] name(FeatureStatus status) {
        return switch (status) {
            case PRESENT -> PRESENT;
            case NULL_VALUE -> NULL_VALUE;
            case NOT_FOUND -> NOT_FOUND;
            case OUTSIDE_MAX_AGE -> OUTSIDE_MAX_AGE;
        };
    }
}
