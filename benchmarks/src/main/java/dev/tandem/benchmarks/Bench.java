package dev.tandem.benchmarks;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.ResultFile.Part;
import dev.tandem.benchmarks.join.JoinSuite;
import dev.tandem.benchmarks.materialize.MaterializeSuite;
import dev.tandem.benchmarks.micro.MicroSuite;
import dev.tandem.benchmarks.online.OnlineSuite;
import dev.tandem.benchmarks.window.WindowsSuite;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./tandem bench}: measures, prints one table, keeps it as JSON. */
@Command(
        name = "tandem bench",
        description = {
            "Measures how fast Tandem is, beside yardsticks that take turns with it in the same run.",
            "",
            "Give the machine nothing else to do meanwhile. Exit codes: 0 measured, 1 something failed; a missed target fails nothing."
        },
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    private static final String HOME = "tandem.home";
    private static final String ALL = "all";

    @Parameters(
            paramLabel = "SUITE",
            description = "What to measure; 'all', or no name, is everything. '--list' shows what there is.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Show what can be measured, and measure nothing.")
    private boolean list;

    @Option(
            names = "--scale",
            defaultValue = "1",
            description =
                    "By what to multiply the amounts of data (default: ${DEFAULT-VALUE}, which the targets speak of).")
    private double scale;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each contestant runs (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where generated data lies, to be used again (default: benchmarks/target/data).")
    private @Nullable Path data;

    @Option(
            names = "--results",
            paramLabel = "FOLDER",
            description = "Where the JSON of each suite lies (default: benchmarks/results).")
    private @Nullable Path results;

    @Option(
            names = "--only",
            paramLabel = "PART",
            description =
                    "Run this part of a suite alone; '--list' shows the parts. What was kept of the others stays.")
    private List<String> only = List.of();

    @Option(
            names = "--page",
            description = {
                "Write the tables of docs/performance.md anew, from all results there are.",
                "Without a suite's name nothing is measured before; 'all --page' measures everything."
            })
    private boolean page;

    /** Runs the command and leaves the process with its exit code. */
    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new Bench()).setExecutionExceptionHandler((problem, line, parsed) -> {
            if (problem instanceof TandemException) {
                System.err.println("tandem bench: " + problem.getMessage());
            } else {
                problem.printStackTrace();
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Suite> suites = suites();
        if (list) {
            suites.values().forEach(Bench::print);
            return 0;
        }
        Path home = Path.of(System.getProperty(HOME, ".")).toAbsolutePath().normalize();
        Path kept = results != null ? results : home.resolve("benchmarks/results");
        Path generated = data != null ? data : home.resolve("benchmarks/target/data");
        PrintStream progress = System.err;
        for (Suite suite : chosen(suites)) {
            requireParts(suite);
            progress.println("== " + suite.name() + ": " + suite.description());
            Setting setting = new Setting(
                    scale, rounds, generated.resolve(suite.name()), home, only, text -> progress.println("   " + text));
            suite.run(setting, (part, lines) -> {
                Part measured = new Part(part, scale, rounds, Machine.description(), lines);
                ResultFile.of(suite, kept).with(measured, suite.parts()).write(kept);
                System.out.println(MarkdownTable.of(lines));
                progress.println("Kept in " + kept);
            });
        }
        if (page) {
            Path performance = home.resolve("docs/performance.md");
            PerformancePage.update(performance, ResultFile.readAll(kept));
            progress.println("Wrote the table of " + performance);
        }
        return 0;
    }

    private List<Suite> chosen(Map<String, Suite> suites) {
        if (names.isEmpty() && page) {
            return List.of();
        }
        if (names.isEmpty() || names.equals(List.of(ALL))) {
            return List.copyOf(suites.values());
        }
        List<Suite> chosen = new ArrayList<>();
        for (String name : names) {
            Suite suite = suites.get(name);
            if (suite == null) {
                throw new TandemException("There is no suite '%s'. There are: %s.".formatted(name, suites.keySet()));
            }
            chosen.add(suite);
        }
        return chosen;
    }

    private void requireParts(Suite suite) {
        for (String part : only) {
            if (!suite.parts().contains(part)) {
                throw new TandemException(
                        "Suite '%s' has no part '%s'. It has: %s.".formatted(suite.name(), part, suite.parts()));
            }
        }
    }

    private static void print(Suite suite) {
        String parts = suite.parts().size() == 1 ? "" : " (parts: %s)".formatted(String.join(", ", suite.parts()));
        System.out.printf("%-12s %s%s%n", suite.name(), suite.description(), parts);
    }

    /** By name, in the order of the table. */
    private static Map<String, Suite> suites() {
        Map<String, Suite> suites = new LinkedHashMap<>();
        List.<Suite>of(
                        new StartSuite(),
                        new OnlineSuite(),
                        new JoinSuite(),
                        new WindowsSuite(),
                        new MaterializeSuite(),
                        new MicroSuite())
                .forEach(suite -> suites.put(suite.name(), suite));
        return suites;
    }
}
