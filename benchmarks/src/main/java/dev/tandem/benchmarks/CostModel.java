package dev.tandem.benchmarks;

import dev.tandem.benchmarks.ResultFile.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a large project would cost, from the costs per row that the suites measured. Linear: every step reads, exchanges and writes each
 * row once, and sorting grows with the logarithm only. A line whose suite was not measured is left out.
 */
final class CostModel {
    private static final double ROWS = 1e9;
    private static final double ENTITIES = 1e8;

    private static final double JOIN_ROWS = 20e6;
    private static final double EVENTS = 10e6;
    private static final double SOURCE_ROWS = 2e6;
    private static final double STORED_ROWS = 1e6;

    private static final double MICROS = 1e6;
    private static final double GIGABYTE = 1e9;
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double SECONDS_PER_MINUTE = 60;
    /** Of a network of 10 Gbit a second. */
    private static final double BYTES_PER_SECOND = 10e9 / Byte.SIZE;

    private final List<ResultFile> results;

    private CostModel(List<ResultFile> results) {
        this.results = results;
    }

    /** The model as a table. */
    static String table(List<ResultFile> results) {
        CostModel model = new CostModel(results);
        List<String> lines = new ArrayList<>();
        model.perRow("join", "the same, processor time", JOIN_ROWS)
                .ifPresent(cost -> lines.add(hours("training: join of 1B feature rows", "feature row", cost, ROWS)));
        model.perRow("windows", ", processor time", EVENTS)
                .ifPresent(cost -> lines.add(hours("training: 20 windows over 1B events", "event", cost, ROWS)));
        model.perRow("materialize", "processor time of Spark", SOURCE_ROWS)
                .ifPresent(cost -> lines.add(hours("materialising 1B rows, Spark", "source row", cost, ROWS)));
        model.perRow("materialize", "processor time of Redis, over older rows", STORED_ROWS)
                .ifPresent(cost -> lines.add(line(
                        "materialising 100M entities, Redis",
                        number(cost * MICROS) + " µs of its one thread a row",
                        number(cost * ENTITIES / SECONDS_PER_MINUTE)
                                + " minutes with one master, a third with three")));
        model.figure("materialize", "memory of Redis for an entity")
                .ifPresent(bytes -> lines.add(line(
                        "Redis memory, 10 features",
                        number(bytes) + " bytes an entity",
                        number(bytes * ENTITIES / GIGABYTE) + " GB")));
        model.figure("materialize", "bytes of an entity on the way")
                .ifPresent(bytes -> lines.add(line(
                        "network, Spark to Redis",
                        number(bytes) + " bytes an entity",
                        "%s GB, %s s at 10 Gbit/s"
                                .formatted(
                                        number(bytes * ENTITIES / GIGABYTE),
                                        number(bytes * ENTITIES / BYTES_PER_SECOND)))));
        return "| what | measured | 1B rows, 100M entities |\n|---|---|---|\n" + String.join("", lines);
    }

    private Optional<Double> perRow(String suite, String words, double rows) {
        return partWith(suite, words).map(part -> figure(part, words) / (rows * part.scale()));
    }

    private Optional<Double> figure(String suite, String words) {
        return partWith(suite, words).map(part -> figure(part, words));
    }

    /** The first part of a suite that has a figure whose text holds some words. */
    private Optional<Part> partWith(String suite, String words) {
        return results.stream()
                .filter(result -> result.suite().equals(suite))
                .flatMap(result -> result.parts().stream())
                .filter(part -> part.lines().stream().anyMatch(line -> tellsOf(line, words)))
                .findFirst();
    }

    private static double figure(Part part, String words) {
        return part.lines().stream()
                .filter(line -> tellsOf(line, words))
                .findFirst()
                .orElseThrow()
                .value()
                .median();
    }

    private static boolean tellsOf(Line line, String words) {
        return line.measure().contains(words);
    }

    private static String hours(String what, String unit, double secondsPerRow, double rows) {
        return line(
                what,
                "%s µs of a core for each %s".formatted(number(secondsPerRow * MICROS), unit),
                number(secondsPerRow * rows / SECONDS_PER_HOUR) + " core-hours");
    }

    private static String line(String what, String measured, String cost) {
        return "| %s | %s | %s |%n".formatted(what, measured, cost);
    }

    private static String number(double value) {
        return MarkdownTable.number(value);
    }
}
