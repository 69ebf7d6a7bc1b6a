package dev.tandem.benchmarks.online;

import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Measure;
import dev.tandem.benchmarks.ProcessCost;
import dev.tandem.benchmarks.Spread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Turns of requests to one server at a constant rate, which are looked at together: a percentile is that of all requests of all turns. How steady
 * it is, is told by that of each fifth of the turns. The first turn warms up and does not count.
 */
final class PacedTurns implements Contestant {
    private static final int PARTS = 5;
    private static final double MICROS = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    private final String name;
    private final Serving server;
    private final HttpRequests requests;
    private final double perSecond;
    private final long nanos;
    private final List<Turn> turns = new ArrayList<>();
    private boolean warm;

    /** What one turn gave. */
    private record Turn(Histogram latencies, double serverSeconds) {}

    /** A figure of some turns together. */
    @FunctionalInterface
    private interface Figure {
        double of(List<Turn> turns);
    }

    /**
     * Turns that were not taken yet.
     *
     * @param perSecond requests
     * @param nanos how long a turn takes
     */
    PacedTurns(String name, Serving server, HttpRequests requests, double perSecond, long nanos) {
        this.name = name;
        this.server = server;
        this.requests = requests;
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<Measure, Double> run() throws Exception {
        try (LoadGenerator generator = new LoadGenerator(server.port(), requests)) {
            ProcessCost before = server.cost();
            Histogram latencies = generator.openLoop(perSecond, nanos);
            Turn turn = new Turn(latencies, server.cost().since(before).cpuSeconds());
            if (warm) {
                turns.add(turn);
            }
            warm = true;
            return Map.of(Load.P99, percentile(99).of(List.of(turn)));
        }
    }

    private static Figure percentile(double percentile) {
        return turns -> {
            Histogram all = turns.get(0).latencies().copy();
            turns.subList(1, turns.size()).forEach(turn -> all.add(turn.latencies()));
            return all.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
        };
    }

    private static double serverMicros(List<Turn> turns) {
        return turns.stream().mapToDouble(Turn::serverSeconds).sum()
                * MICROS
                / turns.stream()
                        .mapToLong(turn -> turn.latencies().getTotalCount())
                        .sum();
    }

    /** A percentile of the times of all requests, in microseconds. */
    Spread latencyMicros(double percentile) {
        return of(percentile(percentile));
    }

    /** The same by that of another server, which took as many turns. */
    Spread latencyRatio(PacedTurns other, double percentile) {
        return ratio(other, percentile(percentile));
    }

    /** The server's processor time for each request, in microseconds. */
    Spread serverMicros() {
        return of(PacedTurns::serverMicros);
    }

    /** The same by that of another server, which took as many turns. */
    Spread serverRatio(PacedTurns other) {
        return ratio(other, PacedTurns::serverMicros);
    }

    private Spread of(Figure figure) {
        return spread(figure.of(turns), parts().stream().map(figure::of).toList());
    }

    private Spread ratio(PacedTurns other, Figure figure) {
        List<List<Turn>> parts = parts();
        List<List<Turn>> others = other.parts();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            ratios.add(figure.of(parts.get(i)) / figure.of(others.get(i)));
        }
        return spread(figure.of(turns) / figure.of(other.turns), ratios);
    }

    /** The figure of the whole stands in the middle, instead of that of the parts. */
    private static Spread spread(double whole, List<Double> ofParts) {
        return new Spread(whole, Collections.min(ofParts), Collections.max(ofParts));
    }

    private List<List<Turn>> parts() {
        int parts = Math.min(PARTS, turns.size());
        return IntStream.range(0, parts)
                .mapToObj(part -> turns.subList(part * turns.size() / parts, (part + 1) * turns.size() / parts))
                .toList();
    }
}
