package dev.tandem.online;

import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowWriter;
import dev.tandem.row.Visibility;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Writes the newest row of each entity of a view whose features are looked up.
 *
 * <p><b>The future.</b> One row is stored for each entity, so a row that counts only later would hide the one that counts now. It is
 * rejected; whoever has it writes it again in time.
 *
 * <p><b>Retention.</b> A row outlives its ttl in the store by as much again, a day at least, so that a reader is told that the entity's
 * row is too old rather than that there is none. How long that is from now on is counted by the clock given, not by that of Redis, so
 * that history can be replayed under a clock that stands in the past. A reader checks the age by itself.
 */
final class RowViewWriter implements ViewWriter {
    private static final long SHORTEST_GRACE = TimeUnit.DAYS.toMicros(1);

    private final OnlineStore store;
    private final ViewTarget target;
    private final InstantSource clock;

    RowViewWriter(OnlineStore store, ViewTarget target, InstantSource clock) {
        this.store = store;
        this.target = target;
        this.clock = clock;
    }

    @Override
    public WriteReport push(List<FeatureRow> rows, RejectionListener listener) {
        Instant now = clock.instant();
        Batch batch = new Batch(now, listener);
        RowWriter writer = new RowWriter(target.schema());
        for (FeatureRow row : rows) {
            Optional<byte[]> key = EntityKey.pack(target.keyTypes(), row.key());
            byte[] packed = writer.write(row.eventTime(), row.createdTime(), now.toEpochMilli(), row.values());
            if (key.isPresent()) {
                batch.add(key.get(), packed, row.eventTime(), row.createdTime());
            } else {
                batch.reject(Rejection.NO_ENTITY);
            }
        }
        return batch.write();
    }

    @Override
    public WriteReport write(List<EntityRow> rows, RejectionListener listener) {
        Batch batch = new Batch(clock.instant(), listener);
        for (EntityRow row : rows) {
            PackedRow packed = PackedRow.of(row.row());
            if (packed.schemaId() != target.schema().id()) {
                throw new IllegalArgumentException(
                        "a row packed under schema %d, where view %s is written under schema %d"
                                .formatted(
                                        packed.schemaId(),
                                        target.view(),
                                        target.schema().id()));
            }
            batch.add(row.entityKey(), row.row(), packed.eventTime(), packed.createdTime());
        }
        return batch.write();
    }

    /** Rows judged as of one instant. */
    private final class Batch {
        private final long now;
        private final List<RowWrite> fit = new ArrayList<>();
        private final Map<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
        private final RejectionListener listener;
        private int position;

        Batch(Instant now, RejectionListener listener) {
            this.now = Micros.of(now);
            this.listener = listener;
        }

        void add(byte[] entityKey, byte[] row, long eventTime, long createdTime) {
            Visibility visibility = target.visibility();
            long availableAt = visibility.availableAt(eventTime, createdTime);
            if (eventTime > now) {
                reject(Rejection.IN_THE_FUTURE);
            } else if (availableAt == Visibility.NEVER) {
                reject(Rejection.NO_CREATED_TIME);
            } else if (availableAt > now) {
                reject(Rejection.NOT_YET_AVAILABLE);
            } else if (keepUntil(eventTime) <= now) {
                reject(Rejection.PAST_RETENTION);
            } else {
                fit.add(new RowWrite(new RowAddress(target.generation(), entityKey), row, keepMillis(eventTime)));
                position++;
            }
        }

        void reject(Rejection reason) {
            rejected.merge(reason, 1L, Long::sum);
            listener.rejected(position, reason);
            position++;
        }

        private long keepUntil(long eventTime) {
            long lastInstant = target.visibility().lastInstant(eventTime);
            long until = lastInstant + Math.max(target.visibility().ttl(), SHORTEST_GRACE);
            return until < lastInstant ? Long.MAX_VALUE : until;
        }

        private long keepMillis(long eventTime) {
            long until = keepUntil(eventTime);
            return until == Long.MAX_VALUE
                    ? RowWrite.FOR_EVER
                    : Math.max(1, TimeUnit.MICROSECONDS.toMillis(until - now));
        }

        WriteReport write() {
            WriteOutcome outcome = fit.isEmpty() ? WriteOutcome.NONE : store.write(fit);
            return new WriteReport(outcome.written(), outcome.older(), rejected);
        }
    }
}
