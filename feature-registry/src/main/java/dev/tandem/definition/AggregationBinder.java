package dev.tandem.definition;

import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.definition.Transforms.UnfitTransformException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes features of the aggregations that were written: one for each window of each. */
final class AggregationBinder {
    private static final String EXACT = "exact";
    /** Longest windows with a resolution of five minutes, and of an hour. */
    private static final Duration HALF_A_DAY = Duration.ofHours(12);

    private static final Duration TWELVE_DAYS = Duration.ofDays(12);
    /** In how many steps of its resolution a window may move along: what is kept of an entity grows with it. */
    private static final long MOST_STEPS = 10_000;

    /** What an aggregation says of itself; everything else is a parameter of its function. */
    private static final Set<String> FIELDS =
            Set.of("function", "column", "windows", "where", "name", "drift", "description", "owner", "tags");

    private final Draft draft;
    private final Problems problems;
    private final Map<String, Source> sources;
    private final Supplier<Transforms> transforms;

    AggregationBinder(Draft draft, Map<String, Source> sources, Supplier<Transforms> transforms) {
        this.draft = draft;
        this.problems = draft.problems();
        this.sources = sources;
        this.transforms = transforms;
    }

    /** The features that a view aggregates; none when it looks them up. */
    List<WrittenFeature> bind(String view, Part part) {
        List<Part> written = part.items("aggregations");
        if (written.isEmpty()) {
            return List.of();
        }
        Optional<Source> source = part.findText("source").map(sources::get);
        source.filter(found -> found.eventId().isEmpty())
                .ifPresent(found -> problems.add(
                        part.find("source").orElseThrow().place(),
                        "View '%s' aggregates events of source '%s', which names no event_id"
                                .formatted(view, found.name()),
                        "Add event_id, the column that tells events of the same entity and time apart, to the source in %s: without it nobody knows whether an event that comes twice is one or two."
                                .formatted(placeOf(found))));
        boundConditions(view, written);
        List<WrittenFeature> features = new ArrayList<>();
        for (Part item : written) {
            Set<Duration> seen = new HashSet<>();
            for (Part window : item.items("windows")) {
                feature(view, part, item, window, source)
                        .filter(feature -> isNew(window, feature, seen))
                        .ifPresent(features::add);
            }
        }
        return features;
    }

    private void boundConditions(String view, List<Part> aggregations) {
        Set<String> conditions = new HashSet<>();
        List<Part> beyond = aggregations.stream()
                .flatMap(item -> item.find("where").stream())
                .filter(where ->
                        conditions.add(where.text().strip()) && conditions.size() > Aggregation.MOST_CONDITIONS)
                .toList();
        if (!beyond.isEmpty()) {
            problems.add(
                    beyond.get(0).place(),
                    "View '%s' has %d different conditions, and at most %d are kept of an event"
                            .formatted(view, conditions.size(), Aggregation.MOST_CONDITIONS),
                    "Move the aggregations from this one on to a view of their own.");
        }
    }

    private boolean isNew(Part window, WrittenFeature feature, Set<Duration> seen) {
        boolean unseen = seen.add(feature.feature().aggregation().window());
        if (!unseen) {
            problems.add(
                    window.place(),
                    "The window %s is there twice".formatted(window.text()),
                    "Remove one of them: a day may be written 1d or 24h, and is the same.");
        }
        return unseen;
    }

