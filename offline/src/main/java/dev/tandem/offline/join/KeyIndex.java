package dev.tandem.offline.join;

import dev.tandem.offline.engine.KeyNumbers;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.TimestampType;

/** Numbers distinct keys from 0 on, in the order in which they are first met. Not thread-safe while keys are added. */
abstract class KeyIndex implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The number of a key that was never added. */
    static final int ABSENT = KeyNumbers.ABSENT;

    /** An empty index for keys of these columns. */
    static KeyIndex of(List<DataType> types) {
        return isWord(types) ? new WordKeys() : new ByteKeys();
    }

    /** Whether a key is one column of eight bytes; an index of such keys looks at the first column of a row, whatever stands behind it. */
    static boolean isWord(List<DataType> types) {
        return types.size() == 1 && (types.get(0) instanceof LongType || types.get(0) instanceof TimestampType);
    }

    abstract int size();

    /** The number of a key, or {@link #ABSENT}. */
    abstract int find(UnsafeRow key);

    /** The number of a key, a new one when it was not met before. */
    abstract int add(UnsafeRow key);

    /** The number of a key of another index for the same columns, a new one when it was not met before. */
    abstract int add(KeyIndex other, int number);
}
