package dev.tandem.offline.window;

import java.nio.ByteOrder;
import org.apache.spark.unsafe.Platform;

/**
 * A {@link StreamRow} as bytes that are compared and read where they lie, in memory or in a page of Spark's: the instant, the number of the
 * entity, the kind, event time, created time, how many bytes of the payload are the id, and the payload. The key is not among them: within a
 * task, entities have numbers.
 */
final class StreamRecord {
    private static final int AT = 0;
    private static final int ENTITY = 8;
    private static final int KIND = 12;
    private static final int EVENT_TIME = 16;
    private static final int CREATED_TIME = 24;
    private static final int ID_SIZE = 32;
    private static final int PAYLOAD = 36;

    private static final int VARINT_BITS = 7;

    /** Of a sort prefix, how many bits are the time's. */
    private static final int TIME_BITS = 40;

    private static final int MOST_ENTITIES = (1 << (Long.SIZE - TIME_BITS - 1)) - 1;
    /** Times are compared exactly where their first bits are equal: the prefix tells times apart that lie 2^12 microseconds from each other. */
    private static final int TIME_SHIFT = 12;

    private static final long MOST_TIME = (1L << TIME_BITS) - 1;
    /** The middle of the times that the prefix tells apart, which reach 71 years from it: the beginning of 2000. */
    private static final long MIDDLE = 946_684_800_000_000L >> TIME_SHIFT;

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private StreamRecord() {}

    static int size(StreamRow row) {
        return PAYLOAD + row.payload().length;
    }

    /** Writes a row whose entity has no number yet. */
    static void write(StreamRow row, byte[] bytes, int start) {
        long offset = Platform.BYTE_ARRAY_OFFSET + (long) start;
        Platform.putLong(bytes, offset + AT, row.at());
        Platform.putInt(bytes, offset + KIND, row.kind());
        Platform.putLong(bytes, offset + EVENT_TIME, row.eventTime());
        Platform.putLong(bytes, offset + CREATED_TIME, row.createdTime());
        Platform.putInt(bytes, offset + ID_SIZE, sized(row.id().length));
        System.arraycopy(row.payload(), 0, bytes, start + PAYLOAD, row.payload().length);
    }

    /** How many bytes an id takes, with its size before it. */
    private static int sized(int length) {
        int size = length + 1;
        for (int rest = length >>> VARINT_BITS; rest != 0; rest >>>= VARINT_BITS) {
            size++;
        }
        return size;
    }

    static void putEntity(Object base, long offset, int entity) {
        Platform.putInt(base, offset + ENTITY, entity);
    }

    static long at(Object base, long offset) {
        return Platform.getLong(base, offset + AT);
    }

    static int entity(Object base, long offset) {
        return Platform.getInt(base, offset + ENTITY);
    }

    static int kind(Object base, long offset) {
        return Platform.getInt(base, offset + KIND);
    }

    static long eventTime(Object base, long offset) {
        return Platform.getLong(base, offset + EVENT_TIME);
    }

    static long idOffset(long offset) {
        return offset + PAYLOAD;
    }

    static int idSize(Object base, long offset) {
        return Platform.getInt(base, offset + ID_SIZE);
    }

    /** A copy of the payload. */
    static byte[] payload(Object base, long offset, int length) {
        byte[] payload = new byte[length - PAYLOAD];
        Platform.copyMemory(base, offset + PAYLOAD, payload, Platform.BYTE_ARRAY_OFFSET, payload.length);
        return payload;
    }

    /** A number in the order of entities, and for each in that of times, as far as its bits go. */
    private static long prefix(int entity, long time) {
        long late = Math.max(0, Math.min(MOST_TIME, (time >> TIME_SHIFT) - MIDDLE + (1L << (TIME_BITS - 1))));
        return (long) Math.min(entity, MOST_ENTITIES) << TIME_BITS | late;
    }

    /** In which order records are wanted. */
    enum Order {
        /** By entity, and then by the instant at which they were known or asked about. */
        INSTANT {
            @Override
            long prefix(Object base, long offset) {
                return StreamRecord.prefix(entity(base, offset), at(base, offset));
            }

            @Override
            int compare(Object one, long offset, int length, Object other, long otherOffset, int otherLength) {
                int order = Integer.compare(entity(one, offset), entity(other, otherOffset));
                order = order != 0 ? order : Long.compare(at(one, offset), at(other, otherOffset));
                order = order != 0 ? order : compareEvents(one, offset, other, otherOffset);
                return order != 0 ? order : compareContent(one, offset, length, other, otherOffset, otherLength);
            }
        },
        /** By entity, and then an event before its repetitions, and of these the one that was known first before the others. */
        EVENT {
            @Override
            long prefix(Object base, long offset) {
                return StreamRecord.prefix(entity(base, offset), eventTime(base, offset));
            }

            @Override
            int compare(Object one, long offset, int length, Object other, long otherOffset, int otherLength) {
                int order = Integer.compare(entity(one, offset), entity(other, otherOffset));
                order = order != 0 ? order : Long.compare(eventTime(one, offset), eventTime(other, otherOffset));
                order = order != 0 ? order : compareEvents(one, offset, other, otherOffset);
                order = order != 0 ? order : Long.compare(at(one, offset), at(other, otherOffset));
                return order != 0 ? order : compareContent(one, offset, length, other, otherOffset, otherLength);
            }
        };

        /** Of records in order, these numbers do not descend. */
        abstract long prefix(Object base, long offset);

        abstract int compare(Object one, long offset, int length, Object other, long otherOffset, int otherLength);
    }

    /** By what tells events of one entity apart. */
    private static int compareEvents(Object one, long offset, Object other, long otherOffset) {
        int order = Integer.compare(kind(one, offset), kind(other, otherOffset));
        order = order != 0 ? order : Long.compare(eventTime(one, offset), eventTime(other, otherOffset));
        return order != 0
                ? order
                : compareBytes(
                        one,
                        idOffset(offset),
                        idSize(one, offset),
                        other,
                        idOffset(otherOffset),
                        idSize(other, otherOffset));
    }

    private static int compareContent(
            Object one, long offset, int length, Object other, long otherOffset, int otherLength) {
        int order = Long.compare(
                Platform.getLong(one, offset + CREATED_TIME), Platform.getLong(other, otherOffset + CREATED_TIME));
        return order != 0
                ? order
                : compareBytes(
                        one, offset + PAYLOAD, length - PAYLOAD, other, otherOffset + PAYLOAD, otherLength - PAYLOAD);
    }

    /** In the order of unsigned bytes, and where all are equal the shorter first. */
    private static int compareBytes(
            Object one, long offset, int length, Object other, long otherOffset, int otherLength) {
        int common = Math.min(length, otherLength);
        int at = 0;
        for (; at + Long.BYTES <= common; at += Long.BYTES) {
            long word = Platform.getLong(one, offset + at);
            long otherWord = Platform.getLong(other, otherOffset + at);
            if (word != otherWord) {
                return LITTLE_ENDIAN
                        ? Long.compareUnsigned(Long.reverseBytes(word), Long.reverseBytes(otherWord))
                        : Long.compareUnsigned(word, otherWord);
            }
        }
        for (; at < common; at++) {
            int order = Integer.compare(
                    Platform.getByte(one, offset + at) & 0xFF, Platform.getByte(other, otherOffset + at) & 0xFF);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(length, otherLength);
    }
}
