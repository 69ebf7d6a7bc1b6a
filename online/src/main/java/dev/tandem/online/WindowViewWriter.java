package dev.tandem.online;

import dev.tandem.row.CorruptRowException;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.Visibility;
import dev.tandem.transform.EventReader;
import dev.tandem.transform.expression.EvaluationFailures;
import dev.tandem.transform.window.EntityWindows;
import dev.tandem.transform.window.EntityWindows.Pushed;
import dev.tandem.transform.window.StateTooLargeException;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPlan;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts events into the windows of a view, entity by entity.
 *
 * <p><b>Together with others.</b> What is stored of an entity is read, made new here, and put back if it is still what was read; when another
 * writer was faster, this one reads again. So nobody's events are lost, no event counts twice, and of all writers who meet
 * one always comes through.
 *
 * <p><b>Retention.</b> A state is kept until no window reaches its newest event any more, and a day longer; an entity without a state is one without
 * events, so it makes no difference to a reader when it goes.
 */
final class WindowViewWriter implements ViewWriter {
    private static final Logger LOG = LoggerFactory.getLogger(WindowViewWriter.class);
    private static final long GRACE = TimeUnit.DAYS.toMicros(1);

    private final OnlineStore store;
    private final ViewTarget target;
    private final EventReader.Form form;
    private final WindowPlan plan;
    private final InstantSource clock;

    WindowViewWriter(OnlineStore store, ViewTarget target, EventReader.Form form, InstantSource clock) {
        this.store = store;
        this.target = target;
        this.form = form;
        this.plan = form.plan();
        this.clock = clock;
    }

    @Override
    public WriteReport push(List<FeatureRow> rows, RejectionListener listener) {
        Instant now = clock.instant();
        SortedMap<Integer, Rejection> rejected = new TreeMap<>();
        Map<RowAddress, List<Numbered>> events = new LinkedHashMap<>();
        FailedConditions failed = new FailedConditions();
        EventReader reader = form.reader(failed);
        for (int i = 0; i < rows.size(); i++) {
            FeatureRow row = rows.get(i);
            int number = i;
            Optional<byte[]> key = EntityKey.pack(target.keyTypes(), row.key());
            @Nullable Rejection reason = key.isEmpty() ? Rejection.NO_ENTITY : reason(row, Micros.of(now));
            if (reason != null) {
                rejected.put(i, reason);
                continue;
            }
            Optional<WindowEvent> event = reader.read(row.eventTime(), row.values());
            event.ifPresentOrElse(
                    read -> events.computeIfAbsent(
                                    new RowAddress(target.generation(), key.orElseThrow()), unseen -> new ArrayList<>())
                            .add(new Numbered(number, read)),
                    () -> rejected.put(number, Rejection.NO_EVENT_ID));
        }
        failed.tell();
        Counts counts = new Counts(rejected);
        change(events, now, (windows, pushed) -> {
            Pushed outcome = windows.push(pushed.stream().map(Numbered::event).toList());
            return new Change(outcome.windows(), fate -> counts.add(pushed, outcome.outcomes(), fate));
        });
        rejected.forEach(listener::rejected);
        return counts.report();
    }

    private @Nullable Rejection reason(FeatureRow row, long now) {
        Visibility visibility = target.visibility();
        long availableAt = visibility.availableAt(row.eventTime(), row.createdTime());
        if (row.eventTime() > now) {
            return Rejection.IN_THE_FUTURE;
        }
        if (availableAt == Visibility.NEVER) {
            return Rejection.NO_CREATED_TIME;
        }
        if (availableAt > now) {
            return Rejection.NOT_YET_AVAILABLE;
        }
        return row.eventTime() < now - plan.widest() ? Rejection.PAST_RETENTION : null;
    }

    /** Takes every state or fails, so no listener hears of anything. */
    @Override
    public WriteReport write(List<EntityRow> rows, RejectionListener listener) {
        Map<RowAddress, EntityRow> bases = new LinkedHashMap<>();
        rows.forEach(row -> bases.put(new RowAddress(target.generation(), row.entityKey()), row));
        Map<Fate, Long> fates = new EnumMap<>(Fate.class);
        change(bases, clock.instant(), (windows, row) -> {
            EntityWindows rebased = windows.rebase(EntityWindows.read(plan, row.row()));
            return new Change(rebased, fate -> {
                if (fate == Fate.TOO_LARGE) {
                    throw StateTooLargeException.of(
                            target.view(), target.keyTypes(), row.entityKey(), rebased.write().length);
                }
                fates.merge(fate, 1L, Long::sum);
            });
        });
        long written = fates.getOrDefault(Fate.REPLACED, 0L);
        return new WriteReport(written, rows.size() - written, Map.of());
    }

