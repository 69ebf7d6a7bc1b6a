package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code approx_percentile}: the value that a given share of the values does not exceed, cut to eight significant bits.
 *
 * <p><b>What.</b> A number falls into the bucket of those that share its sign, its exponent and the first seven bits of its fraction (the idea of HdrHistogram; DDSketch, C. Masson
 * et al. 2019, has buckets of equal ratio instead, which need a logarithm). The state counts the numbers of each bucket. The answer is the bound nearest to zero of the bucket that holds
 * the number of rank ceil(p n), at least 1, of n in ascending order.
 *
 * <p><b>Error.</b> The answer is that very number of the data, cut: it is nearer to zero by less than 1/128 of itself. What has no more than eight significant bits, such as whole
 * numbers up to 256, comes out exactly; so do infinities and NaN, which is the largest. -0.0 comes out as 0.0.
 *
 * <p><b>Bound.</b> At most {@value #MOST} buckets are kept beside that of zero, those furthest from it; numbers nearer to zero count as 0. Sixteen powers of two have room between the
 * smallest and the largest of numbers of one sign, however many there are; eight, when both signs are as wide. So where it strikes, the answer is wrong by at most 1/256
 * of the largest magnitude. Which buckets are the furthest depends on the data and on no order: a bucket that is among the furthest of all data is among those of every part, so no part has
 * given it up.
 *
 * <p><b>Cost.</b> A binary search a number. Two to four bytes a bucket, and at most about 12 KB.
 */
final class Percentiles implements Aggregator {
    private static final long serialVersionUID = 1L;

    /** The parameter that says which share. */
    static final String PERCENTILE = "percentile";

    private static final int MOST_DIGITS = 9;
    private static final int MOST = 2_048;
    private static final int FEW = 4;

    /** What is cut from the bits of a double. */
    private static final int CUT_BITS = 45;

    private static final int INFINITY = bucket(Double.POSITIVE_INFINITY);
    private static final int NOT_A_NUMBER = bucket(Double.NaN);

    private final Numbers numbers;
    private final BigDecimal share;

    Percentiles(AggregateCall call) {
        this.numbers = Numbers.of(call);
        this.share = call.fraction(PERCENTILE, BigDecimal.ZERO, BigDecimal.ONE, MOST_DIGITS);
    }

    @Override
    public ValueType resultType() {
        return ValueType.FLOAT64;
    }

    @Override
    public Accumulator init() {
        return new Buckets();
    }

    /** The number of a bucket; buckets of larger numbers have larger ones, and that of zero is 0. */
    private static int bucket(double value) {
        int magnitude = (int) (Double.doubleToLongBits(Math.abs(value)) >>> CUT_BITS);
        return value < 0 ? -magnitude : magnitude;
    }

    private static double bound(int bucket) {
        double magnitude = Double.longBitsToDouble((long) Math.abs(bucket) << CUT_BITS);
        return bucket < 0 ? -magnitude : magnitude;
    }

    /** Buckets in ascending order, and how many numbers are in each. */
    private final class Buckets implements Accumulator {
        private int[] buckets = {};
        private long[] counts = {};
        private int size;
        /** How many buckets there are but that of zero. */
        private int others;

        private void add(int bucket, long count) {
            int at = Arrays.binarySearch(buckets, 0, size, bucket);
            if (at >= 0) {
                counts[at] += count;
            } else {
                insert(~at, bucket, count);
                if (others > MOST) {
                    foldNearest();
                }
            }
        }

        private void insert(int at, int bucket, long count) {
            if (size == buckets.length) {
                int room = Math.max(FEW, size + (size >> 1));
                buckets = Arrays.copyOf(buckets, room);
                counts = Arrays.copyOf(counts, room);
            }
            System.arraycopy(buckets, at, buckets, at + 1, size - at);
            System.arraycopy(counts, at, counts, at + 1, size - at);
            buckets[at] = bucket;
            counts[at] = count;
            size++;
            if (bucket != 0) {
                others++;
            }
        }

        /** Counts the bucket nearest to zero, of two equally near ones the negative, as zero. */
        private void foldNearest() {
            int zero = Arrays.binarySearch(buckets, 0, size, 0);
            int above = zero >= 0 ? zero + 1 : ~zero;
            int below = (zero >= 0 ? zero : ~zero) - 1;
            boolean lower = above == size || (below >= 0 && -buckets[below] <= buckets[above]);
            int folded = lower ? below : above;
            long count = counts[folded];
            System.arraycopy(buckets, folded + 1, buckets, folded, size - folded - 1);
            System.arraycopy(counts, folded + 1, counts, folded, size - folded - 1);
            size--;
            others--;
            add(0, count);
        }

        @Override
        public void update(ValueSource values, int column, long eventTime, byte[] eventId) {
            add(bucket(numbers.doubleAt(values, column)), 1);
        }

        @Override
        public void merge(Accumulator other) {
            Buckets that = (Buckets) other;
            for (int i = 0; i < that.size; i++) {
                add(that.buckets[i], that.counts[i]);
            }
        }

        @Override
        public void merge(ByteReader state) {
            long bucket = 0;
            int read = 0;
            for (boolean first = true; first || state.remaining() > 0; first = false) {
                long step = first ? state.readZigzag() : state.readVarint();
                if (step < -INFINITY || step > 2L * NOT_A_NUMBER) {
                    throw new CorruptRowException("a bucket " + step + " further than the last");
                }
                bucket = first ? step : bucket + step + 1;
                long count = state.readVarint();
                if (bucket > NOT_A_NUMBER || (bucket > INFINITY && bucket < NOT_A_NUMBER)) {
                    throw new CorruptRowException(bucket + " is no bucket");
                }
                if (count <= 0 || (bucket != 0 && ++read > MOST)) {
                    throw new CorruptRowException("bucket number " + read + " counts " + count);
                }
                add((int) bucket, count);
            }
        }

        @Override
        public void writeTo(ByteWriter out) {
            for (int i = 0; i < size; i++) {
                if (i == 0) {
                    out.writeZigzag(buckets[i]);
                } else {
                    out.writeVarint(buckets[i] - buckets[i - 1] - 1);
                }
                out.writeVarint(counts[i]);
            }
        }

        @Override
        public @Nullable Object finish() {
            long all = 0;
            for (int i = 0; i < size; i++) {
                all += counts[i];
            }
            if (all <= 0) {
                return null;
            }
            long rank = share.multiply(BigDecimal.valueOf(all))
                    .setScale(0, RoundingMode.CEILING)
                    .longValueExact();
            long passed = counts[0];
            int at = 0;
            while (passed < rank) {
                passed += counts[++at];
            }
            return bound(buckets[at]);
        }
    }
}
