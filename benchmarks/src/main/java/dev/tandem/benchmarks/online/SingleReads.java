package dev.tandem.benchmarks.online;

import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.Measure;
import dev.tandem.benchmarks.Race;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entity a request: capacity, and latency below it. */
final class SingleReads {
    private static final String JAVALIN = "Javalin, constant bytes";
    private static final String JETTY = "Jetty, constant bytes";
    private static final String NETTY = "Netty, constant bytes";
    private static final List<Integer> SHARES = List.of(25, 50, 70, 90);
    private static final int JUDGED_SHARE = 70;
    private static final int PERCENT = 100;
    private static final String TITLE = "1 entity x 50 features, ";

    private final Setting setting;
    private final Path folder;
    private final Sides sides;

    SingleReads(Setting setting, Path folder, Sides sides) {
        this.setting = setting;
        this.folder = folder;
        this.sides = sides;
    }

    List<Line> lines() throws Exception {
        Path answer = folder.resolve("answer.json");
        String body = HttpRequests.of(1, sides.customers()).sample(1).get(0);
        Files.write(answer, HttpRequests.answer(sides.tandem().port(), body));
        try (Serving javalin = sides.tandem().yardstick(folder, YardstickServer.JAVALIN, answer.toString());
                Serving jetty = sides.tandem().yardstick(folder, YardstickServer.JETTY, answer.toString());
                Serving netty = sides.tandem().yardstick(folder, YardstickServer.NETTY, answer.toString())) {
            Race race = capacity(javalin, jetty, netty);
            List<Line> lines = new ArrayList<>(capacityLines(race));
            double capacity = race.of(Sides.TANDEM, Measure.PER_SECOND).median();
            lines.addAll(latencyLines(javalin, capacity));
            return lines;
        }
    }

    private Race capacity(Serving javalin, Serving jetty, Serving netty) throws Exception {
        List<Load> loads = List.of(
                sides.ofTandem(Sides.TANDEM, 1, setting),
                sides.ofConstant(JAVALIN, javalin, setting),
                sides.ofConstant(JETTY, jetty, setting),
                sides.ofConstant(NETTY, netty, setting),
                sides.ofPlain(Sides.PLAIN, 1, setting));
        for (Load load : loads) {
            Sides.warmUp(load);
        }
        return Race.run(loads.stream().map(Load::closed).toList(), setting.rounds(), setting.progress());
    }

    private static List<Line> capacityLines(Race race) {
        String requests = TITLE + "requests a second";
        return List.of(
                against(race, requests, Measure.PER_SECOND, JAVALIN, Target.atLeast(0.8)),
                against(race, requests, Measure.PER_SECOND, JETTY, null),
                against(race, requests, Measure.PER_SECOND, NETTY, null),
                against(race, requests, Measure.PER_SECOND, Sides.PLAIN, null),
                against(race, TITLE + "processor time of the server", Load.SERVER_CPU, Sides.PLAIN, null),
                Line.alone(
                        TITLE + "processor time of Redis",
                        race.of(Sides.TANDEM, Load.REDIS_CPU),
                        Load.REDIS_CPU.unit(),
                        null),
                Line.alone(
                        TITLE + "processor time of the client",
                        race.of(Sides.TANDEM, Load.CLIENT_CPU),
                        Load.CLIENT_CPU.unit(),
                        null),
                new Line(
                        TITLE + "allocation beyond the web server's",
                        race.difference(Sides.TANDEM, JETTY, Load.ALLOCATED),
                        Load.ALLOCATED.unit(),
                        null,
                        null,
                        Target.atMost(4096)));
    }

    private static Line against(Race race, String text, Measure measure, String yardstick, @Nullable Target target) {
        return Line.compared(text, race, measure, Sides.TANDEM, yardstick, target);
    }

    private List<Line> latencyLines(Serving javalin, double capacity) throws Exception {
        Load ours = sides.ofTandem(Sides.TANDEM, 1, setting);
        Load constant = sides.ofConstant(JAVALIN, javalin, setting);
        List<Contestant> contestants = new ArrayList<>();
        for (int share : SHARES) {
            double rate = capacity * share / PERCENT;
            contestants.add(ours.open(at(Sides.TANDEM, share), rate));
            contestants.add(constant.open(at(JAVALIN, share), rate));
        }
        Race race = Race.run(contestants, setting.rounds(), setting.progress());
        List<Line> lines = new ArrayList<>();
        for (int share : SHARES) {
            for (Measure measure : List.of(Load.SERVER_CPU, Load.P50, Load.P95, Load.P99, Load.P999)) {
                lines.add(Line.compared(
                        "%s%s at %d%% of capacity".formatted(TITLE, measure.name(), share),
                        race,
                        measure,
                        at(Sides.TANDEM, share),
                        at(JAVALIN, share),
                        null));
            }
        }
        lines.add(new Line(
                "%sp99 at %d%% of capacity by the yardstick's p50".formatted(TITLE, JUDGED_SHARE),
                race.of(at(Sides.TANDEM, JUDGED_SHARE), Load.P99),
                Load.P99.unit(),
                JAVALIN,
                race.ratio(at(Sides.TANDEM, JUDGED_SHARE), Load.P99, at(JAVALIN, JUDGED_SHARE), Load.P50),
                Target.atMost(3)));
        lines.add(new Line(
                "%sp99 of constant bytes at that rate, by their own p50".formatted(TITLE),
                race.of(at(JAVALIN, JUDGED_SHARE), Load.P99),
                Load.P99.unit(),
                JAVALIN,
                race.ratio(at(JAVALIN, JUDGED_SHARE), Load.P99, at(JAVALIN, JUDGED_SHARE), Load.P50),
                null));
        return lines;
    }

    private static String at(String name, int share) {
        return "%s at %d%%".formatted(name, share);
    }
}
