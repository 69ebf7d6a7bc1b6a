package dev.tandem.benchmarks.online;

import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.Measure;
import dev.tandem.benchmarks.Race;
import dev.tandem.benchmarks.RedisProcess;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the feature log costs a read: a server that logs nothing beside one that logs the usual sample, and then beside one that logs everything,
 * over the same rows.
 *
 * <p><b>How a p99 is measured on two cores.</b> Server, Redis and the generator of requests share them, so what else the machine does for some
 * milliseconds is in every p99 of a short run, and at half of the capacity already much waits for a core and not for the server. So requests
 * come at a quarter of the capacity; the two servers take turns of a second, A B B A, many of them; and what counts is the median of the ratios of turns beside one another.
 * A turn is longer than the log's writer rests, so what it does is in every turn. How far the median can be trusted is told by that of each fifth of the turns. Only two servers live at a time: one that writes what it
 * logged would slow those that it does not compete with.
 */
final class LoggedReads {
    private static final String OFF = "Tandem, log off";
    private static final String USUAL = "log at its default rate";
    private static final String ALL = "log at rate 1";
    private static final int SHARE = 25;
    private static final int PERCENT = 100;
    private static final String TITLE = "1 entity x 50 features, ";
    private static final double TURN_NANOS = 1e9;
    /** Of the usual sample, which has a target, in each round of the suite. */
    private static final int TURNS = 20;

    private static final int FEWER_TURNS = 4;
    private static final int SATURATING_TURNS = 2;

    private final Setting setting;
    private final Path project;
    private final Path logs;
    private final RedisProcess rows;
    private final HttpRequests requests;

    LoggedReads(Setting setting, Path project, RedisProcess rows, long customers) {
        this.setting = setting;
        this.project = project;
        this.logs = project.resolve("logs");
        this.rows = rows;
        this.requests = HttpRequests.of(1, customers);
    }

    List<Line> lines() throws Exception {
        delete(logs);
        try (Serving off = serving("off", "--server-log-rate=0")) {
            warmUp(OFF, off);
            List<Line> lines = new ArrayList<>();
            lines.addAll(beside(off, USUAL, serving("usual"), TURNS, Target.atMost(1.05)));
            lines.addAll(beside(off, ALL, serving("all", "--server-log-rate=1"), FEWER_TURNS, null));
            return lines;
        } finally {
            delete(logs);
        }
    }

    private Serving serving(String name, String... settings) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(settings));
        words.add("--server-log=" + logs.resolve(name));
        return Serving.tandem(setting.home(), project, rows, "server-log-" + name, words);
    }

    private void warmUp(String name, Serving server) throws Exception {
        setting.progress().accept("warming up: " + name);
        Sides.warmUp(load(name, server, Sides.runNanos(setting)));
    }

    private Load load(String name, Serving server, long nanos) {
        return new Load(name, server, rows, 1, requests, nanos);
    }

    /**
     * Compares two servers.
     *
     * @param turns of each, for each round of the suite
     * @param target of the p99
     */
    private List<Line> beside(Serving off, String log, Serving logging, int turns, @Nullable Target target)
            throws Exception {
        try (logging) {
            warmUp(log, logging);
            Race capacity = Race.run(
                    List.of(
                            load(OFF, off, turnNanos()).closed(),
                            load(log, logging, turnNanos()).closed()),
                    SATURATING_TURNS * setting.rounds(),
                    setting.progress());
            double rate = capacity.of(OFF, Measure.PER_SECOND).median() * SHARE / PERCENT;
            PacedTurns without = new PacedTurns(OFF, off, requests, rate, turnNanos());
            PacedTurns with = new PacedTurns(log, logging, requests, rate, turnNanos());
            Race.run(List.<Contestant>of(without, with), turns * setting.rounds(), setting.progress());
            String paced = " at %d%% of capacity, %s".formatted(SHARE, log);
            return List.of(
                    Line.compared(TITLE + "requests a second, " + log, capacity, Measure.PER_SECOND, log, OFF, null),
                    new Line(
                            TITLE + Load.SERVER_CPU.name() + paced,
                            with.serverMicros(),
                            Load.SERVER_CPU.unit(),
                            OFF,
                            with.serverRatio(without),
                            null),
                    percentile(Load.P50, 50, paced, with, without, null),
                    percentile(Load.P99, 99, paced, with, without, target));
        }
    }

    private static Line percentile(
            Measure measure,
            double percentile,
            String paced,
            PacedTurns with,
            PacedTurns without,
            @Nullable Target target) {
        return new Line(
                TITLE + measure.name() + paced,
                with.latencyMicros(percentile),
                measure.unit(),
                OFF,
                with.latencyRatio(without, percentile),
                target);
    }

    private static long turnNanos() {
        return Math.round(TURN_NANOS);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
