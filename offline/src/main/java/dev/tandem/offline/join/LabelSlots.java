package dev.tandem.offline.join;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * The times at which the labels of one partition ask, sorted within each key: the slots into which feature rows are streamed. First every
 * label is {@linkplain #add added}, then the slots are {@linkplain #sort sorted}, then they can be searched. A label takes 20 bytes here,
 * and up to 32 while the arrays grow. Not thread-safe until it is sorted.
 */
final class LabelSlots implements Serializable {
    private static final long serialVersionUID = 1L;
    /** No slot. */
    static final int NONE = -1;

    private final KeyIndex keys;
    private int[] keyOf = new int[1 << 10];
    private long[] timeOf = new long[1 << 10];
    private int labels;

    private int[] firstSlot = {0};
    private long[] slotTimes = {};

    /**
     * @param keyTypes the types of the columns that make up a key
     */
    LabelSlots(List<DataType> keyTypes) {
        this.keys = KeyIndex.of(keyTypes);
    }

    /** The slots of all labels of several parts, sorted; of the labels themselves it knows nothing. */
    static LabelSlots merged(List<LabelSlots> parts, List<DataType> keyTypes) {
        LabelSlots all = new LabelSlots(keyTypes);
        for (LabelSlots part : parts) {
            int[] numbers = new int[part.keys.size()];
            for (int number = 0; number < numbers.length; number++) {
                numbers[number] = all.keys.add(part.keys, number);
            }
            for (int label = 0; label < part.labels; label++) {
                all.add(numbers[part.keyOf[label]], part.timeOf[label]);
            }
        }
        all.sort();
        all.keyOf = new int[0];
        all.timeOf = new long[0];
        all.labels = 0;
        return all;
    }

    /**
     * Takes the next label.
     *
     * @param key its key, or null when it names no entity
     * @param time the instant that it asks about, in microseconds since 1970
     */
    void add(@Nullable UnsafeRow key, long time) {
        add(key == null ? KeyIndex.ABSENT : keys.add(key), time);
    }

    private void add(int keyNumber, long time) {
        if (labels == keyOf.length) {
            keyOf = Arrays.copyOf(keyOf, Math.multiplyExact(labels, 2));
            timeOf = Arrays.copyOf(timeOf, keyOf.length);
        }
        keyOf[labels] = keyNumber;
        timeOf[labels] = time;
        labels++;
    }

    /** Makes the slots: one for each label with a key, those of a key side by side, in the order of time. Equal times stay side by side too. */
    void sort() {
        firstSlot = new int[keys.size() + 1];
        for (int label = 0; label < labels; label++) {
            if (keyOf[label] != KeyIndex.ABSENT) {
                firstSlot[keyOf[label] + 1]++;
            }
        }
        for (int key = 0; key < keys.size(); key++) {
            firstSlot[key + 1] += firstSlot[key];
        }
        slotTimes = new long[firstSlot[keys.size()]];
        int[] next = Arrays.copyOf(firstSlot, keys.size());
        for (int label = 0; label < labels; label++) {
            if (keyOf[label] != KeyIndex.ABSENT) {
                slotTimes[next[keyOf[label]]++] = timeOf[label];
            }
        }
        for (int key = 0; key < keys.size(); key++) {
            Arrays.sort(slotTimes, firstSlot[key], firstSlot[key + 1]);
        }
    }

    int size() {
        return slotTimes.length;
    }

    int keys() {
        return keys.size();
    }

    /** The first slot of a key, by its number; the slots of key k end where those of key k + 1 begin. */
    int firstSlot(int key) {
        return firstSlot[key];
    }

    /** The number of the key that a slot is of; 0 when there is none. */
    int keyAt(int slot) {
        int low = 0;
        int high = Math.max(0, keys.size() - 1);
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstSlot[middle] <= slot) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The number of a key, or {@link KeyIndex#ABSENT} when no label asks about it. */
    int keyNumber(UnsafeRow key) {
        return keys.find(key);
    }

    /** The number of a key that is one word ({@link KeyIndex#isWord}), or {@link KeyIndex#ABSENT} when no label asks about it. */
    int keyNumber(long key) {
        return ((WordKeys) keys).find(key);
    }

    /** The first slot of a key whose time is {@code time} or later, or {@link #NONE}. */
    int slotAt(int key, long time) {
        int low = firstSlot[key];
        int end = firstSlot[key + 1];
        // Half of a range or the other, without a jump that the processor could only guess.
        for (int range = end - low; range > 0; ) {
            int half = (range + 1) >>> 1;
            low = slotTimes[low + half - 1] < time ? low + half : low;
            range -= half;
        }
        return low < end ? low : NONE;
    }

    /** Whether a label asks about a key at {@code time}. */
    boolean asks(UnsafeRow key, long time) {
        int keyNumber = keyNumber(key);
        int slot = keyNumber == KeyIndex.ABSENT ? NONE : slotAt(keyNumber, time);
        return slot != NONE && slotTimes[slot] == time;
    }

    /** The slot of the label that was added as number {@code label}, or {@link #NONE} when it names no entity. */
    int slotOf(int label) {
        return keyOf[label] == KeyIndex.ABSENT ? NONE : slotAt(keyOf[label], timeOf[label]);
    }

    /** The instant that label number {@code label} asks about. */
    long timeOf(int label) {
        return timeOf[label];
    }
}
