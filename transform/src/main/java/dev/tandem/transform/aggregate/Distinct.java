package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.ValueSource;
import java.util.Arrays;

/**
 * {@code count_distinct}: how many different values there are.
 *
 * <p><b>What.</b> Every value has a hash of 64 bits. The state is the {@value #KEPT} smallest hashes, ascending (the k minimum values of Z. Bar-Yossef et al.,
 * "Counting Distinct Elements in a Data Stream", 2002). As long as there are fewer, they are all, and the answer is their number. Otherwise the
 * largest of them tells how densely hashes lie, and the answer is the unbiased estimate (k - 1) / u of K. Beyer et al., "On Synopses for
 * Distinct-Value Estimation Under Multiset Operations" (2007), u being that hash as a fraction of all 64 bits. Its standard error is 1 / sqrt(k - 2), 3.1 %.
 *
 * <p><b>Why this.</b> The k smallest of a set are the same in whatever order it is met or put together, and so are the bytes and the answer.
 * HyperLogLog, in the forms that are exact for small numbers, and theta sketches answer according to the order of merging.
 *
 * <p><b>Cost.</b> New hashes go to the end of a buffer of at most twice as many as are kept; when it is full, it is sorted and only the smallest stay. 8 bytes a value, up to 8,200.
 */
final class Distinct implements Aggregator {
    private static final long serialVersionUID = 1L;

    /** One more than can be counted exactly. */
    private static final int KEPT = 1_025;

    private static final int FEW = 8;

    private final ValueType type;

    Distinct(AggregateCall call) {
        this.type = call.columnType();
        if (type.kind() == ValueType.Kind.ARRAY) {
            throw call.unfitColumn("scalar values");
        }
    }

    @Override
    public ValueType resultType() {
        return ValueType.INT64;
    }

    @Override
    public Accumulator init() {
        return new SmallestHashes();
    }

    /** 0.0 and -0.0 are one value, and so are all NaN. */
    private long hash(ValueSource values, int column) {
        if (!Sortable.isNumber(type)) {
            return Hash64.of(Sortable.bytesAt(type, values, column));
        }
        long number = Sortable.numberAt(type, values, column);
        boolean minusZero = number == -1 && isFloat();
        return Hash64.of(minusZero ? 0 : number);
    }

    private boolean isFloat() {
        return type.kind() == ValueType.Kind.FLOAT64 || type.kind() == ValueType.Kind.FLOAT32;
    }

    /** Hashes are held with their first bit flipped, so that the order of longs is theirs as unsigned numbers. */
    private final class SmallestHashes implements Accumulator {
        private long[] hashes = {};
        private int size;
        private int sorted;
        private long largest = Long.MAX_VALUE;

        private void offer(long hash) {
            if (hash > largest) {
                return;
            }
            if (size == hashes.length) {
                makeRoom();
                if (hash > largest) {
                    return;
                }
            }
            hashes[size++] = hash;
        }

        private void makeRoom() {
            tidy();
            if (size > hashes.length / 2) {
                hashes = Arrays.copyOf(hashes, Math.min(2 * KEPT, 2 * hashes.length));
            } else if (hashes.length == 0) {
                hashes = new long[FEW];
            }
        }

        /** Sorts, and lets go of what is there twice or too large. */
        private void tidy() {
            if (sorted == size) {
                return;
            }
            Arrays.sort(hashes, 0, size);
            int distinct = 1;
            for (int i = 1; i < size && distinct < KEPT; i++) {
                if (hashes[i] != hashes[distinct - 1]) {
                    hashes[distinct++] = hashes[i];
                }
            }
            size = distinct;
            sorted = distinct;
            if (size == KEPT) {
                largest = hashes[KEPT - 1];
            }
        }

        @Override
        public void update(ValueSource values, int column, long eventTime, byte[] eventId) {
            offer(hash(values, column) ^ Long.MIN_VALUE);
        }

        @Override
        public void merge(Accumulator other) {
            SmallestHashes that = (SmallestHashes) other;
            for (int i = 0; i < that.size; i++) {
                offer(that.hashes[i]);
            }
        }

        @Override
        public void merge(ByteReader state) {
            int count = state.remaining() / Long.BYTES;
            if (count > KEPT || state.remaining() % Long.BYTES != 0) {
                throw new CorruptRowException("hashes of distinct values in " + state.remaining() + " bytes");
            }
            long before = Long.MIN_VALUE;
            for (int i = 0; i < count; i++) {
                long hash = state.readBigEndian(Long.BYTES) ^ Long.MIN_VALUE;
                if (i > 0 && hash <= before) {
                    throw new CorruptRowException("hashes of distinct values are not in order");
                }
                offer(hash);
                before = hash;
            }
        }

        @Override
        public void writeTo(ByteWriter out) {
            tidy();
            for (int i = 0; i < size; i++) {
                out.writeBigEndian(hashes[i] ^ Long.MIN_VALUE, Long.BYTES);
            }
        }

        @Override
        public Object finish() {
            tidy();
            if (size < KEPT) {
                return (long) size;
            }
            double fraction = ((largest ^ Long.MIN_VALUE) >>> 11) * 0x1p-53;
            return Math.round((KEPT - 1) / fraction);
        }
    }
}
