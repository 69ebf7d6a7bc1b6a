package dev.tandem.benchmarks.online;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Measure;
import dev.tandem.benchmarks.Program;
import dev.tandem.benchmarks.RedisProcess;
import dev.tandem.definition.ValueType;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.EntityKey;
import dev.tandem.row.ValueSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code redis-benchmark} fetching the rows of as many entities with each {@code MGET} as a request of the race does, drawn from the same
 * keys, over as many connections: Redis alone, with a client in C that looks at nothing.
 */
final class RedisBenchmark implements Contestant {
    private static final String NAME = "redis-benchmark";
    /** What redis-benchmark replaces with a random number of twelve digits. */
    private static final String RANDOM = "__rand_int__";

    private static final int CONNECTIONS = 32;
    private static final int KEYS_A_SECOND = 1_000_000;
    /** A request costs about what so many more keys would. */
    private static final int KEYS_OF_OVERHEAD = 10;

    private static final int FIRST_FIGURE = 1;

    private final String name;
    private final Path log;
    private final Path folder;
    private final int entities;
    private final List<String> words;

    RedisBenchmark(String name, Path folder, Sides sides, RegistryState state, int entities, long nanos) {
        this.name = name;
        this.folder = folder;
        this.log = folder.resolve("redis-benchmark.log");
        this.entities = entities;
        Path program = RedisProcess.findProgram(NAME)
                .orElseThrow(
                        () -> new TandemException(
                                "There is no redis-benchmark on the PATH, which Tandem's throughput is compared with. Install Redis' own tools (Debian: apt-get install redis-tools)."));
        int keys = entities * Customers.VIEWS.size();
        long requests = Math.max(CONNECTIONS, Math.round(nanos / 1e9 * KEYS_A_SECOND / (keys + KEYS_OF_OVERHEAD)));
        words = new ArrayList<>(List.of(
                program.toString(), "--csv", "-p", Integer.toString(sides.rows().port())));
        words.addAll(List.of("-c", Integer.toString(CONNECTIONS), "-n", Long.toString(requests)));
        words.addAll(List.of("-r", Long.toString(sides.customers()), "MGET"));
        for (int entity = 0; entity < entities; entity++) {
            for (String view : Customers.VIEWS) {
                words.add(key(state.stored(view).generation()));
            }
        }
    }

    /** As the online store makes keys, of a customer whose number is filled in later. */
    private static String key(long generation) {
        ValueSource customer = ValueSource.of(List.of(RANDOM.getBytes(StandardCharsets.UTF_8)));
        byte[] packed = EntityKey.pack(List.of(ValueType.STRING), customer).orElseThrow();
        return Customers.PROJECT + "/" + Long.toString(generation, Character.MAX_RADIX) + "/"
                + new String(packed, StandardCharsets.UTF_8);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<Measure, Double> run() throws Exception {
        Program.run(folder, log, words);
        double perSecond = Files.readAllLines(log).stream()
                .filter(line -> line.startsWith("\"MGET"))
                .map(line -> line.substring(line.lastIndexOf(RANDOM)).split(",", -1)[FIRST_FIGURE])
                .mapToDouble(figure -> Double.parseDouble(figure.replace("\"", "")))
                .findFirst()
                .orElseThrow(() -> new TandemException("redis-benchmark gave no figure; it said what is in " + log));
        return Map.of(Measure.PER_SECOND, perSecond, Load.ROWS, perSecond * entities);
    }
}
