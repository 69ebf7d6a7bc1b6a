package dev.tandem.cli;

import dev.tandem.TandemException;
import dev.tandem.cli.config.Configuration;
import dev.tandem.cli.config.ConfigurationLoader;
import dev.tandem.cli.config.Setting;
import dev.tandem.sdk.FeatureStoreClient;
import dev.tandem.sdk.Key;
import dev.tandem.server.FeatureServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code tandem warm-up}: goes once through everything on a small project, so that the launcher can keep the classes that were loaded for
 * later starts; or only through serving, whose classes are kept apart, since what is kept takes memory for as long as a server runs. Run
 * by the launcher, once after a build.
 */
@Command(name = "warm-up", description = "Used by the launcher: load what later commands need.", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    private static final int MOST_ATTEMPTS = 50;
    private static final long PAUSE_NANOS = 100_000_000L;

    /** What the small project lacks: features that are computed. */
    private static final String COMPUTED = """
            on_demand:
              warm_up:
                inputs: [orders:orders_30d]
                request: {rate: FLOAT64}
                features:
                  product: {type: FLOAT64, expression: "coalesce(orders_30d * rate, cast('1.5' AS DOUBLE))"}
            services:
              warm_up: {features: [orders, warm_up]}
            """;

    @Option(names = "--serving", description = "Load what a server needs, and nothing else.")
    private boolean servingOnly;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("tandem-warm-up");
        try {
            run("init", folder.toString());
            Files.writeString(folder.resolve("features/warm-up.yaml"), COMPUTED);
            run("apply", "--config=" + folder);
            if (!servingOnly) {
                goThroughCommands(folder);
            }
            serve(folder);
            return 0;
        } finally {
            delete(folder);
        }
    }

    private static void goThroughCommands(Path folder) {
        String config = "--config=" + folder;
        run("plan", config);
        run("list", config);
        run(
                "train",
                config,
                "--service=purchase",
                "--labels=" + folder.resolve("data/labels.csv"),
                "--output=" + folder.resolve("training"));
        run("materialize", config);
        run("get", config, "purchase", "customer=1");
        run("get", config, "warm_up", "customer=1", "rate=2.5");
        run("status", config);
    }

    /** Starts a server on any port, which reads every service once before it says that it is ready, and ends it. */
    private static void serve(Path folder) {
        Configuration configuration = new ConfigurationLoader(NO_ENVIRONMENT)
                .load(folder.resolve(ConfigurationLoader.FILE_NAME), Map.of(Setting.SERVER_PORT, "0"), Map.of());
        try (Deployment deployment = new Deployment(configuration);
                FeatureServer server = ServeCommand.start(deployment, ServeCommand.settings(configuration));
                FeatureStoreClient client =
                        FeatureStoreClient.connect(URI.create("http://127.0.0.1:" + server.port()))) {
            client.read("purchase", Key.of("customer", 1L));
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

    /** The embedded Redis ends behind its last user and clears up after itself: what vanishes or appears meanwhile is no failure. */
    private static void delete(Path folder) throws IOException {
        for (int attempt = 1; Files.exists(folder); attempt++) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
