package dev.tandem.offline.window;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;

/**
 * The bytes of a binary column of one row, to be compared with those of later rows where these lie: millions of rows go by whose key is
 * that of the row before, and none of them needs an array of its own for it. Not thread-safe.
 */
final class HeldBytes {
    private static final int NONE = -1;

    private byte[] bytes = {};
    private int length = NONE;

    /** Whether the column of a row, which is not null, has these bytes. */
    boolean areThoseOf(InternalRow row, int column) {
        UnsafeRow unsafe = (UnsafeRow) row;
        return length == size(unsafe, column)
                && ByteArrayMethods.arrayEquals(
                        unsafe.getBaseObject(), start(unsafe, column), bytes, Platform.BYTE_ARRAY_OFFSET, length);
    }

    /** Holds a copy of the column's bytes from now on. */
    void takeThoseOf(InternalRow row, int column) {
        UnsafeRow unsafe = (UnsafeRow) row;
        length = size(unsafe, column);
        if (bytes.length < length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
        }
        Platform.copyMemory(unsafe.getBaseObject(), start(unsafe, column), bytes, Platform.BYTE_ARRAY_OFFSET, length);
    }

    /** A column of variable length holds where its bytes are in the upper half of its word, and how many in the lower. */
    private static int size(UnsafeRow row, int column) {
        return (int) row.getLong(column);
    }

    private static long start(UnsafeRow row, int column) {
        return row.getBaseOffset() + (row.getLong(column) >>> Integer.SIZE);
    }
}
