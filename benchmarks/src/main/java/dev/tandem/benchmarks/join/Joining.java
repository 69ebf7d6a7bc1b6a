package dev.tandem.benchmarks.join;

import dev.tandem.benchmarks.Contestant;
import dev.tandem.benchmarks.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * A way that takes part in a race. What it writes lies until it runs again.
 *
 * @param name what the table calls it
 * @param way does the work
 * @param data what is joined
 * @param views how many views of it
 * @param output where the rows are written, in a folder of its own
 */
record Joining(String name, Way way, JoinData data, int views, Path output) implements Contestant {
    static final Measure PER_VIEW = new Measure("time per view", "s");

    /** Joins and writes. */
    interface Way {
        void run(Path output) throws Exception;
    }

    @Override
    public Map<Measure, Double> run() throws Exception {
        delete(output);
        // What the one before left behind is not this one's to clear.
        System.gc();
        Map<Measure, Double> cost =
                new HashMap<>(Contestant.timed(name, () -> way.run(output)).run());
        double seconds = cost.getOrDefault(Measure.SECONDS, Double.NaN);
        cost.put(Measure.PER_SECOND, data.labels() / seconds);
        cost.put(PER_VIEW, seconds / views);
        return cost;
    }

    /** What it wrote last. */
    Answer answer(SparkSession spark) {
        Path rows = output.resolve("data");
        return Answer.in(Files.exists(rows) ? rows : output, views, spark);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> files = Files.walk(folder)) {
            found = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : found) {
            Files.delete(file);
        }
    }
}