    /** An event, and where it stood among those given. */
    private record Numbered(int position, WindowEvent event) {}

    /**
     * What is to be stored of an entity.
     *
     * @param done is told once it is stored, or cannot be
     */
    private record Change(EntityWindows windows, Consumer<Fate> done) {}

    /** What became of what was stored of an entity. */
    private enum Fate {
        REPLACED,
        THE_SAME,
        /** It stays, as what should take its place is too large. */
        TOO_LARGE;

        static Fate of(byte @Nullable [] stored, byte[] changed) {
            if (Arrays.equals(changed, stored)) {
                return THE_SAME;
            }
            return changed.length > EntityWindows.MOST_BYTES ? TOO_LARGE : REPLACED;
        }
    }

    /** Makes something new of what is stored of an entity and what is given of it. */
    @FunctionalInterface
    private interface Changing<T> {
        Change change(EntityWindows stored, T given);
    }

    private <T> void change(Map<RowAddress, T> given, Instant now, Changing<T> changing) {
        List<RowAddress> open = List.copyOf(given.keySet());
        while (!open.isEmpty()) {
            List<byte @Nullable []> stored = store.read(open).join();
            List<Swap> swaps = new ArrayList<>();
            Map<RowAddress, Runnable> done = new HashMap<>();
            for (int i = 0; i < open.size(); i++) {
                RowAddress address = open.get(i);
                byte @Nullable [] bytes = stored.get(i);
                Change change = changing.change(windows(bytes), Objects.requireNonNull(given.get(address)));
                byte[] changed = change.windows().write();
                Fate fate = Fate.of(bytes, changed);
                done.put(address, () -> change.done().accept(fate));
                if (fate == Fate.REPLACED) {
                    swaps.add(new Swap(address, bytes, changed, keepMillis(change.windows(), Micros.of(now))));
                }
            }
            List<RowAddress> overtaken =
                    store.swap(swaps).stream().map(Swap::address).toList();
            overtaken.forEach(done::remove);
            done.values().forEach(Runnable::run);
            open = overtaken;
        }
    }

    private EntityWindows windows(byte @Nullable [] stored) {
        try {
            return stored == null ? EntityWindows.none(plan) : EntityWindows.read(plan, stored);
        } catch (CorruptRowException e) {
            throw e.at("feature view '" + target.view() + "'");
        }
    }

    private long keepMillis(EntityWindows windows, long now) {
        long last = windows.newestEvent().orElse(now);
        return Math.max(1, TimeUnit.MICROSECONDS.toMillis(last - now + plan.widest() + GRACE));
    }

    /** Told in one line, however many events of a push they are: who pushes must not fill a disk. */
    private final class FailedConditions implements EvaluationFailures {
        private int count;
        private String first = "";

        @Override
        public void failed(int condition, Throwable cause) {
            if (count++ == 0) {
                first = "'%s': %s"
                        .formatted(
                                plan.conditions().get(condition),
                                String.valueOf(cause.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""));
            }
        }

        void tell() {
            if (count > 0) {
                LOG.warn(
                        "View {}: conditions failed {} times on pushed events, which do not count there; first {}",
                        target.view(),
                        count,
                        first);
            }
        }
    }

    /** What became of pushed events. */
    private static final class Counts {
        private final SortedMap<Integer, Rejection> rejected;
        private long written;
        private long older;

        Counts(SortedMap<Integer, Rejection> rejected) {
            this.rejected = rejected;
        }

        void add(List<Numbered> events, List<EntityWindows.Outcome> outcomes, Fate fate) {
            for (int i = 0; i < outcomes.size(); i++) {
                switch (outcomes.get(i)) {
                    case COUNTED -> {
                        if (fate == Fate.TOO_LARGE) {
                            rejected.put(events.get(i).position(), Rejection.TOO_LARGE);
                        } else {
                            written++;
                        }
                    }
                    case DUPLICATE -> older++;
                    case LATE -> rejected.put(events.get(i).position(), Rejection.LATE);
                }
            }
        }

        WriteReport report() {
            Map<Rejection, Long> reasons = new EnumMap<>(Rejection.class);
            rejected.values().forEach(reason -> reasons.merge(reason, 1L, Long::sum));
            return new WriteReport(written, older, reasons);
        }
    }
}
