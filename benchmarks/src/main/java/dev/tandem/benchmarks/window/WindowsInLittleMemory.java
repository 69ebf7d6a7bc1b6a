package dev.tandem.benchmarks.window;

import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.MadeProject;
import dev.tandem.benchmarks.Program;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Spread;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Windows over the events of a single entity, in a process of its own with a small heap, of which Spark may use little to sort. It prints the most memory that was in use
 * at a time: what a collection of garbage left, which is asked for again and again. What the process holds would say nothing, as a heap is filled before
 * it is cleaned.
 */
public final class WindowsInLittleMemory {
    private static final String HEAP = "-Xmx512m";
    /** Others would count what is made while they collect. */
    private static final String COLLECTOR = "-XX:+UseSerialGC";
    /** A twentieth of what Spark may use, about 10 MB, goes to sorting; the rest of the heap is for everything else. */
    private static final Map<String, String> LITTLE_TO_SORT = Map.of("spark.memory.fraction", "0.2");

    private static final String PEAK = "most bytes in use ";
    private static final long PAUSE_MILLIS = 250;
    private static final double MEGABYTE = 1 << 20;

    private WindowsInLittleMemory() {}

    /** Runs it; started by {@link #lines}, with where to work, the tables and the output. */
    public static void main(String[] arguments) throws IOException {
        WindowTables tables = new WindowTables(Path.of(arguments[1]));
        AtomicLong most = new AtomicLong();
        try (MadeProject project = MadeProject.open(
                Path.of(arguments[0]), WindowsSuite.definitions(tables, tables, tables), LITTLE_TO_SORT)) {
            Thread watch = new Thread(() -> watch(most), "watching memory");
            watch.setDaemon(true);
            watch.start();
            WindowsSuite.train(project.history(), "even", tables, Path.of(arguments[2]));
        }
        System.out.println(PEAK + most.get());
    }

    private static void watch(AtomicLong most) {
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        try {
            while (true) {
                System.gc();
                long left = heap.stream()
                        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                        .sum();
                most.accumulateAndGet(left, Math::max);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What memory it takes for so many events and for four times as many; it fails when either does not come to its end. */
    static List<Line> lines(Setting setting, MadeProject project, long events, long labels) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (long amount : List.of(events, 4 * events)) {
            WindowTables tables = new WindowTables(setting.data().resolve("one-%d-%d".formatted(amount, labels)));
            tables.makeIfMissing(project.spark(), amount, labels, "0L", setting);
            Path log = setting.data().resolve("little-memory.log");
            setting.progress().accept("%,d events of one entity, in a process with %s".formatted(amount, HEAP));
            Program.run(setting.home(), log, words(setting, tables));
            lines.add(Line.alone(
                    "%,d events of one entity, 40 MB to sort them: most of the heap in use".formatted(amount),
                    Spread.of(List.of(peak(log) / MEGABYTE)),
                    "MB",
                    null));
        }
        return lines;
    }

    private static List<String> words(Setting setting, WindowTables tables) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + setting.home().resolve("benchmarks/target/launcher/java-arguments"),
                HEAP,
                COLLECTOR,
                "-cp",
                System.getProperty("java.class.path"),
                WindowsInLittleMemory.class.getName(),
                setting.data().resolve("little memory").toString(),
                tables.folder().toString(),
                setting.data().resolve("output of little memory").toString());
    }

    private static double peak(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.startsWith(PEAK))
                .mapToDouble(line -> Double.parseDouble(line.substring(PEAK.length())))
                .max()
                .orElseThrow();
    }
}
