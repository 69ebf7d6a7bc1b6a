package dev.tandem.offline.window;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;

/**
 * An event or a label on its way to the entity that it is about.
 *
 * @param key the entity's packed key
 * @param at the instant from which an event is known, or that a label asks about, in microseconds since 1970
 * @param kind which view's event it is, or {@link #LABEL}, or {@link #LABEL_OF_NOBODY}
 * @param eventTime of an event, in microseconds since 1970
 * @param id the packed id of an event
 * @param createdTime of an event, in microseconds since 1970
 * @param payload what the row holds: of an event, all but its time, its sized id first; of a label, its own columns
 */
record StreamRow(byte[] key, long at, int kind, long eventTime, byte[] id, long createdTime, byte[] payload) {
    /** The kind of labels, after that of every event, so that they come behind the events of their instant. */
    static final int LABEL = Integer.MAX_VALUE - 1;
    /** The kind of labels that name no entity. */
    static final int LABEL_OF_NOBODY = Integer.MAX_VALUE;

    private static final byte[] NO_ID = {};

    /** A label. */
    static StreamRow label(byte[] key, long at, int kind, byte[] payload) {
        return new StreamRow(key, at, kind, 0, NO_ID, 0, payload);
    }

    /** An event, standing where it had arrived: where it was known, or later, when it was created. */
    StreamRow atArrival() {
        return new StreamRow(key, Math.max(at, createdTime), kind, eventTime, id, createdTime, payload);
    }

    /** The row in the columns of a {@link KeyedStream}. */
    InternalRow toInternalRow() {
        return new GenericInternalRow(new Object[] {key, at, kind, eventTime, id, createdTime, payload});
    }
}
