package dev.tandem.offline.window;

import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;

/**
 * Walks through sorted {@link StreamRecord}s and leaves out repetitions of events, which follow the first of them. An event is told by its entity, view, time
 * and id; labels are left alone. Not thread-safe.
 */
final class FirstRecords {
    private final Records records;
    private int entity = AskedEntities.ABSENT;
    private int kind;
    private long time;
    private byte[] id = {};
    private int idSize;

    FirstRecords(Records records) {
        this.records = records;
    }

    /** Goes to the next record; false when there is none. */
    boolean advance() {
        while (records.advance()) {
            if (isFirst(records.base(), records.offset())) {
                return true;
            }
        }
        return false;
    }

    private boolean isFirst(Object base, long offset) {
        int kindHere = StreamRecord.kind(base, offset);
        if (kindHere >= StreamRow.LABEL) {
            return true;
        }
        int entityHere = StreamRecord.entity(base, offset);
        long timeHere = StreamRecord.eventTime(base, offset);
        int size = StreamRecord.idSize(base, offset);
        long start = StreamRecord.idOffset(offset);
        if (entityHere == entity
                && kindHere == kind
                && timeHere == time
                && size == idSize
                && ByteArrayMethods.arrayEquals(base, start, id, Platform.BYTE_ARRAY_OFFSET, size)) {
            return false;
        }
        entity = entityHere;
        kind = kindHere;
        time = timeHere;
        idSize = size;
        if (id.length < size) {
            id = new byte[Math.max(size, 2 * id.length)];
        }
        Platform.copyMemory(base, start, id, Platform.BYTE_ARRAY_OFFSET, size);
        return true;
    }

    Object base() {
        return records.base();
    }

    long offset() {
        return records.offset();
    }

    int length() {
        return records.length();
    }
}
