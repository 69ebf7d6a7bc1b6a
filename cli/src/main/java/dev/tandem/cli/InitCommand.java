package dev.tandem.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tandem init}: a small project to begin with. */
@Command(
        name = "init",
        description = {
            "Write a small project to begin with.",
            "",
            "It holds tandem.yaml, a folder of definitions, and a few rows of data and labels, so that every command works at once."
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    private static final String EXAMPLE = "quickstart";

    private final Invocation invocation;

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "Where to write it; this folder when not given.")
    private Path folder = Path.of("");

    InitCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Path target = invocation.workingFolder().resolve(folder).normalize();
        Examples.copy(EXAMPLE, target);
        Console console = invocation.console();
        console.print("Wrote a project to " + target + ". Try, in that folder:");
        console.print("  tandem apply                                  put the definitions in force");
        console.print("  tandem train --service purchase --labels data/labels.csv --output training");
        console.print("  tandem materialize                            write the latest values to the online store");
        console.print("  tandem get purchase customer=1                read them");
        console.print("  tandem serve                                  serve them over HTTP");
        return 0;
    }
}
