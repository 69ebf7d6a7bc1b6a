package dev.tandem.transform.window;

import dev.tandem.TandemException;
import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.PackedValues;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.aggregate.Accumulator;
import dev.tandem.transform.aggregate.AggregateFunctions;
import dev.tandem.transform.aggregate.Aggregator;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * What a windowed view aggregates: the columns of its events, the conditions that choose among them, what is kept of them in tiles, and which
 * window reads what. Immutable, thread-safe; serializable, so that tasks of a distributed job can carry it.
 *
 * <p>What is kept does not depend on the order in which a view names its aggregations, nor on what its features are called.
 */
public final class WindowPlan implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The earliest and the latest event time that windows can tell, in microseconds since 1970: about 73,000 years from it. */
    public static final long EARLIEST = -(1L << 61);

    /** See {@link #EARLIEST}. */
    public static final long LATEST = 1L << 61;

    private static final int ID_BYTES = 16;
    /** How far back events are kept one by one, unless the source says how late they may come. */
    private static final Duration USUAL_REACH = Duration.ofHours(1);

    /**
     * A column of the source.
     *
     * @param name in the source
     * @param type as the source declares it
     */
    public record Column(String name, ValueType type) implements Serializable {}

    /**
     * What tiles hold: an aggregate function of a column, for the events that a condition chooses. Windows of any length read it.
     *
     * @param column its position, or -1
     * @param condition its position, or -1
     * @param coarsest the coarsest level of the windows that read it
     */
    record Measure(Aggregator aggregator, int column, int condition, int coarsest) implements Serializable {
        /** Counts an event in, if it is one of those. */
        void count(WindowEvent event, Accumulator accumulator) {
            if (counts(event)) {
                accumulator.update(event.values(), column, event.time(), event.id());
            }
        }

        /** Whether an event is one of those: no function sees a null. */
        boolean counts(WindowEvent event) {
            return (condition < 0 || (event.conditions() >>> condition & 1) == 1)
                    && (column < 0 || !event.values().isNull(column));
        }
    }

    /** One feature. */
    record Window(String feature, int measure, long length, int level) implements Serializable {}

    private final List<Column> columns;
    private final List<ValueType> columnTypes;
    private final Column eventId;
    private final List<String> conditions;
    private final List<Measure> measures;
    private final List<Window> windows;
    private final Grid grid;
    private final long lag;
    private final long tailReach;
    private final int fingerprint;

    /**
     * The plan of a view.
     *
     * @param view whose features are aggregated
     * @param source the view's
     * @throws TandemException when it cannot be computed; definitions that were read without a problem can
     */
    public static WindowPlan of(FeatureView view, Source source) {
        return new WindowPlan(view, source);
    }

    private WindowPlan(FeatureView view, Source source) {
        List<Aggregation> aggregations =
                view.features().stream().map(Feature::aggregation).toList();
        this.columns = columns(aggregations, source);
        this.columnTypes = columns.stream().map(Column::type).toList();
        this.eventId = column(
                source,
                source.eventId()
                        .orElseThrow(() -> new TandemException(
                                "Source '%s' names no event_id, and view '%s' aggregates its events. Add it: without it nobody knows whether an event that comes twice is one or two."
                                        .formatted(source.name(), view.name()))));
        this.conditions = conditions(view, aggregations);
        long[] resolutions = resolutions(view, aggregations);
        List<String> kept = List.copyOf(
                new TreeSet<>(aggregations.stream().map(WindowPlan::kept).toList()));
        this.windows = windows(view, resolutions, kept);
        this.measures = measures(aggregations, kept);
        this.grid = new Grid(resolutions, lengths(resolutions.length));
        this.lag = source.availability().from() == Availability.From.EVENT_TIME
                ? micros(source.availability().after())
                : 0;
        this.tailReach = micros(source.lookback().isZero() ? USUAL_REACH : source.lookback());
        this.fingerprint = fingerprint(kept, resolutions);
    }

    private static List<Column> columns(List<Aggregation> aggregations, Source source) {
        NavigableSet<String> names = new TreeSet<>();
        aggregations.forEach(aggregation -> aggregation.column().ifPresent(names::add));
        return names.stream().map(name -> column(source, name)).toList();
    }

    private static Column column(Source source, String name) {
        ValueType type = source.columns().get(name);
        if (type == null) {
            throw new TandemException("Source '%s' does not declare the type of column '%s'. Add it under columns."
                    .formatted(source.name(), name));
        }
        return new Column(name, type);
    }

    private static List<String> conditions(FeatureView view, List<Aggregation> aggregations) {
        NavigableSet<String> texts = new TreeSet<>();
        aggregations.forEach(aggregation -> aggregation.where().ifPresent(texts::add));
        if (texts.size() > Aggregation.MOST_CONDITIONS) {
            throw new TandemException(
                    "View '%s' has %d different conditions, and at most %d are kept of an event. Divide it into several views."
                            .formatted(view.name(), texts.size(), Aggregation.MOST_CONDITIONS));
        }
        return List.copyOf(texts);
    }

    /** Finest first. */
    private static long[] resolutions(FeatureView view, List<Aggregation> aggregations) {
        long[] resolutions = aggregations.stream()
                .mapToLong(WindowPlan::resolution)
                .sorted()
                .distinct()
                .toArray();
        for (int i = 1; i < resolutions.length; i++) {
            if (resolutions[i] % resolutions[i - 1] != 0) {
                throw new TandemException(
                        "View '%s' has windows of resolutions %s and %s, of which one does not divide the other. Declare one resolution for the view."
                                .formatted(
                                        view.name(),
                                        Duration.ofNanos(resolutions[i - 1] * 1_000),
                                        Duration.ofNanos(resolutions[i] * 1_000)));
            }
        }
        return resolutions;
    }

    /** In microseconds; exact windows move along by one at a time. */
    private static long resolution(Aggregation aggregation) {
        return Math.max(1, micros(aggregation.resolution()));
    }

    private static long micros(Duration duration) {
        return Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), (long) duration.getNano() / 1_000);
    }

    /** What tiles keep of an aggregation, as a text: everything but the window. */
    private static String kept(Aggregation aggregation) {
        return "%s(%s %s) where %s"
                .formatted(
                        aggregation.function(),
                        aggregation.column().orElse("*"),
                        aggregation.parameters(),
                        aggregation.where().orElse("true"));
    }

    private static List<Window> windows(FeatureView view, long[] resolutions, List<String> kept) {
        return view.features().stream()
                .map(feature -> {
                    Aggregation aggregation = feature.aggregation();
                    return new Window(
                            feature.name(),
                            kept.indexOf(kept(aggregation)),
                            micros(aggregation.window()),
                            Arrays.binarySearch(resolutions, resolution(aggregation)));
                })
                .toList();
    }

    private List<Measure> measures(List<Aggregation> aggregations, List<String> kept) {
        Map<String, Aggregation> examples = new TreeMap<>();
        aggregations.forEach(aggregation -> examples.putIfAbsent(kept(aggregation), aggregation));
        List<Measure> all = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            int measure = i;
            Aggregation aggregation = Objects.requireNonNull(examples.get(kept.get(i)));
            int column = aggregation.column().map(this::columnOf).orElse(-1);
            all.add(new Measure(
                    AggregateFunctions.installed()
                            .bind(
                                    aggregation.function(),
                                    aggregation.column().map(name -> columnTypes.get(column)),
                                    aggregation.parameters()),
                    column,
                    aggregation.where().map(conditions::indexOf).orElse(-1),
                    windows.stream()
                            .filter(window -> window.measure() == measure)
                            .mapToInt(Window::level)
                            .max()
                            .orElseThrow()));
        }
        return List.copyOf(all);
    }

    private int columnOf(String name) {
        return columns.stream().map(Column::name).toList().indexOf(name);
    }

    private long[][] lengths(int levels) {
        long[][] lengths = new long[levels][];
        for (int i = 0; i < levels; i++) {
            int level = i;
            lengths[i] = windows.stream()
                    .filter(window -> window.level() == level)
                    .mapToLong(Window::length)
                    .toArray();
        }
        return lengths;
    }

    /** Of everything that says how a state is to be read. */
    private int fingerprint(List<String> kept, long[] resolutions) {
        NavigableMap<String, NavigableSet<String>> readers = new TreeMap<>();
        for (Window window : windows) {
            readers.computeIfAbsent(kept.get(window.measure()), any -> new TreeSet<>())
                    .add(window.length() + "/" + resolutions[window.level()]);
        }
        CRC32 sum = new CRC32();
        sum.update((readers + " " + columns + " " + eventId).getBytes(StandardCharsets.UTF_8));
        return (int) sum.getValue();
    }

    /** The columns whose values an event holds, in that order: those that are aggregated. */
    public List<Column> columns() {
        return columns;
    }

    /** The column that tells events of one entity and time apart. */
    public Column eventId() {
        return eventId;
    }

    /** The conditions, in Spark SQL over the source's declared columns, of whose outcomes an event holds a bit each, in that order; at most 64. */
    public List<String> conditions() {
        return conditions;
    }

    /** The names of the features, in the order of the view. */
    public List<String> features() {
        return windows.stream().map(Window::feature).toList();
    }

    /** The types of the features, in the order of the view. */
    public List<ValueType> resultTypes() {
        return windows.stream()
                .map(window -> measures.get(window.measure()).aggregator().resultType())
                .toList();
    }

    /** How far back windows reach at most, the rounding of their edges included, in microseconds. */
    public long widest() {
        return windows.stream()
                .mapToLong(window -> window.length() + grid.resolution(window.level()) - 1)
                .max()
                .orElseThrow();
    }

    /** How far behind the newest known event another may come and still be counted at once, in microseconds. */
    public long tailReach() {
        return tailReach;
    }

    /**
     * Makes an event's id comparable.
     *
     * @param index of the value of {@link #eventId()}, which is not null: what has no id is no event
     */
    public byte[] idOf(ValueSource values, int index) {
        ByteWriter out = new ByteWriter(ID_BYTES);
        PackedValues.writeValue(out, eventId.type(), values, index);
        return out.toBytes();
    }

    List<ValueType> columnTypes() {
        return columnTypes;
    }

    List<Measure> measures() {
        return measures;
    }

    List<Window> windows() {
        return windows;
    }

    Grid grid() {
        return grid;
    }

    /** How long after its time an event becomes known, as far as the source fixes it. */
    long lag() {
        return lag;
    }

    int fingerprint() {
        return fingerprint;
    }

    static long bounded(long instant) {
        return Math.max(EARLIEST, Math.min(LATEST, instant));
    }
}
