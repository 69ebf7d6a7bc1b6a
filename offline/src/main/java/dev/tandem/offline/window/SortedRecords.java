package dev.tandem.offline.window;

import dev.tandem.offline.window.StreamRecord.Order;
import org.jspecify.annotations.Nullable;

/**
 * Walks through records in their whole order, where a sort has put them in that of their prefixes. Not thread-safe.
 *
 * <p>Some hundred records at a time are copied from where the sort left them, which is anywhere, to lie beside one another: so the processor waits for many places of memory at
 * once, instead of for one after another while records are looked at. Of records with equal prefixes, which are mostly one, all are copied, and put in order there. Where they are more than
 * should be held, they are sorted by themselves, with disk to help.
 */
final class SortedRecords implements Records {
    /** So many are copied before the first is looked at. */
    private static final int AHEAD = 256;
    /** So many with one prefix are held at the most, and so many bytes of them. */
    private static final int MOST_EQUAL = 4_096;

    private static final int MOST_EQUAL_BYTES = 1 << 22;

    private final Order order;
    private final RecordSort.Reading byPrefix;
    /** Whether there is a record that was not copied yet; the reading stands at it. */
    private boolean more;

    private final HeldRecords held = new HeldRecords();
    /** Those that follow the held ones and were too many to be held, or null. */
    private @Nullable RecordSort apart;

    private Records current = held;

    /** All records of a sort by their prefixes, to which nothing is added any more. */
    SortedRecords(RecordSort byPrefix, Order order) {
        this.order = order;
        this.byPrefix = byPrefix.read();
        this.more = this.byPrefix.advance();
    }

    @Override
    public boolean advance() {
        while (!current.advance()) {
            if (current == held && apart != null) {
                current = apart.read();
            } else if (more) {
                hold();
            } else {
                return false;
            }
        }
        return true;
    }

    private void hold() {
        if (apart != null) {
            apart.release();
            apart = null;
        }
        held.clear();
        current = held;
        while (more && apart == null && held.size() < AHEAD) {
            holdEqual(byPrefix.prefix(), held.size());
        }
    }

    /** @param first the first of those with the prefix */
    private void holdEqual(long prefix, int first) {
        do {
            Records record = byPrefix;
            if (apart == null) {
                held.add(record.base(), record.offset(), record.length());
                if (held.size() - first == MOST_EQUAL || held.bytesFrom(first) > MOST_EQUAL_BYTES) {
                    apart = RecordSort.byRecord(order);
                    held.moveFrom(first, apart);
                }
            } else {
                apart.add(record.base(), record.offset(), record.length());
            }
            more = byPrefix.advance();
        } while (more && byPrefix.prefix() == prefix);
        held.sortFrom(first, order);
    }

    @Override
    public Object base() {
        return current.base();
    }

    @Override
    public long offset() {
        return current.offset();
    }

    @Override
    public int length() {
        return current.length();
    }
}
