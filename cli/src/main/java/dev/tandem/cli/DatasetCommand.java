package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.TandemException;
import dev.tandem.offline.training.Manifest;
import dev.tandem.offline.training.Rebuild;
import dev.tandem.offline.training.TrainingSetComparison;
import dev.tandem.offline.training.TrainingSetComparison.ComparedFeature;
import dev.tandem.offline.training.Verification;
import dev.tandem.offline.training.WhenPresent;
import dev.tandem.registry.WrittenTrainingSet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tandem dataset}: the training sets that were written. */
@Command(
        name = "dataset",
        description = {
            "Look after training sets that were written: list, show, verify, rebuild, compare.",
            "",
            "  tandem dataset list",
            "  tandem dataset verify training",
            "  tandem dataset rebuild training --output training-again",
            "  tandem dataset diff training-january training-july"
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DatasetCommand.ListThem.class,
            DatasetCommand.Show.class,
            DatasetCommand.Verify.class,
            DatasetCommand.RebuildIt.class,
            DatasetCommand.Diff.class
        })
final class DatasetCommand implements Runnable {
    private static final int DIFFERENCES = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list, show, verify, rebuild or diff.");
    }

    /** What all of them have. */
    private abstract static class OfDatasets implements Callable<Integer> {
        final Invocation invocation;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        OfDatasets(Invocation invocation) {
            this.invocation = invocation;
        }

        <T> T watched(BiFunction<Deployment, TerminalProgress, T> work) {
            try (Deployment deployment = new Deployment(invocation.configuration());
                    TerminalProgress progress = new TerminalProgress(invocation.console())) {
                return work.apply(deployment, progress);
            }
        }

        void print(String line) {
            invocation.console().print(line);
        }
    }

    /** {@code tandem dataset list}. */
    @Command(
            name = "list",
            description = "List the training sets that 'tandem train' has written, newest first.",
            mixinStandardHelpOptions = true)
    static final class ListThem extends OfDatasets {
        ListThem(Invocation invocation) {
            super(invocation);
        }

        @Override
        public Integer call() {
            try (Deployment deployment = new Deployment(invocation.configuration())) {
                new Listing(
                                List.of("FOLDER", "SERVICE", "STATE", "CREATED", "ROWS", "DIGEST"),
                                deployment.registry().trainingSets(deployment.project()).stream()
                                        .map(ListThem::row)
                                        .toList())
                        .print(invocation.console(), json);
                return 0;
            }
        }

        private static List<String> row(WrittenTrainingSet written) {
            return List.of(
                    written.location(),
                    written.service(),
                    String.valueOf(written.state()),
                    written.createdAt().toString(),
                    String.valueOf(written.rows()),
                    written.digest());
        }
    }

    /** {@code tandem dataset show}. */
    @Command(
            name = "show",
            description = "Show how a training set came about and what it holds.",
            mixinStandardHelpOptions = true)
    static final class Show extends OfDatasets {
        @Parameters(paramLabel = "FOLDER", description = "The folder that it was written to; a path or a URL.")
        private String folder = "";

        Show(Invocation invocation) {
            super(invocation);
        }

        @Override
        public Integer call() {
            Manifest manifest = Manifest.read(invocation.absolute(folder));
            if (json) {
                invocation.console().print(manifest.toJson());
                return 0;
            }
            print("%,d rows of service '%s' (state %d of project '%s'), made %s"
                    .formatted(
                            manifest.rows(),
                            manifest.service().name(),
                            manifest.registryState(),
                            manifest.project(),
                            manifest.createdAt()));
            print("labels: %s, digest %s"
                    .formatted(manifest.labels().origin(), manifest.labels().digest()));
            manifest.sources()
                    .forEach(source -> print("source '%s': %s%s, %,d %s"
                            .formatted(
                                    source.name(),
                                    source.format(),
                                    source.location()
                                            .map(place -> " at " + place)
                                            .orElse(""),
                                    source.files().size(),
                                    source.files().size() == 1 ? "file" : "files")));
            print("engine: Tandem %s, Spark %s, Java %s"
                    .formatted(
                            manifest.engine().tandem(),
                            manifest.engine().spark(),
                            manifest.engine().java()));
            Leaks.print(manifest, invocation.console()::print);
            print("");
            new Listing(
                            List.of("COLUMN", "FROM", "TYPE", "NULLS", "MIN", "MAX", "DIGEST"),
                            manifest.columns().stream().map(Show::row).toList())
                    .print(invocation.console(), false);
            return 0;
        }

        private static List<String> row(Manifest.Column column) {
            return List.of(
                    column.name(),
                    column.from(),
                    column.type(),
                    "%,d".formatted(column.nulls()),
                    column.min().orElse(""),
                    column.max().orElse(""),
                    column.digest());
        }
    }

    /** {@code tandem dataset verify}. */
    @Command(
            name = "verify",
            description = {
                "Read a training set and compute every digest again.",
                "Exit code 0 when it holds what its manifest says, 3 when it does not."
            },
            mixinStandardHelpOptions = true)
    static final class Verify extends OfDatasets {
        @Parameters(paramLabel = "FOLDER", description = "The folder that it was written to; a path or a URL.")
        private String folder = "";

        Verify(Invocation invocation) {
            super(invocation);
        }

        @Override
        public Integer call() {
            Verification verification = watched((deployment, progress) ->
                    Verification.of(deployment.spark(), invocation.absolute(folder), progress));
            Manifest manifest = verification.manifest();
            if (json) {
                ObjectNode node = JsonNodeFactory.instance.objectNode();
                node.put("rows", manifest.rows()).put("digest", manifest.digest());
                addAll(node.putArray("differences"), verification.differences());
                invocation.console().print(node);
            } else if (verification.differences().isEmpty()) {
                print("%,d rows with digest %s: what was written.".formatted(manifest.rows(), manifest.digest()));
            } else {
                print("The training set %s is NOT what was written:".formatted(folder));
                verification.differences().forEach(difference -> print("  " + difference));
            }
            return verification.differences().isEmpty() ? 0 : DIFFERENCES;
        }
    }

    /** {@code tandem dataset rebuild}. */
    @Command(
            name = "rebuild",
            description = {
                "Make a training set again from what its manifest says, beside it, and compare.",
                "",
                "Definitions are those of the registry state that it was made with; labels and sources are read as they are now. Where values",
                "differ, what has changed since in sources, labels or engine is said.",
                "Exit code 0 when all values are the same, bit for bit, 3 when some differ."
            },
            mixinStandardHelpOptions = true)
    static final class RebuildIt extends OfDatasets {
        @Parameters(paramLabel = "FOLDER", description = "The training set to make again; it stays as it is.")
        private String folder = "";

        @Option(
                names = "--output",
                required = true,
                paramLabel = "FOLDER",
                description = "The folder to make; a path or URL that Spark writes to.")
        private String output = "";

        @Option(names = "--overwrite", description = "Replace the output folder once the new one is complete.")
        private boolean overwrite;

        RebuildIt(Invocation invocation) {
            super(invocation);
        }

        @Override
        public Integer call() {
            String original = invocation.absolute(folder);
            String made = invocation.absolute(output);
            if (original.equals(made)) {
                throw new TandemException(
                        "The output %s is the training set itself, which stays as it is. Name another folder."
                                .formatted(output));
            }
            Manifest manifest = Manifest.read(original);
            Rebuild rebuild = watched((deployment, progress) -> {
                manifest.requireProject(deployment.project());
                return Rebuild.of(
                        original,
                        deployment.history(deployment.registry().state(deployment.project(), manifest.registryState())),
                        made,
                        overwrite ? WhenPresent.OVERWRITE : WhenPresent.REFUSE,
                        InstantSource.system(),
                        progress);
            });
            if (json) {
                ObjectNode node = JsonNodeFactory.instance.objectNode();
                node.put("output", made).put("rows", rebuild.again().rows());
                node.put("digest", rebuild.original().digest());
                node.put("digest_again", rebuild.again().digest());
                addAll(node.putArray("differences"), rebuild.differences());
                addAll(node.putArray("changes"), rebuild.changes());
                invocation.console().print(node);
            } else {
                print(rebuild);
            }
            return rebuild.differences().isEmpty() ? 0 : DIFFERENCES;
        }

        private void print(Rebuild rebuild) {
            if (rebuild.differences().isEmpty()) {
                print("%,d rows made again in %s: the same values, bit for bit (digest %s)."
                        .formatted(
                                rebuild.again().rows(), output, rebuild.again().digest()));
            } else {
                print("%,d rows made again in %s: values DIFFER."
                        .formatted(rebuild.again().rows(), output));
                rebuild.differences().forEach(difference -> print("  " + difference));
            }
            if (!rebuild.changes().isEmpty()) {
                print("Changed since:");
                rebuild.changes().forEach(change -> print("  " + change));
            } else if (!rebuild.differences().isEmpty()) {
                print(
                        "Nothing that the manifest names has changed since: no file of a source or of the labels, nor the engine.");
                print(
                        "A source that gives other rows at each reading does this; so do a table behind JDBC or SQL that depends on the order of rows.");
            }
        }
    }

    /** {@code tandem dataset diff}. */
    @Command(
            name = "diff",
            description = {
                "Compare two training sets: columns and definitions, rows, and the values of each feature.",
                "Exit code 0 when they hold the same, 3 when they do not."
            },
            mixinStandardHelpOptions = true)
    static final class Diff extends OfDatasets {
        @Parameters(index = "0", paramLabel = "BEFORE", description = "The first; a path or a URL.")
        private String before = "";

        @Parameters(index = "1", paramLabel = "AFTER", description = "The second.")
        private String after = "";

        Diff(Invocation invocation) {
            super(invocation);
        }

        @Override
        public Integer call() {
            TrainingSetComparison comparison = watched((deployment, progress) -> TrainingSetComparison.of(
                    deployment.spark(), invocation.absolute(before), invocation.absolute(after), progress));
            if (json) {
                invocation.console().print(toJson(comparison));
            } else {
                print(comparison);
            }
            return comparison.isEqual() ? 0 : DIFFERENCES;
        }

        private void print(TrainingSetComparison comparison) {
            if (comparison.isEqual()) {
                print("Both hold the same %,d rows."
                        .formatted(comparison.before().rows()));
                return;
            }
            print("%,d and %,d rows; %,d only in the first, %,d only in the second."
                    .formatted(
                            comparison.before().rows(),
                            comparison.after().rows(),
                            comparison.rowsOnlyBefore(),
                            comparison.rowsOnlyAfter()));
            comparison.columns().forEach(this::print);
            print("");
            List<List<String>> rows = new ArrayList<>();
            for (ComparedFeature feature : comparison.features()) {
                rows.add(List.of(
                        feature.before().name(),
                        "%,d".formatted(feature.different()),
                        "%,d > %,d"
                                .formatted(
                                        feature.before().nulls(),
                                        feature.after().nulls()),
                        "%s > %s"
                                .formatted(
                                        feature.before().min().orElse("-"),
                                        feature.after().min().orElse("-")),
                        "%s > %s"
                                .formatted(
                                        feature.before().max().orElse("-"),
                                        feature.after().max().orElse("-"))));
            }
            new Listing(List.of("FEATURE", "LABELS THAT DIFFER", "NULLS", "MIN", "MAX"), rows)
                    .print(invocation.console(), false);
        }

        private static ObjectNode toJson(TrainingSetComparison comparison) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("equal", comparison.isEqual());
            node.put("rows_before", comparison.before().rows());
            node.put("rows_after", comparison.after().rows());
            node.put("rows_only_before", comparison.rowsOnlyBefore());
            node.put("rows_only_after", comparison.rowsOnlyAfter());
            addAll(node.putArray("columns"), comparison.columns());
            ArrayNode features = node.putArray("features");
            for (ComparedFeature feature : comparison.features()) {
                features.addObject()
                        .put("name", feature.before().name())
                        .put("different", feature.different())
                        .put("nulls_before", feature.before().nulls())
                        .put("nulls_after", feature.after().nulls());
            }
            return node;
        }
    }

    private static void addAll(ArrayNode array, List<String> lines) {
        lines.forEach(array::add);
    }
}
