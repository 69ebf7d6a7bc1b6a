package dev.tandem.offline.join;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Keys of eight bytes: a hash table with open addressing, in which a key and its number lie side by side, so that a search touches memory once. */
final class WordKeys extends KeyIndex {
    private static final long serialVersionUID = 1L;

    /** Pairs of a key and its number plus one; 0 where there is none. */
    private long[] table = new long[1 << 11];

    private long[] keys = new long[1 << 9];
    private int size;

    @Override
    int size() {
        return size;
    }

    @Override
    int find(UnsafeRow key) {
        return find(key.getLong(0));
    }

    /** The number of a key, or {@link #ABSENT}. */
    int find(long key) {
        return (int) table[placeOf(key) + 1] - 1;
    }

    @Override
    int add(UnsafeRow key) {
        return add(key.getLong(0));
    }

    @Override
    int add(KeyIndex other, int number) {
        return add(((WordKeys) other).keys[number]);
    }

    private int add(long key) {
        int place = placeOf(key);
        if (table[place + 1] != 0) {
            return (int) table[place + 1] - 1;
        }
        if (size == keys.length) {
            grow();
            place = placeOf(key);
        }
        keys[size] = key;
        table[place] = key;
        table[place + 1] = ++size;
        return size - 1;
    }

    /** Where the key is, or where it would be put. */
    private int placeOf(long key) {
        int mask = table.length - 2;
        long hash = key * 0x9E3779B97F4A7C15L;
        int place = (int) (hash >>> 32) & mask;
        while (table[place + 1] != 0 && table[place] != key) {
            place = (place + 2) & mask;
        }
        return place;
    }

    /** Keeps the table at most half full. */
    private void grow() {
        keys = Arrays.copyOf(keys, Math.multiplyExact(size, 2));
        table = new long[Math.multiplyExact(keys.length, 4)];
        for (int number = 0; number < size; number++) {
            int place = placeOf(keys[number]);
            table[place] = keys[number];
            table[place + 1] = number + 1L;
        }
    }
}
