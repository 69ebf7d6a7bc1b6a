package dev.tandem.cli.parity;

import dev.tandem.cli.parity.ProjectCase.SourceRow;
import dev.tandem.cli.parity.ProjectCase.Step;
import dev.tandem.cli.parity.ProjectCase.ViewPart;
import dev.tandem.cli.parity.ProjectCase.Way;
import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Project;
import dev.tandem.row.Micros;
import dev.tandem.row.RowWriter;
import dev.tandem.row.Visibility;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Chooses when a made-up project is brought up to date and when it is asked: where something changes, to the microsecond. */
final class MadeUpSteps {
    private static final int STEPS = 3;
    private static final int ASKS = 4;

    private final Random random;
    private final ProjectCase project;
    /** When rows become known. */
    private final TreeSet<Long> arrivals = new TreeSet<>();
    /** When a row becomes known, grows too old or leaves a window, and the microseconds beside. */
    private final TreeSet<Long> edges = new TreeSet<>();

    MadeUpSteps(Random random, ProjectCase project) {
        this.random = random;
        this.project = project;
        Definitions definitions = DefinitionFiles.parse(
                new Project("parity", About.NOTHING), Map.of("features.yaml", project.yaml()));
        for (ViewPart view : project.views()) {
            project.source(view.source()).rows().forEach(row -> collect(row, definitions.view(view.name()), definitions));
        }
        if (arrivals.isEmpty()) {
            arrivals.add(0L);
        }
    }

    private void collect(SourceRow row, FeatureView view, Definitions definitions) {
        if (row.at() == null) {
            return;
        }
        Visibility visibility = Visibility.of(view, definitions.source(view.source()));
        long event = Micros.of(row.at());
        long created = row.created() == null ? RowWriter.NO_CREATED_TIME : Micros.of(row.created());
        long available = visibility.availableAt(event, created);
        if (available == Visibility.NEVER) {
            return;
        }
        arrivals.add(Math.max(event, available));
        edge(event);
        edge(available);
        if (visibility.ttl() != Visibility.NO_TTL) {
            edge(visibility.lastInstant(event));
        }
        if (view.isWindowed()) {
            for (Feature feature : view.features()) {
                Duration window = feature.aggregation().window();
                edge(event + window.toNanos() / 1_000);
                edge(event + window.plus(feature.aggregation().resolution()).toNanos() / 1_000);
            }
        }
    }

    private void edge(long micros) {
        edges.add(micros - 1);
        edges.add(micros);
        edges.add(micros + 1);
    }

    List<Step> steps() {
        List<Long> known = List.copyOf(arrivals);
        TreeSet<Long> chosen = new TreeSet<>();
        for (int i = 0; i < STEPS; i++) {
            // No clock of a writer stands before 1970.
            chosen.add(Math.max(0, known.get(random.nextInt(known.size()))));
        }
        List<Step> steps = new ArrayList<>();
        for (long at : chosen) {
            TreeMap<String, Way> ways = new TreeMap<>();
            for (ViewPart view : project.views()) {
                ways.put(view.name(), Way.values()[random.nextInt(Way.values().length)]);
            }
            List<Long> before = List.copyOf(arrivals.subSet(0L, true, at, true));
            steps.add(new Step(
                    Micros.instant(before.isEmpty() ? at : before.get(random.nextInt(before.size()))), Micros.instant(at), ways, asks(at)
                            .stream()
                            .map(Micros::instant)
                            .toList()));
        }
        return steps;
    }

    /** Moments from one on, before anything new becomes known. */
    private TreeSet<Long> asks(long at) {
        Long next = arrivals.higher(at);
        List<Long> interesting =
                List.copyOf(next == null ? edges.tailSet(at) : edges.subSet(at, next));
        TreeSet<Long> asks = new TreeSet<>();
        asks.add(at);
        for (int i = 1; i < ASKS && !interesting.isEmpty(); i++) {
            asks.add(interesting.get(random.nextInt(interesting.size())));
        }
        return asks;
    }
}
