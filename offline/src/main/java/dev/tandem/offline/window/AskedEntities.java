package dev.tandem.offline.window;

import dev.tandem.offline.engine.KeyNumbers;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;

/**
 * The entities that the labels of one part ask about, numbered from 0 on in the order in which they were met, each with its first and its last label. Not thread-safe.
 */
final class AskedEntities {
    /** The number of an entity that no label asks about. */
    static final int ABSENT = KeyNumbers.ABSENT;

    private final KeyNumbers numbers = new KeyNumbers();
    private long[] first = new long[1 << 9];
    private long[] last = new long[1 << 9];

    /** The number of an entity, or {@link #ABSENT}. */
    int find(byte[] bytes, int start, int length) {
        return numbers.find(bytes, Platform.BYTE_ARRAY_OFFSET + (long) start, length);
    }

    /** The number of an entity about which a label asks. */
    int add(byte[] bytes, int start, int length, long instant) {
        int known = numbers.size();
        int number = numbers.add(bytes, Platform.BYTE_ARRAY_OFFSET + (long) start, length);
        if (number == first.length) {
            first = Arrays.copyOf(first, Math.multiplyExact(first.length, 2));
            last = Arrays.copyOf(last, first.length);
        }
        if (number == known) {
            first[number] = instant;
            last[number] = instant;
        }
        first[number] = Math.min(first[number], instant);
        last[number] = Math.max(last[number], instant);
        return number;
    }

    /** The instant of the first label of an entity. */
    long first(int entity) {
        return first[entity];
    }

    /** The instant of its last label. */
    long last(int entity) {
        return last[entity];
    }
}
