package dev.tandem.offline.join;

import dev.tandem.definition.Source.Availability.From;
import dev.tandem.offline.join.ViewHistory.Fact;
import dev.tandem.row.Micros;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The point-in-time rules of docs/semantics.md, one line of code for each, looking at every row for every question. */
final class NaiveJoin {
    private NaiveJoin() {}

    private record Packed(Fact fact, byte[] row) {}

    /** The row that is seen at {@code t} by whoever asks about {@code keys}. */
    static Optional<Fact> seen(ViewHistory history, List<? extends @Nullable Object> keys, Instant t) {
        return history.facts().stream()
                .filter(fact -> sameEntity(fact.keys(), keys))
                .filter(fact -> fact.eventTime() != null && !fact.eventTime().isAfter(t))
                .filter(fact -> history.ttl().isEmpty()
                        || notOlder(fact, t, history.ttl().get()))
                .filter(fact -> available(history, fact, t))
                .map(fact -> new Packed(fact, pack(history, fact)))
                .max((a, b) -> PackedRow.compare(a.row(), b.row()))
                .map(Packed::fact);
    }

    private static boolean sameEntity(List<? extends @Nullable Object> a, List<? extends @Nullable Object> b) {
        return a.stream().allMatch(Objects::nonNull) && a.equals(b);
    }

    private static boolean notOlder(Fact fact, Instant t, Duration ttl) {
        return Duration.between(fact.eventTime(), t).compareTo(ttl) <= 0;
    }

    private static boolean available(ViewHistory history, Fact fact, Instant t) {
        Instant from = history.availability().from() == From.CREATED_TIME ? fact.createdTime() : fact.eventTime();
        return from != null && !from.plus(history.availability().after()).isAfter(t);
    }

    private static byte[] pack(ViewHistory history, Fact fact) {
        return new RowWriter(history.schema())
                .write(
                        Micros.of(Objects.requireNonNull(fact.eventTime())),
                        fact.createdTime() == null ? RowWriter.NO_CREATED_TIME : Micros.of(fact.createdTime()),
                        0,
                        ValueSource.of(fact.values()));
    }
}
