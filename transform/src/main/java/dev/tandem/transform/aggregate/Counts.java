package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.ValueSource;

/** {@code count}: of the events, or of those whose column is not null. The state is the number, as a varint. */
final class Counts implements Aggregator {
    private static final long serialVersionUID = 1L;

    @Override
    public ValueType resultType() {
        return ValueType.INT64;
    }

    @Override
    public Accumulator init() {
        return new Count();
    }

    private static final class Count implements Accumulator {
        private long count;

        @Override
        public void update(ValueSource values, int column, long eventTime, byte[] eventId) {
            count++;
        }

        @Override
        public void merge(Accumulator other) {
            count += ((Count) other).count;
        }

        @Override
        public void merge(ByteReader state) {
            long more = state.readVarint();
            if (more <= 0) {
                throw new CorruptRowException("a count of " + more);
            }
            count += more;
        }

        @Override
        public void writeTo(ByteWriter out) {
            if (count > 0) {
                out.writeVarint(count);
            }
        }

        @Override
        public Object finish() {
            return count;
        }
    }
}
