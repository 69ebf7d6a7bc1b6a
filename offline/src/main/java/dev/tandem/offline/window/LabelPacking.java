package dev.tandem.offline.window;

import dev.tandem.definition.ValueType;
import dev.tandem.row.EntityKey;
import dev.tandem.transform.expression.SparkValues;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;

/**
 * In one task: makes rows of the stream of labels. Immutable.
 *
 * @param own the labels' own columns, behind which stand the time and the keys
 * @param keyTypes the types of the keys
 */
record LabelPacking(StructType own, List<ValueType> keyTypes)
        implements FlatMapFunction<Iterator<InternalRow>, StreamRow> {
    @Override
    public Iterator<StreamRow> call(Iterator<InternalRow> rows) {
        return new Packed(rows);
    }

    /** Used by one thread. */
    private final class Packed implements Iterator<StreamRow> {
        private final Iterator<InternalRow> rows;
        private final SparkValues keys = new SparkValues(keyTypes, own.size() + 1);
        private final UnsafeProjection ownColumns = UnsafeProjection.create(own);
        private long nobody;

        Packed(Iterator<InternalRow> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public StreamRow next() {
            InternalRow row = rows.next();
            Optional<byte[]> key = EntityKey.pack(keyTypes, keys.pointTo(row));
            return StreamRow.label(
                    key.orElseGet(this::anyKey),
                    row.getLong(own.size()),
                    key.isPresent() ? StreamRow.LABEL : StreamRow.LABEL_OF_NOBODY,
                    ownColumns.apply(row).getBytes());
        }

        /** So that labels which name no entity do not all come into one part. */
        private byte[] anyKey() {
            return ByteBuffer.allocate(Long.BYTES).putLong(nobody++).array();
        }
    }
}
