package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code sum}, {@code avg} and {@code stddev}: all from the exact number of events, sum and sum of squares, as far as each needs them.
 * The state is those three in this order, each left out where it is not needed.
 */
final class Sums implements Aggregator {
    private static final long serialVersionUID = 1L;

    private static final int MOST_DIGITS = 38;

    /** What is made of the sums. */
    enum Outcome {
        SUM,
        MEAN,
        SAMPLE_DEVIATION
    }

    private final Outcome outcome;
    private final Numbers numbers;
    private final ValueType resultType;

    Sums(Outcome outcome, AggregateCall call) {
        this.outcome = outcome;
        this.numbers = Numbers.of(call);
        this.resultType = outcome == Outcome.SUM ? typeOfSum(call.columnType()) : ValueType.FLOAT64;
    }

    private static ValueType typeOfSum(ValueType column) {
        return switch (column.kind()) {
            case INT32, INT64 -> ValueType.INT64;
            case DECIMAL -> ValueType.decimal(MOST_DIGITS, column.scale());
            default -> ValueType.FLOAT64;
        };
    }

    @Override
    public ValueType resultType() {
        return resultType;
    }

    @Override
    public Accumulator init() {
        return switch (outcome) {
            case SUM -> new Sum();
            case MEAN -> new Mean();
            case SAMPLE_DEVIATION -> new Deviation();
        };
    }

    /** The sum, and whether there is one. */
    private class Sum implements Accumulator {
        final ExactSum sum = new ExactSum();
        long count;

        @Override
        public void update(ValueSource values, int column, long eventTime, byte[] eventId) {
            count++;
            numbers.add(sum, values, column);
        }

        @Override
        public void merge(Accumulator other) {
            Sum that = (Sum) other;
            count += that.count;
            sum.merge(that.sum);
        }

        @Override
        public void merge(ByteReader state) {
            count++;
            sum.merge(state);
        }

        @Override
        public void writeTo(ByteWriter out) {
            if (count > 0) {
                sum.writeTo(out);
            }
        }

        @Override
        public @Nullable Object finish() {
            if (count == 0) {
                return null;
            }
            return switch (resultType.kind()) {
                case INT64 -> {
                    OptionalLong exact = sum.integerIfLong();
                    yield exact.isPresent() ? exact.getAsLong() : null;
                }
                case DECIMAL -> decimal(sum.integer());
                default -> sum.rounded();
            };
        }

        private @Nullable BigDecimal decimal(BigInteger digits) {
            BigDecimal exact = new BigDecimal(digits, resultType.scale());
            return exact.precision() <= MOST_DIGITS ? exact : null;
        }
    }

    /** The sum and how many numbers it is of. */
    private class Mean extends Sum {
        @Override
        public void merge(ByteReader state) {
            long more = state.readVarint();
            if (more <= 0) {
                throw new CorruptRowException("a mean of " + more + " numbers");
            }
            count += more;
            sum.merge(state);
        }

        @Override
        public void writeTo(ByteWriter out) {
            if (count > 0) {
                out.writeVarint(count);
                sum.writeTo(out);
            }
        }

        @Override
        public @Nullable Object finish() {
            if (count == 0) {
                return null;
            }
            if (count <= Integer.MAX_VALUE && numbers.unit().equals(BigInteger.ONE)) {
                return sum.quotient((int) count);
            }
            if (!sum.isFinite()) {
                return sum.special();
            }
            BigInteger divisor = numbers.unit().multiply(BigInteger.valueOf(count));
            return Rounding.quotient(sum.significand(), divisor, sum.exponent());
        }
    }

    /** The sum, that of the squares, and how many numbers they are of. */
    private final class Deviation extends Mean {
        private final ExactSum squares = new ExactSum();

        @Override
        public void update(ValueSource values, int column, long eventTime, byte[] eventId) {
            super.update(values, column, eventTime, eventId);
            numbers.addSquare(squares, values, column);
        }

        @Override
        public void merge(Accumulator other) {
            super.merge(other);
            squares.merge(((Deviation) other).squares);
        }

        @Override
        public void merge(ByteReader state) {
            super.merge(state);
            squares.merge(state);
        }

        @Override
        public void writeTo(ByteWriter out) {
            super.writeTo(out);
            if (count > 0) {
                squares.writeTo(out);
            }
        }

        /** The root of (n Q - S^2) / (n (n - 1)), where S is the sum and Q that of the squares. */
        @Override
        public @Nullable Object finish() {
            if (count < 2) {
                return null;
            }
            if (!sum.isFinite() || !squares.isFinite()) {
                return Double.NaN;
            }
            BigInteger n = BigInteger.valueOf(count);
            BigInteger ofSquares = squares.significand().multiply(n);
            BigInteger squared = sum.significand().pow(2);
            int exponent = Math.min(squares.exponent(), 2 * sum.exponent());
            BigInteger difference = ofSquares
                    .shiftLeft(squares.exponent() - exponent)
                    .subtract(squared.shiftLeft(2 * sum.exponent() - exponent));
            if (difference.signum() < 0) {
                throw new CorruptRowException("a sum of squares is less than the squared sum allows");
            }
            BigInteger divisor = n.multiply(n.subtract(BigInteger.ONE))
                    .multiply(numbers.unit().pow(2));
            return Rounding.rootOfQuotient(difference, divisor, exponent);
        }
    }
}
