package dev.tandem.benchmarks.micro;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.Line;
import dev.tandem.benchmarks.Setting;
import dev.tandem.benchmarks.Spread;
import dev.tandem.benchmarks.Suite;
import dev.tandem.server.JsonBenchmark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of JMH: each in a Java of its own, warmed up for three seconds, then a second for each round. */
public final class MicroSuite implements Suite {
    private static final int WARM_UP_SECONDS = 3;
    private static final String UNIT = "ns";

    @Override
    public String name() {
        return "micro";
    }

    @Override
    public String description() {
        return "single steps of the hot paths: decoding a row, comparing two, writing JSON, merging windows";
    }

    @Override
    public void run(Setting setting, Findings findings) throws RunnerException {
        findings.add(name(), lines(setting));
    }

    private static List<Line> lines(Setting setting) throws RunnerException {
        List<Line> lines = new ArrayList<>();
        Measured measured = new Measured(setting);
        lines.add(alone("decode a row of 50 features", measured.nanos(RowBenchmark.class, "decode")));
        lines.add(alone(
                "tell which of two rows is newer, of different times",
                measured.nanos(RowBenchmark.class, "compareTimes")));
        lines.add(alone(
                "tell which of two rows is newer, a row of 50 features and its replay",
                measured.nanos(RowBenchmark.class, "compareReplay")));
        List<Double> straight = measured.nanos(JsonBenchmark.class, "straight");
        List<Double> generator = measured.nanos(JsonBenchmark.class, "generator");
        lines.add(new Line(
                "write 50 values and their times as JSON",
                Spread.of(straight),
                UNIT,
                "Jackson's generator",
                ratio(straight, generator),
                null));
        lines.add(
                alone("read 20 windows of 1,000 events of an entity", measured.nanos(WindowBenchmark.class, "merge")));
        return lines;
    }

    private static Line alone(String text, List<Double> nanos) {
        return Line.alone(text, Spread.of(nanos), UNIT, null);
    }

    private static Spread ratio(List<Double> values, List<Double> against) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            ratios.add(values.get(i) / against.get(i));
        }
        return Spread.of(ratios);
    }

    /** Runs one benchmark after the other. */
    private record Measured(Setting setting) {

        /** How long one operation took, in each round. */
        List<Double> nanos(Class<?> benchmarks, String method) throws RunnerException {
            String name = benchmarks.getName() + "." + method;
            Collection<RunResult> results = new Runner(new OptionsBuilder()
                            .include(name.replace(".", "\\.") + "$")
                            .mode(Mode.AverageTime)
                            .timeUnit(TimeUnit.NANOSECONDS)
                            .forks(1)
                            .warmupIterations(WARM_UP_SECONDS)
                            .warmupTime(TimeValue.seconds(1))
                            .measurementIterations(setting.rounds())
                            .measurementTime(TimeValue.seconds(1))
                            .shouldFailOnError(true)
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run();
            List<Double> nanos = results.stream()
                    .flatMap(result -> result.getBenchmarkResults().stream())
                    .flatMap(result -> result.getIterationResults().stream())
                    .map(iteration -> iteration.getPrimaryResult().getScore())
                    .toList();
            if (nanos.isEmpty()) {
                throw new TandemException("JMH knows no benchmark " + name);
            }
            setting.progress()
                    .accept("%s: %.4g ns".formatted(name, Spread.of(nanos).median()));
            return nanos;
        }
    }
}
