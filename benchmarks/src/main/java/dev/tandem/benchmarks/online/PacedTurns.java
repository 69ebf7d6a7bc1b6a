package dev.tandem.benchmarks.online;

import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Measure;
import dev.tandem.benchmarks.ProcessCost;
import dev.tandem.benchmarks.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Turns of requests to one server at a constant rate. A percentile is that of each turn, and of these the median, so that the turns in which the machine did something else
 * do not decide; beside another server it is the median of the ratios of turns that followed one another. How steady a figure is, is told by that of each fifth of the turns. The first
 * turn warms up and does not count.
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
    private record Turn(Histogram latencies, double serverSeconds) {
        double micros(double percentile) {
            return latencies.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
        }
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
            return Map.of(Load.P99, turn.micros(99));
        }
    }

    /** A percentile of the times of the requests of a turn, in microseconds. */
    Spread latencyMicros(double percentile) {
        return ofParts(turns.stream().map(turn -> turn.micros(percentile)).toList(), PacedTurns::median);
    }

    /** The same by that of another server, which took its turns beside these. */
    Spread latencyRatio(PacedTurns other, double percentile) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            ratios.add(turns.get(i).micros(percentile) / other.turns.get(i).micros(percentile));
        }
        return ofParts(ratios, PacedTurns::median);
    }

    /** The server's processor time for each request, in microseconds. It is counted in hundredths of a second, so all turns are taken together. */
    Spread serverMicros() {
        return ofParts(turns, PacedTurns::serverMicros);
    }

    /** The same by that of another server, which took its turns beside these. */
    Spread serverRatio(PacedTurns other) {
        List<List<Turn>> pairs = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            pairs.add(List.of(turns.get(i), other.turns.get(i)));
        }
        return ofParts(
                pairs,
                some -> serverMicros(some.stream().map(pair -> pair.get(0)).toList())
                        / serverMicros(some.stream().map(pair -> pair.get(1)).toList()));
    }

    private static double serverMicros(List<Turn> turns) {
        return turns.stream().mapToDouble(Turn::serverSeconds).sum()
                * MICROS
                / turns.stream()
                        .mapToLong(turn -> turn.latencies().getTotalCount())
                        .sum();
    }

    private static double median(List<Double> values) {
        return Spread.of(values).median();
    }

    /** A figure of all, and the lowest and highest of those of the fifths. */
    private static <T> Spread ofParts(List<T> all, ToDoubleFunction<List<T>> figure) {
        int parts = Math.min(PARTS, all.size());
        double[] ofParts = IntStream.range(0, parts)
                .mapToObj(part -> all.subList(part * all.size() / parts, (part + 1) * all.size() / parts))
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return new Spread(figure.applyAsDouble(all), ofParts[0], ofParts[parts - 1]);
    }
}
