package dev.tandem.offline.engine;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Numbers keys from 0 on, in the order in which they were met: a hash table with open addressing over the bytes of keys, which may lie anywhere that Spark's memory knows.
 * Not thread-safe; may be read by several threads once nobody adds any more.
 */
public final class KeyNumbers implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The number of a key that was never met. */
    public static final int ABSENT = -1;

    /** Not that of exchanges, by which the keys of one part are alike. */
    private static final int HASH_SEED = 7;

    /** At most half full. */
    private int[] table = filled(1 << 10);

    private byte[][] keys = new byte[1 << 9][];
    private int[] hashes = new int[1 << 9];
    private int size;

    /** No key yet. */
    public KeyNumbers() {}

    /** How many keys there are. */
    public int size() {
        return size;
    }

    /** The bytes of the key with a number; not to be changed. */
    public byte[] key(int number) {
        return keys[number];
    }

    /**
     * The number of a key, or {@link #ABSENT}.
     *
     * @param base where the key is, with the offset, as {@link Platform} takes them
     * @param length in bytes
     */
    public int find(Object base, long offset, int length) {
        return table[placeOf(base, offset, length, hash(base, offset, length))];
    }

    /** The number of a key, which is a new one when it was never met; its bytes are copied then. */
    public int add(Object base, long offset, int length) {
        int hash = hash(base, offset, length);
        int place = placeOf(base, offset, length, hash);
        if (table[place] != ABSENT) {
            return table[place];
        }
        if (size == keys.length) {
            grow();
            place = placeOf(base, offset, length, hash);
        }
        byte[] key = new byte[length];
        Platform.copyMemory(base, offset, key, Platform.BYTE_ARRAY_OFFSET, length);
        keys[size] = key;
        hashes[size] = hash;
        table[place] = size;
        return size++;
    }

    private static int hash(Object base, long offset, int length) {
        return Murmur3_x86_32.hashUnsafeBytes(base, offset, length, HASH_SEED);
    }

    /** Where the key is, or where it would be put. */
    private int placeOf(Object base, long offset, int length, int hash) {
        int mask = table.length - 1;
        int place = hash & mask;
        while (table[place] != ABSENT
                && !(hashes[table[place]] == hash && isKey(keys[table[place]], base, offset, length))) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private static boolean isKey(byte[] key, Object base, long offset, int length) {
        return key.length == length
                && ByteArrayMethods.arrayEquals(key, Platform.BYTE_ARRAY_OFFSET, base, offset, length);
    }

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