    private Optional<WrittenFeature> feature(String view, Part part, Part item, Part window, Optional<Source> source) {
        Optional<String> function = item.findText("function");
        Optional<Duration> length = Durations.find(window.text()).filter(found -> isUsable(window, found));
        if (function.isEmpty() || length.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> column = item.findText("column");
        Optional<ValueType> columnType = Optional.empty();
        if (column.isPresent()) {
            columnType = Optional.ofNullable(source.get().columns().get(column.get()));
            if (columnType.isEmpty()) {
                undeclared(view, item.find("column").orElseThrow(), source.get());
                return Optional.empty();
            }
        }
        Aggregation aggregation = new Aggregation(
                function.get(),
                column,
                parameters(item),
                where(view, item, source.get()),
                length.get(),
                resolution(view, part, window, length.get()));
        String stem = item.findText("name")
                .orElseGet(() -> function.get() + column.map(name -> "_" + name).orElse(""));
        try {
            ValueType type = transforms.get().resultType(aggregation, columnType);
            Feature feature = new Feature(
                    stem + "_" + window.text(), type, aggregation, WrittenDrift.of(item, problems), item.about());
            return Optional.of(
                    new WrittenFeature(feature, item.find("name").orElse(window).place()));
        } catch (UnfitTransformException e) {
            problems.add(
                    item.find("function").orElseThrow().place(),
                    "View '%s': %s".formatted(view, e.problem()),
                    e.remedy());
            return Optional.empty();
        }
    }

    private boolean isUsable(Part written, Duration window) {
        if (window.isZero()) {
            problems.add(
                    written.place(),
                    "A window of no length holds no event",
                    "Write how far back it reaches, such as 1h or 7d.");
        }
        return !window.isZero();
    }

    private void undeclared(String view, Part column, Source source) {
        problems.add(
                column.place(),
                "View '%s' aggregates column '%s', whose type source '%s' does not declare"
                        .formatted(view, column.text(), source.name()),
                Names.nearest(column.text(), source.columns().keySet())
                        .map("Did you mean '%s'?"::formatted)
                        .orElseGet(() -> "Add it to the source in %s, such as columns: {%s: FLOAT64}."
                                .formatted(placeOf(source), column.text())));
    }

    private Place placeOf(Source source) {
        return Objects.requireNonNull(draft.sources().get(source.name())).keyPlace();
    }

    private static SortedMap<String, String> parameters(Part item) {
        SortedMap<String, String> parameters = new TreeMap<>();
        item.fields().forEach((name, value) -> {
            if (!FIELDS.contains(name) && value.isUsable()) {
                parameters.put(name, value.text());
            }
        });
        return parameters;
    }

    private Optional<String> where(String view, Part item, Source source) {
        Optional<Part> written = item.find("where");
        written.ifPresent(condition -> {
            List<ExpressionColumn> columns = source.columns().entrySet().stream()
                    .map(column -> new ExpressionColumn(column.getKey(), column.getValue()))
                    .toList();
            try {
                transforms.get().check(condition.text().strip(), columns, ValueType.BOOL);
            } catch (UnfitTransformException e) {
                problems.add(
                        condition,
                        "The where of view '%s'".formatted(view),
                        e,
                        " It may use the columns that source '%s' declares.".formatted(source.name()));
            }
        });
        return written.map(condition -> condition.text().strip());
    }

    private Duration resolution(String view, Part part, Part window, Duration length) {
        Optional<Part> written = part.find("resolution");
        if (written.filter(each -> each.text().equals(EXACT)).isPresent()) {
            return Duration.ZERO;
        }
        Optional<Duration> declared =
                written.flatMap(each -> Durations.find(each.text())).filter(each -> !each.isZero());
        if (written.isPresent() && declared.isEmpty()) {
            problems.add(
                    written.get().place(),
                    "The resolution of view '%s' is %s, which is no length of time"
                            .formatted(view, written.get().text()),
                    "Write by which steps its windows move along, such as 1m or 1h, or exact.");
        }
        Duration resolution = declared.orElseGet(() -> usual(length));
        if (resolution.compareTo(length) > 0) {
            problems.add(
                    window.place(),
                    "A window of %s is shorter than the resolution %s of view '%s'"
                            .formatted(window.text(), Durations.text(resolution), view),
                    "Choose a finer resolution, or a longer window.");
        } else if (length.dividedBy(resolution) > MOST_STEPS) {
            problems.add(
                    window.place(),
                    "A window of %s has %,d steps of %s, and at most %,d can be kept of each entity"
                            .formatted(
                                    window.text(),
                                    length.dividedBy(resolution),
                                    Durations.text(resolution),
                                    MOST_STEPS),
                    "Choose a coarser resolution for view '%s', or give this window a view of its own."
                            .formatted(view));
        }
        return resolution;
    }

    private static Duration usual(Duration window) {
        if (window.compareTo(Duration.ofMinutes(5)) < 0) {
            return window.compareTo(Duration.ofMinutes(1)) < 0 ? Duration.ofSeconds(1) : Duration.ofMinutes(1);
        }
        if (window.compareTo(HALF_A_DAY) <= 0) {
            return Duration.ofMinutes(5);
        }
        return window.compareTo(TWELVE_DAYS) <= 0 ? Duration.ofHours(1) : Duration.ofDays(1);
    }
}
