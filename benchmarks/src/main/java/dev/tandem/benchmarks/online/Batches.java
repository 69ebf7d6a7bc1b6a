package dev.tandem.benchmarks.online;

import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.Race;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Target;
import dev.tandem.registry.RegistryState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several entities a request: rows a second, and what they cost. */
final class Batches {
    /** How many entities a request asks for. */
    static final List<Integer> SIZES = List.of(1, 10, 100, 500);

    private static final int JUDGED_SIZE = 100;
    private static final String REDIS = "redis-benchmark";

    private final Setting setting;
    private final Path folder;
    private final Sides sides;
    private final RegistryState state;

    Batches(Setting setting, Path folder, Sides sides, RegistryState state) {
        this.setting = setting;
        this.folder = folder;
        this.sides = sides;
        this.state = state;
    }

    List<Line> lines() throws Exception {
        List<Line> lines = new ArrayList<>();
        for (int entities : SIZES) {
            if (entities > 1) {
                lines.addAll(lines(entities));
            }
        }
        return lines;
    }

    private List<Line> lines(int entities) throws Exception {
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(sides.ofTandem(Sides.TANDEM, entities, setting).closed());
        contestants.add(sides.ofPlain(Sides.PLAIN, entities, setting).closed());
        contestants.add(new RedisBenchmark(REDIS, folder, sides, state, entities, Sides.runNanos(setting)));
        Race race = Race.run(contestants, setting.rounds(), setting.progress());
        boolean judged = entities == JUDGED_SIZE;
        String title = entities + " entities x 50 features, ";
        return List.of(
                Line.compared(
                        title + "entities a second",
                        race,
                        Load.ROWS,
                        Sides.TANDEM,
                        REDIS,
                        judged ? Target.atLeast(0.6) : null),
                Line.compared(title + "entities a second", race, Load.ROWS, Sides.TANDEM, Sides.PLAIN, null),
                Line.compared(
                        title + "processor time of the server",
                        race,
                        Load.SERVER_CPU,
                        Sides.TANDEM,
                        Sides.PLAIN,
                        judged ? Target.atMost(0.25) : null),
                Line.compared(title + "processor time of Redis", race, Load.REDIS_CPU, Sides.TANDEM, Sides.PLAIN, null),
                Line.alone(
                        title + "processor time of the client",
                        race.of(Sides.TANDEM, Load.CLIENT_CPU),
                        Load.CLIENT_CPU.unit(),
                        null));
    }
}
