package dev.tandem.online;

/**
 * One row to be stored, if it is newer than what is there.
 *
 * @param address where
 * @param row what {@link dev.tandem.row.RowWriter} made; not copied
 * @param keepMillis how long the store keeps it from now on; {@link #FOR_EVER} or at least 1
 */
public record RowWrite(RowAddress address, byte[] row, long keepMillis) implements StoreWrite {
    /** The row does not expire. */
    public static final long FOR_EVER = 0;

    @Override
    public int size() {
        return row.length;
    }
}
