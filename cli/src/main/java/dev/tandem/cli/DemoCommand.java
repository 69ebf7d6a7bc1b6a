package dev.tandem.cli;

import dev.tandem.TandemException;
import dev.tandem.cli.config.Configuration;
import dev.tandem.cli.config.ConfigurationLoader;
import dev.tandem.cli.parity.Comparison;
import dev.tandem.cli.parity.Question;
import dev.tandem.cli.parity.Road;
import dev.tandem.cli.parity.ServedRoad;
import dev.tandem.cli.parity.TrainedRoad;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.definition.ServiceParts.Output;
import dev.tandem.offline.History;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.offline.materialize.Materialized;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.Manifest;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.offline.training.WhenPresent;
import dev.tandem.registry.Plan;
import dev.tandem.registry.RegistryState;
import dev.tandem.sdk.FeatureStoreClient;
import dev.tandem.server.FeatureServer;
import dev.tandem.server.ServerSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tandem demo}: the whole way, on real flights. */
@Command(
        name = "demo",
        description = {
            "Show everything on real flights: the flights that left New York in 2013, and the weather at their airports.",
            "",
            "Copies the example into a folder, applies its definitions, builds a training set, materialises the latest values into a real",
            "Redis, serves them over HTTP, and prints what was trained on beside what is served. The folder stays, for you to go on with."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final String EXAMPLE = "flights";
    private static final String SERVICE = "arrival_delay";
    private static final String LABELS = "data/labels.parquet";
    private static final String OUTPUT = "training";
    private static final int SHOWN = 3;
    private static final int COMPARED = 1_000;

    private final Invocation invocation;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "Where to work (default ${DEFAULT-VALUE}); a folder of an earlier demo is used again.",
            defaultValue = "tandem-demo")
    private Path folder = Path.of("tandem-demo");

    DemoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Console console = invocation.console();
        long begunAt = System.nanoTime();
        Path home = invocation.workingFolder().resolve(folder).normalize();
        Configuration configuration = configuration(home);
        try (Deployment deployment = new Deployment(configuration)) {
            apply(deployment);
            train(deployment, home);
            materialize(deployment);
            boolean agrees = serve(deployment);
            console.print("");
            console.print("That took %s. Everything is in %s:"
                    .formatted(Durations.text(Duration.ofNanos(System.nanoTime() - begunAt)), home));
            console.print(
                    "  features/            the definitions, to be changed: 'tandem plan' shows what a change would do");
            console.print("  data/                the flights, the weather, and where they come from (SOURCE.md)");
            console.print("  training/            the training set and its manifest.json");
            console.print("  .tandem/             the registry and the embedded Redis");
            console.print("Go on there, with tandem on your PATH:  cd %s && tandem serve".formatted(folder));
            return agrees ? 0 : 1;
        }
    }

    private Configuration configuration(Path home) {
        Path file = home.resolve(ConfigurationLoader.FILE_NAME);
        if (!Files.exists(file)) {
            Examples.copy(EXAMPLE, home);
        }
        return invocation.configuration(file);
    }

    private void apply(Deployment deployment) {
        Plan plan = deployment.registry().plan(deployment.writtenDefinitions());
        RegistryState state = deployment.registry().apply(plan, "demo");
        title(
                "Definitions",
                "state %d is in force: %d views, %d services. %s"
                        .formatted(
                                state.number(),
                                state.definitions().views().size(),
                                state.definitions().services().size(),
                                plan.isEmpty() ? "Nothing had changed." : plan.summary() + "."));
    }

    private void train(Deployment deployment, Path home) {
        title("Training set", "every scheduled departure of 2013, with what was known at that moment");
        FeatureService service = service(deployment.state());
        try (TerminalProgress progress = new TerminalProgress(invocation.console())) {
            Manifest manifest = TrainingSet.plan(
                            deployment.history(),
                            service,
                            Labels.file(home.resolve(LABELS).toString()))
                    .expectingFreshnessAt(deployment.clock().instant())
                    .write(home.resolve(OUTPUT).toString(), WhenPresent.OVERWRITE, InstantSource.system(), progress);
            deployment.remember(manifest, home.resolve(OUTPUT).toString());
            invocation
                    .console()
                    .print("  %,d rows, %d columns, in %s/%s"
                            .formatted(manifest.rows(), manifest.columns().size(), OUTPUT, Manifest.DATA));
            Expected.print(manifest.expectations(), line -> invocation.console().print("  " + line));
            Leaks.print(manifest, line -> invocation.console().print("  " + line));
        }
    }

    private void materialize(Deployment deployment) {
        title(
                "Online store",
                "the latest row of every airport, carrier and plane, as of "
                        + deployment.clock().instant());
        Materializing materializing = new Materializing(deployment, invocation.console());
        List<Materialized> runs = materializing.run(MaterializationRequest.incremental());
        if (!materializing.report(runs)) {
            throw new TandemException(
                    "Materialising failed, so there is nothing to serve. 'tandem list runs' shows why.");
        }
    }

    private boolean serve(Deployment deployment) {
        title("Served over HTTP", "and compared with the training set of the same instant");
        try (FeatureServer server = ServeCommand.start(deployment, ServerSettings.LOCAL.withPort(0));
                FeatureStoreClient client =
                        FeatureStoreClient.connect(URI.create("http://127.0.0.1:" + server.port()))) {
            History history = deployment.history();
            FeatureService service = service(history.state());
            Instant now = deployment.clock().instant();
            Question question = latestFlights(deployment, history, service, now);
            List<Road.Answer> trained = TrainedRoad.of(history, service).ask(question);
            List<Road.Answer> served = ServedRoad.of(client, SERVICE).ask(question);
            List<Output> features =
                    ServiceParts.of(history.definitions(), service).outputs();
            Comparison comparison = Comparison.of(question, features, trained, served);
            for (int row = 0; row < Math.min(SHOWN, question.rows().size()); row++) {
                print(question.text(row), features, trained.get(row), served.get(row));
            }
            print(comparison, question.rows().size());
            return comparison.different() == 0;
        }
    }

    /** What the last flights before an instant are asked by, each combination once. */
    private static Question latestFlights(Deployment deployment, History history, FeatureService service, Instant now) {
        ServiceParts parts = ServiceParts.of(history.definitions(), service);
        List<CallerColumn> columns =
                Stream.concat(parts.keys().stream(), parts.request().stream()).toList();
        Column time = functions.col(Labels.TIME_COLUMN);
        Dataset<Row> latest = history.spark()
                .read()
                .parquet(deployment.configuration().base().resolve(LABELS).toString())
                .filter(time.leq(functions.lit(now)))
                .groupBy(columns.stream()
                        .map(column -> functions.col(column.name()))
                        .toArray(Column[]::new))
                .agg(functions.max(time).as(Labels.TIME_COLUMN))
                .orderBy(time.desc())
                .limit(COMPARED);
        return Question.of(
                columns, TrainingSet.plan(history, service, Labels.of(latest)).questions(), now);
    }

    private void print(String key, List<Output> features, Road.Answer trained, Road.Answer served) {
        Console console = invocation.console();
        console.print("");
        console.print("  " + key);
        new Listing(
                        List.of("  FEATURE", "TRAINED ON", "SERVED", "STATUS"),
                        IntStream.range(0, features.size())
                                .mapToObj(i -> List.of(
                                        "  " + features.get(i).name(),
                                        ValueText.show(trained.values().get(i)),
                                        ValueText.show(served.values().get(i)),
                                        served.statuses().get(i).name()))
                                .toList())
                .print(console, false);
    }

    private void print(Comparison comparison, int flights) {
        Console console = invocation.console();
        console.print("");
        console.print("  %,d flights compared, %,d values: %s"
                .formatted(
                        flights,
                        comparison.values(),
                        comparison.different() == 0
                                ? "all the same, bit for bit."
                                : "%,d values DIFFER.".formatted(comparison.different())));
    }

    private static FeatureService service(RegistryState state) {
        return state.definitions().service(SERVICE);
    }

    private void title(String title, String text) {
        invocation.console().print("");
        invocation.console().print(title + ": " + text);
    }
}
