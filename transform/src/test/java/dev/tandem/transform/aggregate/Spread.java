package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.ValueSource;
import org.jspecify.annotations.Nullable;

/** An aggregate function of a team: how far the least and the greatest INT64 lie apart. */
public final class Spread implements AggregateFunction {
    @Override
    public String name() {
        return "spread";
    }

    @Override
    public Aggregator bind(AggregateCall call) {
        if (!call.columnType().equals(ValueType.INT64)) {
            throw call.unfitColumn("INT64");
        }
        return new OfLongs();
    }

    private record OfLongs() implements Aggregator {
        @Override
        public ValueType resultType() {
            return ValueType.INT64;
        }

        @Override
        public Accumulator init() {
            return new Ends();
        }
    }

    private static final class Ends implements Accumulator {
        private long least = Long.MAX_VALUE;
        private long greatest = Long.MIN_VALUE;

        private void widen(long to, long alsoTo) {
            least = Math.min(least, to);
            greatest = Math.max(greatest, alsoTo);
        }

        @Override
        public void update(ValueSource values, int column, long eventTime, byte[] eventId) {
            widen(values.longAt(column), values.longAt(column));
        }

        @Override
        public void merge(Accumulator other) {
            widen(((Ends) other).least, ((Ends) other).greatest);
        }

        @Override
        public void merge(ByteReader state) {
            long low = state.readZigzag();
            long high = state.readZigzag();
            if (low > high) {
                throw new CorruptRowException("a spread from " + low + " to " + high);
            }
            widen(low, high);
        }

        @Override
        public void writeTo(ByteWriter out) {
            if (least <= greatest) {
                out.writeZigzag(least);
                out.writeZigzag(greatest);
            }
        }

        /** Null too where it is no INT64. */
        @Override
        public @Nullable Object finish() {
            long spread = greatest - least;
            return least <= greatest && spread >= 0 ? spread : null;
        }
    }
}
