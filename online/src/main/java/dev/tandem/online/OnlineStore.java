package dev.tandem.online;

import dev.tandem.row.PackedRow;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The latest packed row of every entity and view of one project. Thread-safe. */
public interface OnlineStore extends AutoCloseable {

    /**
     * Connects to a Redis of version 6.2 or newer. The connection is made anew by itself whenever it breaks; until then every request
     * fails at once.
     *
     * @param url {@code redis://}, {@code rediss://} (TLS), {@code redis-sentinel://host:port,host:port#master} or
     *     {@code redis-cluster://host:port,host:port}, with {@code user:password@} before the first host where Redis asks for it, and
     *     {@code ?sentinelPassword=password} before {@code #master} where Sentinels do
     * @param project whose rows to read and write; it holds no '/'
     * @param settings how long to wait
     * @throws OnlineStoreException when the URL cannot be understood, Redis cannot be reached in time, or it is too old
     */
    static OnlineStore connect(String url, String project, OnlineSettings settings) {
        return RedisOnlineStore.connect(url, project, settings);
    }

    /**
     * Reads what is stored, in one round trip, however many views and entities it belongs to.
     *
     * @return for each address, in order, the bytes that are there or null; fails with {@link OnlineStoreException} when the store does not
     *     answer in time
     */
    CompletableFuture<List<byte @Nullable []>> read(List<RowAddress> addresses);

    /**
     * Stores each row that is newer than what its address holds, by the order of {@link PackedRow#compare}; each row is decided
     * atomically, whoever else writes. Writing the same rows again changes nothing.
     *
     * @throws OnlineStoreException when the store does not answer; some of the rows may then have been written, which a repetition mends
     */
    WriteOutcome write(List<RowWrite> rows);

    /**
     * Replaces what is stored, where it is still what was read; each value is decided atomically, whoever else writes.
     *
     * @return those that were overtaken by another writer, and changed nothing: read again, and try again
     * @throws OnlineStoreException when the store does not answer; some of the values may then have been replaced
     */
    List<Swap> swap(List<Swap> swaps);

    /** Erases rows, whatever their age. Returns how many there were. */
    long erase(List<RowAddress> addresses);

    /**
     * Erases all rows of a generation that nobody reads any more, a little at a time, so that other callers are not held up.
     *
     * @return how many rows there were
     */
    long reclaim(long generation);

    /** Asks the store for a sign of life. Throws {@link OnlineStoreException} when there is none within the timeout. */
    void ping();

    @Override
    void close();
}
