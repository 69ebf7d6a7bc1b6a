package dev.tandem.benchmarks.join;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.ProcessCost;
import dev.tandem.benchmarks.Program;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Spread;
import dev.tandem.benchmarks.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Tandem's join in a process of its own, with a heap of 2 GB. It prints the most memory that the process ever held. */
public final class JoinInLittleMemory {
    private static final String HEAP = "-Xmx2g";
    private static final String PEAK = "peak resident bytes ";
    private static final double MEGABYTE = 1 << 20;

    private JoinInLittleMemory() {}

    /** Runs the join; started by {@link #lines}, with where the data and the output lie and what the data is. */
    public static void main(String[] arguments) throws IOException {
        JoinData data = new JoinData(
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]),
                Long.parseLong(arguments[4]),
                Integer.parseInt(arguments[5]),
                1);
        try (SparkSession spark = JoinSuite.spark()) {
            new Ways(spark, data, Path.of(arguments[0])).pointInTime(1, Path.of(arguments[1]));
        }
        System.out.println(PEAK + ProcessCost.peakResidentBytesOfThisProcess());
    }

    /** Whether it came to its end with the right rows, and what memory it took. */
    static List<Line> lines(String text, Joining expected, Setting setting, SparkSession spark) throws Exception {
        Path output = setting.data().resolve("out").resolve("little memory");
        Path log = setting.data().resolve("little-memory.log");
        setting.progress().accept("in a process with " + HEAP + ": " + text);
        boolean complete;
        try {
            Program.run(setting.home(), log, words(expected.data(), output, setting));
            complete = Answer.in(output, 1, spark).equals(expected.answer(spark));
        } catch (TandemException failed) {
            setting.progress().accept(failed.getMessage());
            complete = false;
        }
        List<Line> lines = new ArrayList<>();
        lines.add(Line.alone(
                text + ", with a 2 GB heap: completes",
                Spread.of(List.of(complete ? 1.0 : 0.0)),
                "of 1 run",
                Target.atLeast(1)));
        if (complete) {
            lines.add(Line.alone(
                    text + ", with a 2 GB heap: most memory of the process",
                    Spread.of(List.of(peak(log) / MEGABYTE)),
                    "MB",
                    null));
        }
        return lines;
    }

    private static List<String> words(JoinData data, Path output, Setting setting) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + setting.home().resolve("benchmarks/target/launcher/java-arguments"),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                JoinInLittleMemory.class.getName(),
                setting.data().toString(),
                output.toString(),
                Long.toString(data.rows()),
                Long.toString(data.labels()),
                Long.toString(data.entities()),
                Integer.toString(data.hotTenths()));
    }

    private static double peak(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.startsWith(PEAK))
                .mapToDouble(line -> Double.parseDouble(line.substring(PEAK.length())))
                .max()
                .orElseThrow();
    }
}
