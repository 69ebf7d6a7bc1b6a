package dev.tandem.cli.parity;

import dev.tandem.cli.parity.ProjectCase.SourcePart;
import dev.tandem.cli.parity.ProjectCase.SourceRow;
import dev.tandem.cli.parity.ProjectCase.Step;
import dev.tandem.cli.parity.ProjectCase.ViewPart;
import dev.tandem.cli.parity.ProjectCase.Way;
import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Project;
import dev.tandem.row.Micros;
import dev.tandem.row.RowWriter;
import dev.tandem.row.Visibility;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses when a made-up project is brought up to date and when it is asked: mostly where the outcome changes from one microsecond to the
 * next, since there is where two sides that do not quite agree are told apart.
 */
final class MadeUpSteps {
    private static final List<Way> WAYS = List.of(Way.values());
    /** For sources in which one event is told in two ways: of those that are pushed, whichever comes first counts. */
    private static final List<Way> UNPUSHED = List.of(Way.INCREMENTAL, Way.FULL);

    private static final int STEPS = 3;
    private static final int EDGES = 3;

    private final Random random;
    private final ProjectCase project;
    private final List<Known> rows = new ArrayList<>();
    private final Set<String> contradictory = new HashSet<>();
    /** When rows become known. */
    private final TreeSet<Long> arrivals = new TreeSet<>();

    /**
     * A row of a view.
     *
     * @param entity the view and the key
     * @param from when it becomes known
     * @param lastInstant of its ttl
     * @param leaving when it leaves windows
     */
    private record Known(List<@Nullable Object> entity, long from, long event, long lastInstant, List<Long> leaving) {}

    MadeUpSteps(Random random, ProjectCase project) {
        this.random = random;
        this.project = project;
        Definitions definitions =
                DefinitionFiles.parse(new Project("parity", About.NOTHING), Map.of("features.yaml", project.yaml()));
        for (ViewPart view : project.views()) {
            SourcePart source = project.source(view.source());
            source.rows().forEach(row -> collect(row, source, definitions.view(view.name()), definitions));
        }
        project.sources().stream()
                .filter(source -> source.events() && contradicts(source))
                .forEach(source -> contradictory.add(source.name()));
        rows.forEach(row -> arrivals.add(row.from()));
        arrivals.add(0L);
    }

    private static boolean contradicts(SourcePart source) {
        List<String> id =
                List.of(source.columns().get(source.columns().size() - 1).name());
        Map<List<@Nullable Object>, SourceRow> events = new HashMap<>();
        return source.rows().stream().anyMatch(row -> {
            List<@Nullable Object> identity = source.values(row, id);
            identity.add(row.at());
            SourceRow first = events.putIfAbsent(identity, row);
            return first != null && !first.equals(row);
        });
    }

    private void collect(SourceRow row, SourcePart source, FeatureView view, Definitions definitions) {
        if (row.at() == null) {
            return;
        }
        Visibility visibility = Visibility.of(view, definitions.source(source.name()));
        long event = Micros.of(row.at());
        long created = row.created() == null ? RowWriter.NO_CREATED_TIME : Micros.of(row.created());
        long available = visibility.availableAt(event, created);
        if (available == Visibility.NEVER) {
            return;
        }
        List<@Nullable Object> entity =
                source.values(row, List.copyOf(view.keys().values()));
        entity.add(view.name());
        List<Long> leaving = view.isWindowed()
                ? view.features().stream()
                        .map(Feature::aggregation)
                        .map(window -> leaving(event, window))
                        .toList()
                : List.of();
        rows.add(new Known(entity, Math.max(event, available), event, visibility.lastInstant(event), leaving));
    }

    /** The first instant at which a window starts at or after an event, so that it does not hold it. */
    private static long leaving(long event, Aggregation window) {
        long step = Math.max(1, micros(window.resolution()));
        return -Math.floorDiv(-event, step) * step + micros(window.window());
    }

    private static long micros(Duration length) {
        return length.toNanos() / 1_000;
    }

    List<Step> steps() {
        TreeSet<Long> chosen = new TreeSet<>();
        for (int i = 0; i < STEPS; i++) {
            chosen.add(random.nextInt(3) == 0 ? any(arrivals) : beforeAnEdge());
        }
        List<Step> steps = new ArrayList<>();
        for (long at : chosen) {
            TreeMap<String, Way> ways = new TreeMap<>();
            for (ViewPart view : project.views()) {
                List<Way> possible = contradictory.contains(view.source()) ? UNPUSHED : WAYS;
                ways.put(view.name(), possible.get(random.nextInt(possible.size())));
            }
            steps.add(new Step(
                    Micros.instant(any(arrivals.subSet(0L, true, at, true))),
                    Micros.instant(at),
                    ways,
                    asks(at).stream().map(Micros::instant).toList()));
        }
        return steps;
    }

    private long any(NavigableSet<Long> of) {
        // No clock of a writer stands before 1970.
        List<Long> possible = List.copyOf(of.tailSet(0L, true));
        return possible.get(random.nextInt(possible.size()));
    }

    /** When something arrives, and the next thing to happen is that something grows too old, or leaves a window. */
    private long beforeAnEdge() {
        TreeSet<Long> possible = new TreeSet<>(arrivals.tailSet(0L, true));
        possible.removeIf(at -> edges(at).isEmpty());
        return any(possible.isEmpty() ? arrivals : possible);
    }

    /** Moments from one on, before anything new becomes known. */
    private NavigableSet<Long> asks(long at) {
        NavigableSet<Long> asks = new TreeSet<>();
        asks.add(at);
        List<Long> edges = List.copyOf(edges(at));
        for (int i = 0; i < EDGES && !edges.isEmpty(); i++) {
            long edge = edges.get(random.nextInt(edges.size()));
            asks.add(edge);
            asks.add(edge - 1);
        }
        return asks;
    }

    /** The first microseconds at which a row that counted does not count any more, before anything new becomes known. */
    private NavigableSet<Long> edges(long at) {
        long next = Objects.requireNonNullElse(arrivals.higher(at), Long.MAX_VALUE);
        TreeSet<Long> edges = new TreeSet<>();
        Map<List<@Nullable Object>, Known> newest = new HashMap<>();
        for (Known row : rows) {
            if (row.from() <= at) {
                newest.merge(row.entity(), row, (one, other) -> one.event() >= other.event() ? one : other);
                edges.addAll(row.leaving());
            }
        }
        newest.values().stream()
                .filter(row -> row.lastInstant() != Long.MAX_VALUE)
                .forEach(row -> edges.add(row.lastInstant() + 1));
        return new TreeSet<>(edges.subSet(at + 1, next));
    }
}
