package dev.tandem.online;

import org.jspecify.annotations.Nullable;

/**
 * A value to be stored, if what is stored is still what its writer has read.
 *
 * @param address where
 * @param read what {@link OnlineStore#read} found there, or null when it found nothing; not copied
 * @param value what is to be there; not copied
 * @param keepMillis how long the store keeps it from now on; {@link RowWrite#FOR_EVER} or at least 1
 */
public record Swap(RowAddress address, byte @Nullable [] read, byte[] value, long keepMillis) implements StoreWrite {
    @Override
    public int size() {
        return value.length;
    }
}
