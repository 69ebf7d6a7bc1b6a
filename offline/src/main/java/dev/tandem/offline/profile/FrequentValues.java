package dev.tandem.offline.profile;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often values occur: exactly while at most {@value #KEPT} are different, and of more than that the frequent ones (J. Misra and D. Gries,
 * "Finding Repeated Elements", 1982). When there is no room, the median of all counts is taken from each, and those without a count go: no count is too
 * high, none too low by more than the {@linkplain #error sum} of what was taken, and that is below a {@value #KEPT}th of all values, twice. Not
 * thread-safe.
 *
 * @param <T> the values
 */
final class FrequentValues<T extends Comparable<? super T>> {
    static final int KEPT = 1_000;

    private final Map<T, long[]> counts = new HashMap<>();
    private long error;

    void add(T value, long times) {
        long[] count = counts.get(value);
        if (count != null) {
            count[0] += times;
        } else {
            counts.put(value, new long[] {times});
            makeRoom();
        }
    }

    private void makeRoom() {
        if (counts.size() <= KEPT) {
            return;
        }
        long median = median(counts.values());
        counts.values().forEach(count -> count[0] -= median);
        counts.values().removeIf(count -> count[0] <= 0);
        error += median;
    }

    private static long median(Collection<long[]> counts) {
        long[] sorted = counts.stream().mapToLong(count -> count[0]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    void merge(FrequentValues<T> other) {
        error += other.error;
        other.counts.forEach((value, count) -> add(value, count[0]));
    }

    void addError(long more) {
        error += more;
    }

    /** By how much a count may be too low; 0 while all is known exactly. */
    long error() {
        return error;
    }

    /** The values with their counts, most frequent first, those of one count in their own order. */
    Map<String, Long> counts() {
        Map<String, Long> ordered = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Comparator.<Map.Entry<T, long[]>>comparingLong(entry -> -entry.getValue()[0])
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> ordered.put(entry.getKey().toString(), entry.getValue()[0]));
        return ordered;
    }
}
