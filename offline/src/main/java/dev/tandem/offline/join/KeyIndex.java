package dev.tandem.offline.join;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;

/**
 * Numbers distinct keys from 0 on, in the order in which they are first met. A hash table with open addressing over the bytes of the key
 * rows: equal keys have equal bytes, because key types have one form for each value. Not thread-safe.
 */
final class KeyIndex {
    /** The number of a key that was never added. */
    static final int ABSENT = -1;

    private int[] table = filled(1 << 10);
    private byte[][] keys = new byte[1 << 9][];
    private int[] hashes = new int[1 << 9];
    private int size;

    int size() {
        return size;
    }

    /** The number of a key, or {@link #ABSENT}. */
    int find(UnsafeRow key) {
        return table[placeOf(key, key.hashCode())];
    }

    /** The number of a key, a new one when it was not met before. */
    int add(UnsafeRow key) {
        int hash = key.hashCode();
        int place = placeOf(key, hash);
        if (table[place] != ABSENT) {
            return table[place];
        }
        if (size == keys.length) {
            grow();
            place = placeOf(key, hash);
        }
        keys[size] = key.copy().getBytes();
        hashes[size] = hash;
        table[place] = size;
        return size++;
    }

    /** Where the key is, or where it would be put. */
    private int placeOf(UnsafeRow key, int hash) {
        int mask = table.length - 1;
        int place = hash & mask;
        while (table[place] != ABSENT && !(hashes[table[place]] == hash && sameBytes(key, keys[table[place]]))) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private static boolean sameBytes(UnsafeRow key, byte[] bytes) {
        return key.getSizeInBytes() == bytes.length
                && ByteArrayMethods.arrayEquals(
                        key.getBaseObject(), key.getBaseOffset(), bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length);
    }

    /** Keeps the table at most half full. */
    private void grow() {
        keys = Arrays.copyOf(keys, Math.multiplyExact(keys.length, 2));
        hashes = Arrays.copyOf(hashes, keys.length);
        table = filled(Math.multiplyExact(table.length, 2));
        for (int number = 0; number < size; number++) {
            int place = hashes[number] & (table.length - 1);
            while (table[place] != ABSENT) {
                place = (place + 1) & (table.length - 1);
            }
            table[place] = number;
        }
    }

    private static int[] filled(int length) {
        int[] table = new int[length];
        Arrays.fill(table, ABSENT);
        return table;
    }
}
