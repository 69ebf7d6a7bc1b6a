package dev.tandem.online;

import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Divides rows into calls of the script that are short enough not to hold up other clients of Redis. */
final class WriteCalls {
    private static final int MOST_ROWS = 256;
    private static final int MOST_BYTES = 512 * 1024;

    private WriteCalls() {}

    /** Calls for a single server: whatever rows follow each other. */
    static <T extends StoreWrite> List<List<T>> of(List<T> rows) {
        List<List<T>> calls = new ArrayList<>();
        int start = 0;
        int bytes = 0;
        for (int i = 0; i < rows.size(); i++) {
            bytes += rows.get(i).size();
            if (i > start && (i - start == MOST_ROWS || bytes > MOST_BYTES)) {
                calls.add(rows.subList(start, i));
                start = i;
                bytes = rows.get(i).size();
            }
        }
        if (start < rows.size()) {
            calls.add(rows.subList(start, rows.size()));
        }
        return calls;
    }

    /** Calls for a cluster, which takes together only what lies in one slot. */
    static <T extends StoreWrite> List<List<T>> bySlot(Collection<T> rows, RowKeys keys) {
        Map<Integer, List<T>> slots = new HashMap<>();
        for (T row : rows) {
            slots.computeIfAbsent(SlotHash.getSlot(keys.key(row.address())), slot -> new ArrayList<>())
                    .add(row);
        }
        return slots.values().stream().flatMap(slot -> of(slot).stream()).toList();
    }
}
