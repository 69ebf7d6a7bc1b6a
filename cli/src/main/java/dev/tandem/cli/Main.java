package dev.tandem.cli;

import dev.tandem.TandemException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The entry of the {@code tandem} command. */
@Command(
        name = "tandem",
        description = {
            "A feature store that keeps training and serving in step.",
            "",
            "Features are written down once, in YAML. Tandem builds training sets from their history and serves their latest values,",
            "so that a model is served what it was trained on."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "New here? 'tandem init my-features' writes a small project; 'tandem demo' shows everything on real flights.",
            "Exit codes: 0 done, 1 not done (the message says why), 2 the command line is wrong, 3 differences or alerts (plan --check, parity, check, dataset, drift, skew), 70 a defect of tandem."
        },
        subcommands = {
            InitCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            ListCommand.class,
            DescribeCommand.class,
            TrainCommand.class,
            DatasetCommand.class,
            ParityCommand.class,
            CheckCommand.class,
            DriftCommand.class,
            SkewCommand.class,
            ExplainCommand.class,
            MaterializeCommand.class,
            ServeCommand.class,
            GetCommand.class,
            EraseCommand.class,
            StatusCommand.class,
            ConfigCommand.class,
            DemoCommand.class,
            WarmUpCommand.class,
        })
public final class Main {
    private static final int DEFECT = 70;
    /** Set by the launcher when standard error is a terminal. */
    private static final String TERMINAL = "tandem.terminal";

    private Main() {}

    /** Runs the command and leaves the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Console console = new Console(out, err, Boolean.getBoolean(TERMINAL));
        int exitCode = run(arguments, console, System.getenv());
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    /**
     * Runs one command.
     *
     * @param arguments what follows {@code tandem} on the command line
     * @param console where it speaks
     * @param environment the environment variables it sees
     * @return its exit code
     */
    public static int run(String[] arguments, Console console, Map<String, String> environment) {
        return run(arguments, console, environment, Main::isStopping);
    }

    /** @param stopping tells whether somebody has stopped this process */
    static int run(String[] arguments, Console console, Map<String, String> environment, BooleanSupplier stopping) {
        Invocation invocation = new Invocation(console, environment);
        CommandLine commandLine = commandLine(invocation);
        if (arguments.length == 0) {
            commandLine.setUsageHelpAutoWidth(true).usage(console.err());
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine
                .setOut(console.out())
                .setErr(console.err())
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(reporting(invocation, stopping))
                .setParameterExceptionHandler(Main::reportMisuse)
                .execute(arguments);
    }

    /** All commands with their options. */
    static CommandLine commandLine(Invocation invocation) {
        CommandLine commandLine = new CommandLine(CommandSpec.forAnnotatedObject(new Main(), invocation), invocation);
        invocation.addOptionsTo(commandLine.getCommandSpec());
        TimeOptions.register(commandLine);
        return commandLine;
    }

    private static IExecutionExceptionHandler reporting(Invocation invocation, BooleanSupplier stopping) {
        return (problem, commandLine, parsed) -> {
            PrintWriter err = commandLine.getErr();
            boolean defect = !(problem instanceof TandemException);
            if (stopping.getAsBoolean()) {
                // Spark ends first, and much fails for that; but nobody can tell it from what would have failed anyway.
                err.println("tandem: stopped before it was done. Run it again to have all of it.");
                err.println("tandem: meanwhile: " + inOneLine(problem));
            } else if (defect) {
                err.println("tandem: unexpected problem: " + problem);
                if (!invocation.verbose()) {
                    err.println("This is a defect of tandem or of the machine. Run again with --verbose to see where.");
                }
            } else {
                err.println("tandem: " + problem.getMessage());
            }
            if (invocation.verbose()) {
                problem.printStackTrace(err);
            }
            err.flush();
            return defect ? DEFECT : CommandLine.ExitCode.SOFTWARE;
        };
    }

    /** Whether somebody has stopped this process: no hook can be added any more. */
    private static boolean isStopping() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException stopping) {
            return true;
        }
    }

    private static String inOneLine(Exception problem) {
        String told = problem instanceof TandemException ? String.valueOf(problem.getMessage()) : problem.toString();
        return told.lines().findFirst().orElse("");
    }

    private static int reportMisuse(ParameterException misuse, String[] arguments) {
        PrintWriter err = misuse.getCommandLine().getErr();
        err.println("tandem: " + misuse.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err)) {
            err.println("Try '" + misuse.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        }
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }
}
