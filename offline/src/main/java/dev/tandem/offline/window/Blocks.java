package dev.tandem.offline.window;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The exchange of {@link StreamRow}s: those of an entity come into one part. They do not travel one by one but in blocks, each of many rows for one part, so that
 * Spark's exchange handles one record where there are a thousand. They are written by Kryo: Java's own way to write objects remembers the last hundred of each part, so that a task would hold most of what it sends.
 *
 * <p>A row in a block is the size of its {@link StreamRecord}, the size of its key, the record and the key.
 */
final class Blocks {
    private static final int HASH_SEED = 42;
    private static final int HEAD = 2 * Integer.BYTES;
    private static final int LARGEST_BLOCK = 1 << 16;
    private static final int SMALLEST_BLOCK = 1 << 11;
    /** What a task holds of blocks that are not full. */
    private static final int HELD = 1 << 24;

    private Blocks() {}

    /** Divides rows among parts by the hash of their keys. */
    static JavaRDD<byte[]> exchanged(JavaRDD<StreamRow> rows, int parts) {
        JavaPairRDD<Integer, byte[]> blocks = rows.mapPartitionsToPair(part -> new Filling(part, parts));
        ShuffledRDD<Integer, byte[], byte[]> exchanged = new ShuffledRDD<>(
                blocks.rdd(), new ByNumber(parts), tag(Integer.class), tag(byte[].class), tag(byte[].class));
        exchanged.setSerializer(new KryoSerializer(rows.context().getConf()));
        return JavaPairRDD.fromRDD(exchanged, tag(Integer.class), tag(byte[].class))
                .values();
    }

    private static <T> ClassTag<T> tag(Class<T> type) {
        return ClassTag$.MODULE$.apply(type);
    }

    /** Sends a block to the part whose number stands before it. */
    private static final class ByNumber extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int parts;

        ByNumber(int parts) {
            this.parts = parts;
        }

        @Override
        public int numPartitions() {
            return parts;
        }

        @Override
        public int getPartition(Object number) {
            return (Integer) number;
        }
    }

    /** Puts rows into blocks. Used by one thread. */
    private static final class Filling implements Iterator<Tuple2<Integer, byte[]>> {
        private final Iterator<StreamRow> rows;
        private final byte[][] blocks;
        private final int[] sizes;
        private final int full;
        private final Deque<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();
        private int next;

        Filling(Iterator<StreamRow> rows, int parts) {
            this.rows = rows;
            this.blocks = new byte[parts][SMALLEST_BLOCK / 2];
            this.sizes = new int[parts];
            this.full = Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, HELD / parts));
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && rows.hasNext()) {
                add(rows.next());
            }
            while (ready.isEmpty() && next < blocks.length) {
                flush(next++);
            }
            return !ready.isEmpty();
        }

        private void add(StreamRow row) {
            byte[] key = row.key();
            int part = Math.floorMod(
                    Murmur3_x86_32.hashUnsafeBytes(key, Platform.BYTE_ARRAY_OFFSET, key.length, HASH_SEED),
                    blocks.length);
            int record = StreamRecord.size(row);
            int size = HEAD + record + key.length;
            if (sizes[part] + size > full) {
                flush(part);
            }
            if (sizes[part] + size > blocks[part].length) {
                blocks[part] = Arrays.copyOf(
                        blocks[part], Math.max(Math.min(full, 2 * blocks[part].length), sizes[part] + size));
            }
            byte[] block = blocks[part];
            int start = sizes[part];
            Platform.putInt(block, Platform.BYTE_ARRAY_OFFSET + (long) start, record);
            Platform.putInt(block, Platform.BYTE_ARRAY_OFFSET + (long) start + Integer.BYTES, key.length);
            StreamRecord.write(row, block, start + HEAD);
            System.arraycopy(key, 0, block, start + HEAD + record, key.length);
            sizes[part] += size;
        }

        private void flush(int part) {
            if (sizes[part] > 0) {
                ready.add(new Tuple2<>(part, Arrays.copyOf(blocks[part], sizes[part])));
                sizes[part] = 0;
            }
        }

        @Override
        public Tuple2<Integer, byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }
    }

    /** Walks through the rows of blocks. Used by one thread. */
    static final class Reading {
        private final Iterator<byte[]> blocks;
        private byte @Nullable [] block;
        private int start;
        private int recordSize;
        private int keySize;
        private int end;

        Reading(Iterator<byte[]> blocks) {
            this.blocks = blocks;
        }

        /** Goes to the next row; false when there is none. */
        boolean advance() {
            while (block == null || end == block.length) {
                if (!blocks.hasNext()) {
                    return false;
                }
                block = blocks.next();
                end = 0;
            }
            start = end + HEAD;
            recordSize = Platform.getInt(block, Platform.BYTE_ARRAY_OFFSET + (long) end);
            keySize = Platform.getInt(block, Platform.BYTE_ARRAY_OFFSET + (long) end + Integer.BYTES);
            end = start + recordSize + keySize;
            return true;
        }

        byte[] block() {
            if (block == null) {
                throw new NoSuchElementException();
            }
            return block;
        }

        /** Where the record is, as {@link StreamRecord} wants to know it. */
        long offset() {
            return Platform.BYTE_ARRAY_OFFSET + (long) start;
        }

        int recordSize() {
            return recordSize;
        }

        /** Where the key is, in the block. */
        int keyStart() {
            return start + recordSize;
        }

        int keySize() {
            return keySize;
        }
    }
}
