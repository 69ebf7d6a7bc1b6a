package dev.tandem.offline.window;

import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * The entities that the labels of one part ask about, numbered from 0 on in the order in which they were met, each with its first and its last label. A hash table with open
 * addressing over the bytes of keys. Not thread-safe.
 */
final class AskedEntities {
    /** The number of an entity that no label asks about. */
    static final int ABSENT = -1;

    /** Not that of the exchange, by which the keys of one part are alike. */
    private static final int HASH_SEED = 7;

    private int[] table = filled(1 << 10);
    private byte[][] keys = new byte[1 << 9][];
    private int[] hashes = new int[1 << 9];
    private long[] first = new long[1 << 9];
    private long[] last = new long[1 << 9];
    private int size;

    /** The number of an entity, or {@link #ABSENT}. */
    int find(byte[] bytes, int start, int length) {
        return table[placeOf(bytes, start, length, hash(bytes, start, length))];
    }

    /** The number of an entity about which a label asks. */
    int add(byte[] bytes, int start, int length, long instant) {
        int hash = hash(bytes, start, length);
        int place = placeOf(bytes, start, length, hash);
        int number = table[place];
        if (number == ABSENT) {
            if (size == keys.length) {
                grow();
                place = placeOf(bytes, start, length, hash);
            }
            number = size++;
            keys[number] = Arrays.copyOfRange(bytes, start, start + length);
            hashes[number] = hash;
            first[number] = instant;
            last[number] = instant;
            table[place] = number;
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

    private static int hash(byte[] bytes, int start, int length) {
        return Murmur3_x86_32.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET + (long) start, length, HASH_SEED);
    }

    /** Where the key is, or where it would be put. */
    private int placeOf(byte[] bytes, int start, int length, int hash) {
        int mask = table.length - 1;
        int place = hash & mask;
        while (table[place] != ABSENT
                && !(hashes[table[place]] == hash && isKey(keys[table[place]], bytes, start, length))) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private static boolean isKey(byte[] key, byte[] bytes, int start, int length) {
        return key.length == length
                && ByteArrayMethods.arrayEquals(
                        key, Platform.BYTE_ARRAY_OFFSET, bytes, Platform.BYTE_ARRAY_OFFSET + (long) start, length);
    }

    /** Keeps the table at most half full. */
    private void grow() {
        keys = Arrays.copyOf(keys, Math.multiplyExact(keys.length, 2));
        hashes = Arrays.copyOf(hashes, keys.length);
        first = Arrays.copyOf(first, keys.length);
        last = Arrays.copyOf(last, keys.length);
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
