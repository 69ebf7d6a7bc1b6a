package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import dev.tandem.row.PackedValues;
import dev.tandem.row.ValueSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code first}, {@code last} and {@code last_k}: the values of the events at one side in time. Events of equal time are ordered by the bytes of
 * their ids.
 *
 * <p>The state is those events, the outermost first: time (zigzag; of later ones, how far it lies behind the one before, a varint), id (sized) and packed value.
 */
final class EventValues implements Aggregator {
    private static final long serialVersionUID = 1L;

    /** The parameter that says how many. */
    static final String K = "k";

    private static final int LARGEST_K = 1_000;
    private static final int VALUE_BYTES = 16;

    /** Which events are wanted. */
    enum Side {
        EARLIEST(-1),
        LATEST(1);

        private final int sign;

        Side(int sign) {
            this.sign = sign;
        }
    }

    private final Side side;
    private final int most;
    private final ValueType type;
    private final ValueType resultType;

    private EventValues(Side side, int most, ValueType type, ValueType resultType) {
        this.side = side;
        this.most = most;
        this.type = type;
        this.resultType = resultType;
    }

    static EventValues one(Side side, AggregateCall call) {
        return new EventValues(side, 1, call.columnType(), call.columnType());
    }

    static EventValues latest(AggregateCall call) {
        ValueType type = call.columnType();
        if (type.kind() == ValueType.Kind.ARRAY) {
            throw call.unfitColumn("scalar values");
        }
        return new EventValues(Side.LATEST, call.wholeNumber(K, 1, LARGEST_K), type, ValueType.array(type));
    }

    @Override
    public ValueType resultType() {
        return resultType;
    }

    @Override
    public Accumulator init() {
        return new Outermost();
    }

    /** Up to {@link #most} events, the outermost last, from {@link #from} on; the arrays leave room to move along. */
    private final class Outermost implements Accumulator {
        private long[] times = {};
        private byte[][] ids = {};
        private byte[][] values = {};
        private int from;
        private int to;

        @Override
        public void update(ValueSource source, int column, long eventTime, byte[] eventId) {
            if (isFull() && Long.compare(eventTime, times[from]) * side.sign < 0) {
                return;
            }
            ByteWriter packed = new ByteWriter(VALUE_BYTES);
            PackedValues.writeValue(packed, type, source, column);
            offer(eventTime, eventId, packed.toBytes());
        }

        private boolean isFull() {
            return to - from == most;
        }

        private void offer(long time, byte[] id, byte[] value) {
            if (isFull()) {
                if (order(time, id, value, from) <= 0) {
                    return;
                }
                from++;
            }
            if (to == times.length) {
                makeRoom();
            }
            int at = to++;
            while (at > from && order(time, id, value, at - 1) < 0) {
                move(at - 1, at);
                at--;
            }
            times[at] = time;
            ids[at] = id;
            values[at] = value;
        }

        /** Positive when an event lies further out than the one at {@code index}. Ids tell all events apart; the value is for those that break that rule. */
        private int order(long time, byte[] id, byte[] value, int index) {
            int order = Long.compare(time, times[index]);
            if (order == 0) {
                order = Arrays.compareUnsigned(id, ids[index]);
            }
            if (order == 0) {
                order = Arrays.compareUnsigned(value, values[index]);
            }
            return order * side.sign;
        }

        private void move(int source, int target) {
            times[target] = times[source];
            ids[target] = ids[source];
            values[target] = values[source];
        }

        private void makeRoom() {
            int held = to - from;
            int room = Math.min(2 * most, 2 * held + 1);
            long[] movedTimes = room > times.length ? new long[room] : times;
            byte[][] movedIds = room > times.length ? new byte[room][] : ids;
            byte[][] movedValues = room > times.length ? new byte[room][] : values;
            System.arraycopy(times, from, movedTimes, 0, held);
            System.arraycopy(ids, from, movedIds, 0, held);
            System.arraycopy(values, from, movedValues, 0, held);
            times = movedTimes;
            ids = movedIds;
            values = movedValues;
            from = 0;
            to = held;
        }

        @Override
        public void merge(Accumulator other) {
            Outermost that = (Outermost) other;
            for (int i = that.to - 1; i >= that.from; i--) {
                offer(that.times[i], that.ids[i], that.values[i]);
            }
        }

        @Override
        public void merge(ByteReader state) {
            long time = 0;
            for (int i = 0; i == 0 || state.remaining() > 0; i++) {
                if (i == most) {
                    throw new CorruptRowException("more than " + most + " events");
                }
                long before = time;
                time = i == 0 ? state.readZigzag() : time - state.readVarint();
                if (i > 0 && time > before) {
                    throw new CorruptRowException("events are not in order");
                }
                byte[] id = state.readSized();
                int start = state.position();
                PackedValues.skipValue(state, type);
                offer(time, id, state.bytesSince(start));
            }
        }

        @Override
        public void writeTo(ByteWriter out) {
            for (int i = to - 1; i >= from; i--) {
                if (i == to - 1) {
                    out.writeZigzag(times[i]);
                } else {
                    out.writeVarint(times[i + 1] - times[i]);
                }
                out.writeSized(ids[i]);
                out.writeBytes(values[i]);
            }
        }

        @Override
        public @Nullable Object finish() {
            if (to == from) {
                return null;
            }
            if (resultType.equals(type)) {
                return value(to - 1);
            }
            List<@Nullable Object> newestFirst = new ArrayList<>(to - from);
            for (int i = to - 1; i >= from; i--) {
                newestFirst.add(value(i));
            }
            return newestFirst;
        }

        private @Nullable Object value(int index) {
            return PackedValues.readValue(new ByteReader(values[index]), type).objectAt(0, type);
        }
    }
}
