package dev.tandem.transform.aggregate;

import dev.tandem.row.ValueSource;
import java.util.Arrays;
import java.util.List;

/** An event with one value that is not null. */
record Event(long time, byte[] id, Object value) {

    void updates(Accumulator accumulator) {
        accumulator.update(ValueSource.of(List.of(value)), 0, time, id);
    }

    static int byTimeAndId(Event a, Event b) {
        int byTime = Long.compare(a.time, b.time);
        return byTime != 0 ? byTime : Arrays.compareUnsigned(a.id, b.id);
    }

    @Override
    public String toString() {
        return value + "@" + time;
    }
}
