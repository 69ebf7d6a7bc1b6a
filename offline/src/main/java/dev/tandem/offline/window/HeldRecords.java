package dev.tandem.offline.window;

import dev.tandem.offline.window.StreamRecord.Order;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.unsafe.Platform;

/** Copies of records, one beside the other. They are walked through when all are there, and then there may be others. Not thread-safe. */
final class HeldRecords implements Records {
    private static final int NONE = -1;

    private byte[] bytes = new byte[1 << 15];
    private int used;
    private int[] starts = new int[1 << 9];
    private int[] lengths = new int[1 << 9];
    private int size;
    private int at = NONE;

    /** A record in the bytes. */
    private record Place(int start, int length) {}

    /** Takes a copy of a record. */
    void add(Object base, long offset, int length) {
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.multiplyExact(bytes.length, 2), used + length));
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
        }
        Platform.copyMemory(base, offset, bytes, offset(used), length);
        starts[size] = used;
        lengths[size++] = length;
        used += length;
    }

    int size() {
        return size;
    }

    /** How many bytes the records have from one of them on, none of which was sorted. */
    int bytesFrom(int first) {
        return first == size ? 0 : used - starts[first];
    }

    /** Puts those from one of them on in order. */
    void sortFrom(int first, Order order) {
        if (size - first < 2) {
            return;
        }
        List<Place> places = IntStream.range(first, size)
                .mapToObj(i -> new Place(starts[i], lengths[i]))
                .sorted((one, other) -> order.compare(
                        bytes, offset(one.start()), one.length(), bytes, offset(other.start()), other.length()))
                .toList();
        for (int i = 0; i < places.size(); i++) {
            starts[first + i] = places.get(i).start();
            lengths[first + i] = places.get(i).length();
        }
    }

    /** Gives those from one of them on, none of which was sorted, to a sort. */
    void moveFrom(int first, RecordSort sort) {
        int start = used - bytesFrom(first);
        for (int i = first; i < size; i++) {
            sort.add(bytes, offset(starts[i]), lengths[i]);
        }
        size = first;
        used = start;
    }

    /** Forgets all of them. */
    void clear() {
        size = 0;
        used = 0;
        at = NONE;
    }

    @Override
    public boolean advance() {
        if (at + 1 >= size) {
            return false;
        }
        at++;
        return true;
    }

    @Override
    public Object base() {
        return bytes;
    }

    @Override
    public long offset() {
        return offset(starts[at]);
    }

    @Override
    public int length() {
        return lengths[at];
    }

    private static long offset(int start) {
        return Platform.BYTE_ARRAY_OFFSET + (long) start;
    }
}
