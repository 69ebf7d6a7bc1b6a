package dev.tandem.offline.join;

import dev.tandem.offline.engine.KeyNumbers;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/** Keys of any kind, by the bytes of the key rows. Equal keys have equal bytes, because key types have one form for each value. */
final class ByteKeys extends KeyIndex {
    private static final long serialVersionUID = 1L;

    private final KeyNumbers numbers = new KeyNumbers();

    @Override
    int size() {
        return numbers.size();
    }

    @Override
    int find(UnsafeRow key) {
        return numbers.find(key.getBaseObject(), key.getBaseOffset(), key.getSizeInBytes());
    }

    @Override
    int add(KeyIndex other, int number) {
        byte[] key = ((ByteKeys) other).numbers.key(number);
        return numbers.add(key, Platform.BYTE_ARRAY_OFFSET, key.length);
    }

    @Override
    int add(UnsafeRow key) {
        return numbers.add(key.getBaseObject(), key.getBaseOffset(), key.getSizeInBytes());
    }
}
