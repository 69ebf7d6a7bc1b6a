package dev.tandem.offline.window;

import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.aggregate.Accumulator;
import dev.tandem.transform.aggregate.AggregateFunctions;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The windows of one view by the rules of docs/semantics.md, read literally: a list of events, gone through for each value. */
public final class NaiveWindows {
    private final FeatureView view;
    private final Source source;
    private final WindowPlan plan;

    /** The windows of a view. */
    public NaiveWindows(FeatureView view, Source source) {
        this.view = view;
        this.source = source;
        this.plan = WindowPlan.of(view, source);
    }

    /** A source's row that is an event, and when it is known. */
    private record Known(SourceEvent row, WindowEvent event, long availableAt, long created) {}

    /**
     * The values of all features at an instant.
     *
     * @param rows of the source, of all entities
     * @param key a value for each join key of the view; with a null no value is there
     * @param asKnownAt at this instant
     */
    public List<@Nullable Object> valuesAt(
            long instant, Collection<SourceEvent> rows, List<? extends @Nullable Object> key, long asKnownAt) {
        if (key.stream().anyMatch(Objects::isNull)) {
            return Collections.nCopies(view.features().size(), null);
        }
        List<Known> events = events(rows, key, asKnownAt);
        List<@Nullable Object> values = new ArrayList<>();
        for (Feature feature : view.features()) {
            values.add(value(feature.aggregation(), instant, events));
        }
        return values;
    }

    /** Those of an entity that are known, each once: as it was known first. */
    private List<Known> events(Collection<SourceEvent> rows, List<? extends @Nullable Object> key, long instant) {
        List<String> columns = List.copyOf(view.keys().values());
        List<Known> known = new ArrayList<>(rows.stream()
                .filter(row -> row.key(columns).equals(key))
                .flatMap(row -> read(row).stream())
                .filter(event -> event.event().time() <= instant && event.availableAt() <= instant)
                .sorted(Comparator.comparingLong(Known::availableAt)
                        .thenComparingLong(Known::created)
                        .thenComparing(event -> event.event().toBytes(plan), Arrays::compareUnsigned))
                .toList());
        List<Known> distinct = new ArrayList<>();
        for (Known each : known) {
            if (distinct.stream().noneMatch(other -> isSame(each.event(), other.event()))) {
                distinct.add(each);
            }
        }
        return distinct;
    }

    private static boolean isSame(WindowEvent one, WindowEvent other) {
        return one.time() == other.time() && Arrays.equals(one.id(), other.id());
    }

    /** Empty for what is no event. */
    private Optional<Known> read(SourceEvent row) {
        boolean byCreated = source.availability().from() == Availability.From.CREATED_TIME;
        if (row.at() == null || row.id() == null || (byCreated && row.seen() == null)) {
            return Optional.empty();
        }
        long known = byCreated ? Objects.requireNonNull(row.seen()) : row.time();
        long conditions = 0;
        for (int i = 0; i < plan.conditions().size(); i++) {
            conditions |= row.isTrue(plan.conditions().get(i)) ? 1L << i : 0;
        }
        return Optional.of(new Known(
                row,
                WindowEvent.of(
                        row.time(),
                        plan.idOf(ValueSource.of(Collections.singletonList(row.id())), 0),
                        ValueSource.of(values(row)),
                        conditions),
                known
                        + TimeUnit.NANOSECONDS.toMicros(
                                source.availability().after().toNanos()),
                source.createdTime().isEmpty() || row.seen() == null ? Long.MIN_VALUE : row.seen()));
    }

    private List<@Nullable Object> values(SourceEvent row) {
        List<@Nullable Object> values = new ArrayList<>();
        plan.columns().forEach(column -> values.add(row.value(column.name())));
        return values;
    }

    private @Nullable Object value(Aggregation aggregation, long instant, List<Known> known) {
        long resolution = Math.max(
                1, TimeUnit.NANOSECONDS.toMicros(aggregation.resolution().toNanos()));
        long start =
                instant - TimeUnit.NANOSECONDS.toMicros(aggregation.window().toNanos());
        long edge = Math.floorDiv(start, resolution) * resolution;
        Accumulator accumulator = AggregateFunctions.installed()
                .bind(
                        aggregation.function(),
                        aggregation
                                .column()
                                .map(name ->
                                        Objects.requireNonNull(source.columns().get(name))),
                        aggregation.parameters())
                .init();
        List<Known> shuffled = new ArrayList<>(known);
        Collections.shuffle(shuffled, new Random(instant));
        for (Known each : shuffled) {
            long time = each.event().time();
            if (edge < time
                    && time <= instant
                    && aggregation.where().map(each.row()::isTrue).orElse(true)) {
                @Nullable
                Object value = aggregation.column().isPresent()
                        ? each.row().value(aggregation.column().get())
                        : "an event";
                if (value != null) {
                    accumulator.update(
                            ValueSource.of(List.of(value)),
                            aggregation.column().isPresent() ? 0 : -1,
                            time,
                            each.event().id());
                }
            }
        }
        return accumulator.finish();
    }
}
