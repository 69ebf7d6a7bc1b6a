package dev.tandem.offline.training;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.engine.Phase;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.expectation.ExpectationChecks;
import dev.tandem.offline.expectation.ExpectationException;
import dev.tandem.offline.profile.Profile;
import dev.tandem.offline.profile.ProfileFile;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.offline.source.RowSelection;
import dev.tandem.offline.source.SourceException;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.registry.ExpectationResult;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Labels with the features of a service beside them, as they were known at each label's time. It is {@linkplain #plan planned} once, which
 * reads schemas and finds whatever does not fit, and then {@linkplain #write written}, or {@linkplain #rows handed} to a Spark job.
 * Immutable; not thread-safe, as sources are told what is read of them.
 */
public final class TrainingSet {
    private final History history;
    private final FeatureService service;
    private final ServiceParts parts;
    private final Labels labels;
    private final SourceReader sources;
    private final LabelTable table;
    private final ServiceColumns columns;
    private final Asides asides;

    /** What a training set is made with besides its rows. */
    private record Asides(boolean looksForLeaks, boolean checks, Optional<Instant> freshAt, Optional<String> rejected) {
        private static final Asides ALL = new Asides(true, true, Optional.empty(), Optional.empty());
    }

    private TrainingSet(
            History history,
            FeatureService service,
            ServiceParts parts,
            Labels labels,
            SourceReader sources,
            LabelTable table) {
        this.history = history;
        this.service = service;
        this.parts = parts;
        this.labels = labels;
        this.sources = sources;
        this.table = table;
        this.columns = ServiceColumns.plan(history.definitions(), parts, table, sources);
        this.asides = Asides.ALL;
    }

    private TrainingSet(TrainingSet same, Asides asides) {
        this.history = same.history;
        this.service = same.service;
        this.parts = same.parts;
        this.labels = same.labels;
        this.sources = same.sources;
        this.table = same.table;
        this.columns = same.columns;
        this.asides = asides;
    }

    /**
     * Plans a training set. No row of labels or sources is read yet, save what finding the columns of text files takes.
     *
     * @param service of the project, or one made for the occasion ({@link Definitions#serviceOf(List)})
     * @throws TrainingSetException when the labels cannot be read, or are not what the service asks by
     * @throws SourceException when a source cannot be read, or is not what its views say
     * @throws Definitions.UnknownNameException when the service takes from a view that there is not
     */
    public static TrainingSet plan(History history, FeatureService service, Labels labels) {
        return plan(SourceReader.of(history), history, service, labels);
    }

    /** The same from sources as somebody else reads them: in part, or for several training sets. */
    public static TrainingSet plan(SourceReader sources, History history, FeatureService service, Labels labels) {
        ServiceParts parts = ServiceParts.of(history.definitions(), service);
        LabelTable table = openLabels(labels, parts, sources);
        return new TrainingSet(history, service, parts, labels, sources, table);
    }

    /** The same without the search for knowledge of the future, which takes about two more readings of the sources. */
    public TrainingSet withoutLeakageCheck() {
        return new TrainingSet(this, new Asides(false, asides.checks, asides.freshAt, asides.rejected));
    }

    /** The same, checking nothing of what is expected of the rows of its sources. */
    public TrainingSet withoutExpectations() {
        return new TrainingSet(this, new Asides(asides.looksForLeaks, false, asides.freshAt, asides.rejected));
    }

    /** The same with the instant at which sources have to be fresh; unless it is said, that is the time of the manifest. */
    public TrainingSet expectingFreshnessAt(Instant instant) {
        return new TrainingSet(
                this, new Asides(asides.looksForLeaks, asides.checks, Optional.of(instant), asides.rejected));
    }

    /** The same, keeping a copy of rows that are not as expected, as {@link ExpectationChecks#keepingRejected} does. */
    public TrainingSet keepingRejected(String folder) {
        return new TrainingSet(
                this, new Asides(asides.looksForLeaks, asides.checks, asides.freshAt, Optional.of(folder)));
    }

    private static LabelTable openLabels(Labels labels, ServiceParts parts, SourceReader sources) {
        LabelReader reader = new LabelReader(labels, sources.session());
        parts.keys().forEach(column -> reader.need(column.name(), column.type(), column.meaning()));
        parts.request().forEach(column -> reader.need(column.name(), column.type(), column.meaning()));
        parts.outputs().forEach(output -> reader.refuse(output.name(), output.view() + ":" + output.feature()));
        return reader.open().orElseThrow(() -> new TrainingSetException(String.join("\n", reader.problems())));
    }

    /**
     * The training set as a dataset that is computed whenever it is used: the labels' columns and the service's features, in their order.
     * The labels are read once before, to check them.
     *
     * @throws TandemException when there are no labels, or some have no time
     */
    public Dataset<Row> rows() {
        return explained(() -> join(survey(Progress.UNWATCHED)).rows());
    }

    /**
     * The same rows as they come out with some knowledge, and behind the features, for each lookup that finds a row, that row's times:
     * {@link Knowledge#eventTime} and {@link Knowledge#createdTime}, null where there is none. The labels are read once before, to check them;
     * they must be the same whenever they are read.
     *
     * @throws TandemException when there are no labels, or some have no time
     */
    public Dataset<Row> rows(Knowledge knowledge) {
        return explained(() -> columns.besideLabels(survey(Progress.UNWATCHED).rows(), knowledge));
    }

    /**
     * What the labels ask, before anything is answered, as a dataset that is computed whenever it is used: the columns that the service asks
     * by, in the order of its parts (keys, then request inputs) and in the types that it gives them, and last the time of each label.
     */
    public Dataset<Row> questions() {
        List<Column> asked = new ArrayList<>();
        Stream.concat(parts.keys().stream(), parts.request().stream())
                .map(CallerColumn::name)
                .forEach(name -> asked.add(
                        Objects.requireNonNull(table.columns().get(name)).as(name)));
        asked.add(table.time().as("label time"));
        return table.rows().select(asked.toArray(Column[]::new));
    }

    /**
     * Computes the training set and writes it to a folder: {@value Manifest#DATA}, Parquet files; {@value Manifest#FILE}, which says
     * how they came about; and {@value Profile#FILE}, which says how their values are distributed. The folder appears whole when everything has succeeded, and not at all otherwise.
     *
     * @param folder a path or any URL that Spark writes to; a relative path starts from the working directory of this process
     * @param whenPresent what to do when it exists already
     * @param clock the time of the manifest
     * @param progress is told how far it has come
     * @return the manifest
     * @throws TandemException when labels or sources hold what they must not, or the folder cannot be written
     */
    public Manifest write(String folder, WhenPresent whenPresent, InstantSource clock, Progress progress) {
        try (OutputFolder output = OutputFolder.open(
                folder, whenPresent, sources.session().sparkContext().hadoopConfiguration())) {
            return explained(() -> {
                TableStatistics asked = survey(progress);
                List<ExpectationResult> expectations = check(asked, clock, progress);
                Path data = new Path(output.staging(), Manifest.DATA);
                ServiceRows joined;
                try (Phase phase = Phase.begin(sources.session(), "joining", progress)) {
                    joined = join(asked);
                    joined.rows()
                            .write()
                            .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
                            .parquet(data.toString());
                }
                Dataset<Row> rows =
                        sources.session().read().schema(joined.rows().schema()).parquet(data.toString());
                TableStatistics written = statistics(rows, progress);
                checkComplete(asked, written);
                Optional<Manifest.Leakage> leakage = asides.looksForLeaks
                        ? Optional.of(new LeakageCheck(history, service, labels, parts, table).of(rows, progress))
                        : Optional.empty();
                Manifest manifest = new ManifestWriter(history, parts, labels, table)
                        .manifest(clock.instant(), sources.reads(), joined, written, expectations, leakage);
                ManifestFile.write(manifest, output.staging(), output.files());
                ProfileFile.write(written.profile().orElseThrow(), output.staging(), output.files());
                output.commit();
                return manifest;
            });
        }
    }

    /** Checks what the training set will be made of: all that is known at the time of the latest label. */
    private List<ExpectationResult> check(TableStatistics asked, InstantSource clock, Progress progress) {
        if (!asides.checks) {
            return List.of();
        }
        Instant latest = Instant.parse(asked.columns().get(labelColumns()).max().orElseThrow());
        ExpectationChecks watched = ExpectationChecks.of(
                        history.definitions(), sources, asides.freshAt.orElseGet(clock::instant))
                .watchedBy(progress);
        ExpectationChecks checks = asides.rejected.map(watched::keepingRejected).orElse(watched);
        Set<ExpectationResult> results = new LinkedHashSet<>();
        for (String name : new TreeSet<>(
                parts.lookups().stream().map(ServiceParts.Lookup::view).toList())) {
            FeatureView view = history.definitions().view(name);
            FeatureRows rows = sources.rows(view);
            results.addAll(checks.before(view, rows, RowSelection.upTo(latest, rows.visibility())));
        }
        ExpectationException.throwIfAnyStops(List.copyOf(results));
        return List.copyOf(results);
    }

    /** One pass over the labels, before anything is made of them. */
    private TableStatistics survey(Progress progress) {
        List<Column> columns = new ArrayList<>();
        Arrays.stream(table.rows().columns()).map(Plans::column).forEach(columns::add);
        columns.add(table.time().as("label time"));
        TableStatistics asked;
        try (Phase phase = Phase.begin(sources.session(), "reading labels", progress)) {
            asked = TableStatistics.of(table.rows().select(columns.toArray(Column[]::new)), labelColumns());
        }
        if (asked.rows() == 0) {
            throw new TrainingSetException(
                    "The labels are empty: a training set has one row for each label. Give labels, or see why there are none.");
        }
        long withoutTime = asked.columns().get(labelColumns()).nulls();
        if (withoutTime > 0) {
            throw new TrainingSetException(
                    "%,d of %,d labels have no time: column '%s' is null. Remove these rows, or say when their predictions were due."
                            .formatted(withoutTime, asked.rows(), labels.timeColumn()));
        }
        return asked;
    }

    private int labelColumns() {
        return table.rows().columns().length;
    }

    private ServiceRows join(TableStatistics asked) {
        return columns.besideLabels(asked.rows());
    }

    private TableStatistics statistics(Dataset<Row> written, Progress progress) {
        try (Phase phase = Phase.begin(sources.session(), "checking", progress)) {
            return TableStatistics.withProfile(written, labelColumns());
        }
    }

    /** What was read back must be the labels that were read first: each once, every column as it was. */
    private static void checkComplete(TableStatistics asked, TableStatistics written) {
        if (written.rows() != asked.rows() || written.labelDigest() != asked.labelDigest()) {
            throw new TrainingSetException(
                    ("The labels changed while they were read: %,d rows with digest %016x at first, %,d rows with digest %016x in the end."
                                    + " Nothing was kept. If they are computed, compute them once: cache or write them before.")
                            .formatted(asked.rows(), asked.labelDigest(), written.rows(), written.labelDigest()));
        }
    }

    /** A step that may fail. */
    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T explained(Step<T> step) {
        try {
            return step.run();
        } catch (Exception e) { // Spark throws checked exceptions that its Java signatures do not declare
            throw sources.explain(e, Map.of(LabelReader.LABEL, table.raw()))
                    .orElseGet(() -> new TrainingSetException(
                            "The training set could not be computed: %s. Nothing was written."
                                    .formatted(e.getMessage()),
                            e));
        }
    }
}
