package dev.tandem.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Lets contestants take turns: one to the last, then the last to the first, and so on, so that what slows the machine for a while slows all
 * of them, and a steady drift cancels out (A B B A). One run of each before that is not counted: it warms caches and compilers.
 */
public final class Race {
    private final List<Contestant> contestants;
    private final Map<String, Map<Measure, List<Double>>> results = new LinkedHashMap<>();

    private Race(List<Contestant> contestants) {
        this.contestants = contestants;
    }

    /**
     * Runs the race.
     *
     * @param contestants each under a name of its own
     * @param rounds how often each runs, at least 1
     * @param progress told of each run, in a line
     * @throws Exception when a run failed
     */
    public static Race run(List<? extends Contestant> contestants, int rounds, Consumer<String> progress)
            throws Exception {
        return run(contestants, () -> {}, rounds, progress);
    }

    /**
     * Runs the race.
     *
     * @param check looks at what the contestants left when all had warmed up, before anything is measured, and fails when that is not right
     * @see #run(List, int, Consumer)
     */
    public static Race run(
            List<? extends Contestant> contestants, Contestant.Work check, int rounds, Consumer<String> progress)
            throws Exception {
        Race race = new Race(List.copyOf(contestants));
        for (Contestant contestant : race.contestants) {
            progress.accept("warming up: " + contestant.name());
            contestant.run();
        }
        check.run();
        for (int round = 1; round <= rounds; round++) {
            List<Contestant> order = new ArrayList<>(race.contestants);
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (Contestant contestant : order) {
                Map<Measure, Double> result = contestant.run();
                race.keep(contestant, result);
                progress.accept("round %d of %d: %s: %s".formatted(round, rounds, contestant.name(), text(result)));
            }
        }
        return race;
    }

    private void keep(Contestant contestant, Map<Measure, Double> result) {
        Map<Measure, List<Double>> kept = results.computeIfAbsent(contestant.name(), unseen -> new LinkedHashMap<>());
        result.forEach((measure, value) ->
                kept.computeIfAbsent(measure, unseen -> new ArrayList<>()).add(value));
    }

    /** What one contestant's runs gave. */
    public Spread of(String contestant, Measure measure) {
        return Spread.of(values(contestant, measure));
    }

    /** One contestant's values by those of another, round by round. */
    public Spread ratio(String contestant, String yardstick, Measure measure) {
        return ratio(contestant, measure, yardstick, measure);
    }

    /** One contestant's values of a measure by another's values of another measure, round by round. */
    public Spread ratio(String contestant, Measure measure, String yardstick, Measure against) {
        return ratio(values(contestant, measure), values(yardstick, against));
    }

    /** What one contestant's values are beyond those of another, round by round. */
    public Spread difference(String contestant, String yardstick, Measure measure) {
        List<Double> values = values(contestant, measure);
        List<Double> against = values(yardstick, measure);
        List<Double> differences = new ArrayList<>();
        for (int round = 0; round < values.size(); round++) {
            differences.add(values.get(round) - against.get(round));
        }
        return Spread.of(differences);
    }

    private static Spread ratio(List<Double> values, List<Double> against) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < values.size(); round++) {
            ratios.add(values.get(round) / against.get(round));
        }
        return Spread.of(ratios);
    }

    private List<Double> values(String contestant, Measure measure) {
        return Objects.requireNonNull(
                Objects.requireNonNull(results.get(contestant), contestant).get(measure), measure.name());
    }

    private static String text(Map<Measure, Double> result) {
        StringBuilder text = new StringBuilder();
        result.forEach((measure, value) -> text.append(text.isEmpty() ? "" : ", ")
                .append("%s %.4g %s".formatted(measure.name(), value, measure.unit())));
        return text.toString();
    }
}
