package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.ValueSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code min} and {@code max}, in the order of {@link Sortable}. The state is the value in that form. */
final class Extremes implements Aggregator {
    private static final long serialVersionUID = 1L;

    /** Which end of the order is wanted. */
    enum End {
        LEAST(-1),
        GREATEST(1);

        private final int sign;

        End(int sign) {
            this.sign = sign;
        }
    }

    private final End end;
    private final ValueType type;

    Extremes(End end, AggregateCall call) {
        this.end = end;
        this.type = call.columnType();
        if (type.kind() == ValueType.Kind.ARRAY) {
            throw call.unfitColumn("scalar values");
        }
    }

    @Override
    public ValueType resultType() {
        return type;
    }

    @Override
    public Accumulator init() {
        return Sortable.isNumber(type) ? new OfNumbers() : new OfBytes();
    }

    private final class OfNumbers implements Accumulator {
        private boolean any;
        private long number;

        private void offer(long other) {
            if (!any || Long.compare(other, number) * end.sign > 0) {
                any = true;
                number = other;
            }
        }

        @Override
        public void update(ValueSource values, int column, long eventTime, byte[] eventId) {
            offer(Sortable.numberAt(type, values, column));
        }

        @Override
        public void merge(Accumulator other) {
            OfNumbers that = (OfNumbers) other;
            if (that.any) {
                offer(that.number);
            }
        }

        @Override
        public void merge(ByteReader state) {
            offer(Sortable.readNumber(state, type));
        }

        @Override
        public void writeTo(ByteWriter out) {
            if (any) {
                Sortable.writeNumber(out, type, number);
            }
        }

        @Override
        public @Nullable Object finish() {
            return any ? Sortable.ofNumber(type, number) : null;
        }
    }

    private final class OfBytes implements Accumulator {
        private byte @Nullable [] bytes;

        private void offer(byte[] other) {
            if (bytes == null || Arrays.compareUnsigned(other, bytes) * end.sign > 0) {
                bytes = other;
            }
        }

        @Override
        public void update(ValueSource values, int column, long eventTime, byte[] eventId) {
            offer(Sortable.bytesAt(type, values, column));
        }

        @Override
        public void merge(Accumulator other) {
            byte[] others = ((OfBytes) other).bytes;
            if (others != null) {
                offer(others);
            }
        }

        @Override
        public void merge(ByteReader state) {
            offer(Sortable.readBytes(state, type));
        }

        @Override
        public void writeTo(ByteWriter out) {
            if (bytes != null) {
                out.writeSized(bytes);
            }
        }

        @Override
        public @Nullable Object finish() {
            return bytes == null ? null : Sortable.ofBytes(type, bytes);
        }
    }
}
