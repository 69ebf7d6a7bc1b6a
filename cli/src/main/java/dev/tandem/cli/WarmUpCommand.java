package dev.tandem.cli;

import dev.tandem.TandemException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code tandem warm-up}: goes once through everything on a small project, so that the launcher can keep the classes that were loaded for
 * later starts. Run by the launcher, once after a build.
 */
@Command(name = "warm-up", description = "Used by the launcher: load what later commands need.", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("tandem-warm-up");
        try {
            run("init", folder.toString());
            String config = "--config=" + folder;
            run("plan", config);
            run("apply", config);
            run("list", config);
            run(
                    "train",
                    config,
                    "--service=purchase",
                    "--labels=" + folder.resolve("data/labels.csv"),
                    "--output=" + folder.resolve("training"));
            run("materialize", config);
            run("get", config, "purchase", "customer=1");
            run("status", config);
            return 0;
        } finally {
            delete(folder);
        }
    }

    private static void run(String... words) {
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        if (Main.run(words, new Console(nowhere, nowhere, false), NO_ENVIRONMENT) != 0) {
            throw new TandemException(
                    "The step '%s' of the warm-up failed; run it by itself on a project made by 'tandem init' to see why."
                            .formatted(List.of(words).get(0)));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
