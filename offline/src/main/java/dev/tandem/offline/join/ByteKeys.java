package dev.tandem.offline.join;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;

/**
 * Keys of any kind: a hash table with open addressing over the bytes of the key rows. Equal keys have equal bytes, because key types have
 * one form for each value.
 */
final class ByteKeys extends KeyIndex {
    private static final long serialVersionUID = 1L;

    private int[] table = filled(1 << 10);
    private byte[][] keys = new byte[1 << 9][];
    private int[] hashes = new int[1 << 9];
    private int size;

    @Override
    int size() {
        return size;
    }

    @Override
    int find(UnsafeRow key) {
        return table[placeOf(key, key.hashCode())];
    }

    @Override
    int add(KeyIndex other, int number) {
        byte[] bytes = ((ByteKeys) other).keys[number];
        UnsafeRow key = new UnsafeRow(0);
        key.pointTo(bytes, bytes.length);
        return add(key);
    }

    @Override
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
