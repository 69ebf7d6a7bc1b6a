package dev.tandem.transform.aggregate;

import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.ValueSource;
import org.jspecify.annotations.Nullable;

/**
 * What one {@link Aggregator} knows of the events that it has seen, in memory. Not thread-safe.
 *
 * <p>The law that every implementation keeps, and on which the parity of training and serving rests: the state is a function of the
 * multiset of events alone. However events are divided among accumulators, and in whatever order they and their states are merged, in
 * memory or through bytes, {@link #writeTo} writes the same bytes and {@link #finish} gives the same bits. {@code AggregatorContract},
 * among the tests, checks it.
 */
public interface Accumulator {

    /**
     * Counts one event in.
     *
     * @param values the values of the event
     * @param column the position of the aggregated one, which is not null; -1 when the function was given no column
     * @param eventTime in microseconds since 1970
     * @param eventId the bytes that tell it from other events of that time; not to be changed
     */
    void update(ValueSource values, int column, long eventTime, byte[] eventId);

    /**
     * Counts in what another accumulator of the same aggregator has seen, which stays as it is.
     *
     * @param other whose events are other than this one's
     */
    void merge(Accumulator other);

    /**
     * Counts in what {@link #writeTo} wrote. After a failure this accumulator is not to be used any more.
     *
     * @param state exactly those bytes, at least one
     * @throws dev.tandem.row.CorruptRowException when they are no state of this aggregator
     */
    void merge(ByteReader state);

    /** Writes the state: nothing at all when no event was seen, and in few bytes otherwise. */
    void writeTo(ByteWriter out);

    /** The value, in the Java form of the result type; null when there is none. Nothing changes: more events may follow. */
    @Nullable
    Object finish();
}
