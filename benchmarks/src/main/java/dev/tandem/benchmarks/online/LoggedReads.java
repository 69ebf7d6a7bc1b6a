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

/** What the feature log costs a read: servers that log nothing, the usual sample, and everything, over the same rows. */
final class LoggedReads {
    private static final String OFF = "Tandem, log off";
    private static final String USUAL = "log at its default rate";
    private static final String ALL = "log at rate 1";
    private static final int SHARE = 50;
    private static final int PERCENT = 100;
    private static final String TITLE = "1 entity x 50 features, ";

    private final Setting setting;
    private final Path project;
    private final Path logs;
    private final RedisProcess rows;
    private final long customers;

    LoggedReads(Setting setting, Path project, RedisProcess rows, long customers) {
        this.setting = setting;
        this.project = project;
        this.logs = project.resolve("logs");
        this.rows = rows;
        this.customers = customers;
    }

    List<Line> lines() throws Exception {
        delete(logs);
        try (Serving off = serving("off", "--server-log-rate=0");
                Serving usual = serving("usual");
                Serving all = serving("all", "--server-log-rate=1")) {
            List<Load> loads = List.of(load(OFF, off), load(USUAL, usual), load(ALL, all));
            for (Load load : loads) {
                Sides.warmUp(load);
            }
            Race capacity = Race.run(loads.stream().map(Load::closed).toList(), setting.rounds(), setting.progress());
            double rate = capacity.of(OFF, Measure.PER_SECOND).median() * SHARE / PERCENT;
            List<Contestant> paced = new ArrayList<>();
            for (Load load : loads) {
                paced.add(load.open(load.name(), rate));
            }
            return lines(capacity, Race.run(paced, setting.rounds(), setting.progress()));
        } finally {
            delete(logs);
        }
    }

    private Serving serving(String name, String... settings) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(settings));
        words.add("--server-log=" + logs.resolve(name));
        return Serving.tandem(setting.home(), project, rows, "server-log-" + name, words);
    }

    private Load load(String name, Serving server) {
        return new Load(name, server, rows, 1, HttpRequests.of(1, customers), Sides.runNanos(setting));
    }

    private static List<Line> lines(Race capacity, Race latency) {
        List<Line> lines = new ArrayList<>();
        for (String log : List.of(USUAL, ALL)) {
            lines.add(line(capacity, "requests a second", Measure.PER_SECOND, log, null));
            lines.add(line(latency, paced(Load.P50), Load.P50, log, null));
            lines.add(line(latency, paced(Load.P99), Load.P99, log, log.equals(USUAL) ? Target.atMost(1.05) : null));
        }
        return lines;
    }

    private static String paced(Measure percentile) {
        return "%s at %d%% of capacity".formatted(percentile.name(), SHARE);
    }

    private static Line line(Race race, String text, Measure measure, String log, @Nullable Target target) {
        return Line.compared("%s%s, %s".formatted(TITLE, text, log), race, measure, log, OFF, target);
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
