package dev.tandem.offline.join;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * The rows of one view that a task has read, without those that cannot win: rows that no label sees, and rows older than another of the same
 * slot. It holds the newest row of each slot that it met, up to a number of bytes, then puts these out and begins anew: less is sifted then,
 * and nothing is lost. Where that let go of few, the rest passes as it is. Not thread-safe.
 */
final class SiftedRows extends AbstractIterator<InternalRow> {
    private static final int BYTES_AROUND_A_ROW = 64;
    /** Sifting is not worth its while when more than this share of the rows stays. */
    private static final double MOST_THAT_STAYS = 0.75;

    private final Iterator<InternalRow> rows;
    private final RowSlots places;
    private final JoinedView view;
    private final long mostBytes;

    private int[] table = new int[1 << 12];
    private int[] slotOf = new int[1 << 11];
    private @Nullable UnsafeRow[] newest = new UnsafeRow[1 << 11];
    private int size;
    private long bytes;
    private long offered;

    private int next;
    private boolean passing;
    private @Nullable UnsafeRow passed;
    private boolean counted;

    SiftedRows(Iterator<InternalRow> rows, RowSlots places, JoinedView view, long mostBytes) {
        this.rows = rows;
        this.places = places;
        this.view = view;
        this.mostBytes = mostBytes;
    }

    @Override
    public boolean hasNext() {
        if (next == size && !passing) {
            fill();
        }
        if (next < size || passed != null) {
            return true;
        }
        while (passing && rows.hasNext()) {
            UnsafeRow row = (UnsafeRow) rows.next();
            if (places.isDated(row)) {
                passed = row;
                return true;
            }
        }
        if (!counted) {
            view.withoutEventTime().add(places.withoutEventTime());
            counted = true;
        }
        return false;
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (next < size) {
            return Objects.requireNonNull(newest[next++]);
        }
        UnsafeRow row = Objects.requireNonNull(passed);
        passed = null;
        return row;
    }

    private void fill() {
        Arrays.fill(table, 0);
        size = 0;
        next = 0;
        bytes = 0;
        offered = 0;
        while (rows.hasNext() && bytes < mostBytes) {
            UnsafeRow row = (UnsafeRow) rows.next();
            if (places.isDated(row)) {
                offered++;
                offer(row);
            }
        }
        passing = rows.hasNext() && size > offered * MOST_THAT_STAYS;
    }

    private void offer(UnsafeRow row) {
        int slot = places.slotOf(row);
        if (slot == LabelSlots.NONE) {
            return;
        }
        int place = placeOf(slot);
        if (table[place] == 0) {
            if (size == slotOf.length) {
                grow();
                place = placeOf(slot);
            }
            slotOf[size] = slot;
            hold(row);
            table[place] = ++size;
            bytes += row.getSizeInBytes() + BYTES_AROUND_A_ROW;
            return;
        }
        UnsafeRow resident = Objects.requireNonNull(newest[table[place] - 1]);
        if (places.isNewer(row, resident)) {
            bytes += row.getSizeInBytes() - resident.getSizeInBytes();
            resident.copyFrom(row);
        }
    }

    /** Uses the memory of a row that was put out before, if there is one. */
    private void hold(UnsafeRow row) {
        UnsafeRow spare = newest[size];
        if (spare == null) {
            newest[size] = row.copy();
        } else {
            spare.copyFrom(row);
        }
    }

    /** Where the number of a slot's row is in the table, one more than its index, or would be put. */
    private int placeOf(int slot) {
        int mask = table.length - 1;
        int hash = slot * 0x9E3779B9;
        int place = (hash ^ (hash >>> 15)) & mask;
        while (table[place] != 0 && slotOf[table[place] - 1] != slot) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /** Keeps the table at most half full. */
    private void grow() {
        slotOf = Arrays.copyOf(slotOf, Math.multiplyExact(size, 2));
        newest = Arrays.copyOf(newest, slotOf.length);
        table = new int[Math.multiplyExact(slotOf.length, 2)];
        for (int number = 0; number < size; number++) {
            table[placeOf(slotOf[number])] = number + 1;
        }
    }
}
