package dev.tandem.cli.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.Materializing;
import dev.tandem.cli.parity.ProjectCase.SourcePart;
import dev.tandem.cli.parity.ProjectCase.SourceRow;
import dev.tandem.cli.parity.ProjectCase.Step;
import dev.tandem.cli.parity.ProjectCase.ViewPart;
import dev.tandem.cli.parity.ProjectCase.Way;
import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Project;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.definition.ServiceParts.Output;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.online.FeatureRow;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.Rejection;
import dev.tandem.online.ViewTarget;
import dev.tandem.online.ViewWriter;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import dev.tandem.row.Visibility;
import dev.tandem.sdk.FeatureStoreClient;
import dev.tandem.server.FeatureServer;
import dev.tandem.server.ServerSettings;
import dev.tandem.transform.expression.SparkTypes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Takes a made-up project both roads: its history is written to files, the online store is brought up to date step by step under a clock
 * that stands where the step does, and what it then answers is held against training sets. Used once.
 */
final class CaseRun {
    private static final int PUSHED_AT_ONCE = 150;

    private final ProjectCase project;
    private final List<Tampering> tamperings;
    private final SparkSession spark;
    private final Path folder;
    private final Random random;
    /** Every second project is asked over HTTP, by the client; the others by the plan that the server reads by. */
    private final boolean overHttp;

    private Instant now = Instant.EPOCH;

    CaseRun(ProjectCase project, List<Tampering> tamperings, SparkSession spark, Path folder) {
        this.project = project;
        this.tamperings = tamperings;
        this.spark = spark;
        this.folder = folder;
        this.random = new Random(project.seed());
        this.overHttp = project.seed() % 2 == 0;
    }

    /** What was asked of one road of serving, and what it answered, in the same order. */
    private record Served(Road road, List<List<Road.Answer>> answers) {}

    /** Runs it, in a Redis. Gives what comes out as it is, and then what comes out under each tampering. */
    List<Comparison> run(String redis) {
        project.sources().forEach(this::write);
        Definitions definitions =
                DefinitionFiles.parse(new Project("parity", About.NOTHING), Map.of("features.yaml", project.yaml()));
        FeatureService service = definitions.service(ProjectCase.SERVICE);
        ServiceParts parts = ServiceParts.of(definitions, service);
        try (Scratch scratch = Scratch.in(redis)) {
            RegistryState state = scratch.apply(definitions);
            now = project.steps().get(0).at();
            try (FeatureServer server = FeatureServer.start(
                            ServerSettings.LOCAL.withPort(0),
                            scratch.registry(),
                            scratch.store(),
                            "parity",
                            () -> now);
                    FeatureStoreClient client =
                            FeatureStoreClient.connect(URI.create("http://127.0.0.1:" + server.port()))) {
                List<Served> served = roads(state, service, scratch, client);
                List<Question> questions = new ArrayList<>();
                for (Step step : project.steps()) {
                    bringUp(step, scratch, state, client);
                    for (Instant at : step.asks()) {
                        now = at;
                        Question question = question(parts, at);
                        questions.add(question);
                        served.forEach(each -> each.answers().add(each.road().ask(question)));
                    }
                }
                return compare(state, service, questions, served);
            }
        }
    }

    private List<Served> roads(
            RegistryState state, FeatureService service, Scratch scratch, FeatureStoreClient client) {
        List<Served> roads = new ArrayList<>();
        Road stored = StoredRoad.of(ReadPlan.of(state, service), scratch.store());
        roads.add(new Served(overHttp ? ServedRoad.of(client, service.name()) : stored, new ArrayList<>()));
        for (Tampering tampering : tamperings) {
            Road road = StoredRoad.of(ReadPlan.of(tampering.servedBy().apply(state), service), scratch.store());
            roads.add(new Served(tampering.served().apply(road), new ArrayList<>()));
        }
        return roads;
    }

    private History history(RegistryState state) {
        return new History(spark, state, Workspace.of(folder));
    }

    private Question question(ServiceParts parts, Instant at) {
        List<CallerColumn> columns =
                Stream.concat(parts.keys().stream(), parts.request().stream()).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Map<String, @Nullable Object> asked : project.asked()) {
            List<@Nullable Object> row = new ArrayList<>();
            columns.forEach(column -> row.add(asked.get(column.name())));
            rows.add(row);
        }
        return new Question(columns, rows, at);
    }

    /** All instants in one training set; and one of them in a training set of its own, which must be the same. */
    private List<Comparison> compare(
            RegistryState state, FeatureService service, List<Question> questions, List<Served> served) {
        TrainedRoad road = TrainedRoad.of(history(state), service);
        List<List<Road.Answer>> trained = road.askAll(questions);
        int alone = random.nextInt(questions.size());
        assertSame(questions.get(alone), trained.get(alone), road.ask(questions.get(alone)));
        List<Comparison> outcomes = new ArrayList<>();
        outcomes.add(compare(state, service, questions, trained, served.get(0)));
        for (int i = 0; i < tamperings.size(); i++) {
            RegistryState tampered = tamperings.get(i).trainedBy().apply(state);
            List<List<Road.Answer>> trainedOtherwise = tampered.equals(state)
                    ? trained
                    : TrainedRoad.of(history(tampered), service).askAll(questions);
            outcomes.add(compare(state, service, questions, trainedOtherwise, served.get(i + 1)));
        }
        return outcomes;
    }

    private static Comparison compare(
            RegistryState state,
            FeatureService service,
            List<Question> questions,
            List<List<Road.Answer>> trained,
            Served served) {
        List<Output> features = ServiceParts.of(state.definitions(), service).outputs();
        return IntStream.range(0, questions.size())
                .mapToObj(i -> Comparison.of(
                        questions.get(i),
                        features,
                        trained.get(i),
                        served.answers().get(i)))
                .reduce(Comparison.none(features), Comparison::plus);
    }

    private static void assertSame(Question question, List<Road.Answer> together, List<Road.Answer> alone) {
        for (int row = 0; row < together.size(); row++) {
            assertThat(Comparison.same(
                            together.get(row).values(), alone.get(row).values()))
                    .as(
                            "one training set at several instants, or one of its own: %s at %s: %s, %s",
                            question.text(row), question.at(), together.get(row), alone.get(row))
                    .isTrue();
        }
    }

    private void write(SourcePart source) {
        List<StructField> fields = new ArrayList<>();
        fields.add(DataTypes.createStructField("at", DataTypes.TimestampType, true));
        if (source.created()) {
            fields.add(DataTypes.createStructField("made", DataTypes.TimestampType, true));
        }
        source.columns()
                .forEach(column ->
                        fields.add(DataTypes.createStructField(column.name(), SparkTypes.of(column.type()), true)));
        List<Row> rows = new ArrayList<>();
        for (SourceRow row : source.rows()) {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(row.at());
            if (source.created()) {
                values.add(row.created());
            }
            values.addAll(row.values());
            rows.add(RowFactory.create(values.toArray()));
        }
        spark.createDataFrame(rows, DataTypes.createStructType(fields))
                .repartition(source.files())
                .write()
                .parquet(folder.resolve(source.name()).toString());
    }

    private void bringUp(Step step, Scratch scratch, RegistryState state, FeatureStoreClient client) {
        now = step.at();
        List<String> views = new ArrayList<>(step.ways().keySet());
        views.retainAll(state.storage().keySet());
        Collections.shuffle(views, random);
        materialize(
                step,
                scratch,
                state,
                views,
                Way.FULL,
                MaterializationRequest.full().asKnownAt(step.at()));
        materialize(
                step,
                scratch,
                state,
                views,
                Way.INCREMENTAL,
                MaterializationRequest.incremental().asKnownAt(step.at()));
        materialize(
                step,
                scratch,
                state,
                views,
                Way.BOTH,
                MaterializationRequest.incremental().asKnownAt(step.earlier()));
        for (String view : views) {
            Way way = step.ways().get(view);
            if (way == Way.PUSH || way == Way.BOTH) {
                boolean late = push(view, step.at(), scratch, state, client);
                if (late) {
                    scratch.materialize(
                            Materializing::into,
                            history(state),
                            MaterializationRequest.incremental()
                                    .asKnownAt(step.at())
                                    .ofViews(List.of(view)),
                            Progress.UNWATCHED);
                }
            }
        }
    }

    private void materialize(
            Step step,
            Scratch scratch,
            RegistryState state,
            List<String> views,
            Way way,
            MaterializationRequest request) {
        List<String> some =
                views.stream().filter(view -> step.ways().get(view) == way).toList();
        if (!some.isEmpty()) {
            scratch.materialize(Materializing::into, history(state), request.ofViews(some), Progress.UNWATCHED);
        }
    }

    /**
     * Pushes every row that is known by then, in any order, some twice: over HTTP or, sometimes and where a server would date rows itself, into
     * the writer. Tells whether some events came too late to be counted.
     */
    private boolean push(String view, Instant at, Scratch scratch, RegistryState state, FeatureStoreClient client) {
        FeatureView definition = state.definitions().view(view);
        SourcePart source = project.source(definition.source());
        Visibility visibility = Visibility.of(definition, state.definitions().source(source.name()));
        List<SourceRow> rows = new ArrayList<>();
        for (SourceRow row : source.rows()) {
            if (isKnown(row, at, visibility)) {
                rows.add(row);
                if (random.nextInt(8) == 0) {
                    rows.add(row);
                }
            }
        }
        Collections.shuffle(rows, random);
        ViewTarget target = ViewTarget.of(state.definitions(), state.stored(view));
        boolean datedByServers = source.created() && rows.stream().anyMatch(row -> row.created() == null);
        boolean late = false;
        for (int from = 0; from < rows.size(); from += PUSHED_AT_ONCE) {
            List<SourceRow> some = rows.subList(from, Math.min(from + PUSHED_AT_ONCE, rows.size()));
            if (datedByServers || random.nextInt(3) == 0) {
                late |= ViewWriter.of(scratch.store(), target, () -> now)
                        .push(some.stream()
                                .map(row -> written(definition, target, source, row))
                                .toList())
                        .rejected()
                        .containsKey(Rejection.LATE);
            } else {
                late |= client
                        .push(
                                source.name(),
                                FeatureStoreClient.Destination.ONLINE,
                                some.stream().map(row -> pushed(source, row)).toList())
                        .rejected()
                        .stream()
                        .anyMatch(each -> each.reason().contains("next materialisation"));
            }
        }
        return late;
    }

    private static FeatureRow written(FeatureView view, ViewTarget target, SourcePart source, SourceRow row) {
        List<String> columns = target.schema().columns().stream()
                .map(column -> view.isWindowed()
                        ? column.name()
                        : view.findFeature(column.name()).orElseThrow().column())
                .toList();
        return new FeatureRow(
                ValueSource.of(source.values(row, List.copyOf(view.keys().values()))),
                Micros.of(Objects.requireNonNull(row.at())),
                createdTime(row),
                ValueSource.of(source.values(row, columns)));
    }

    private static long createdTime(SourceRow row) {
        return row.created() == null ? RowWriter.NO_CREATED_TIME : Micros.of(row.created());
    }

    private static boolean isKnown(SourceRow row, Instant at, Visibility visibility) {
        if (row.at() == null) {
            return false;
        }
        return visibility.knownAt(Micros.of(at), Micros.of(row.at()), createdTime(row));
    }

    /** A row with the columns that views use, which are all that may be pushed. */
    private Map<String, @Nullable Object> pushed(SourcePart source, SourceRow row) {
        Set<String> used = new HashSet<>();
        for (ViewPart view : project.views()) {
            if (view.source().equals(source.name())) {
                used.addAll(view.keys().values());
                view.features().forEach(feature -> used.add(feature.column()));
                if (view.windowed()) {
                    source.declared().forEach(column -> used.add(column.name()));
                }
            }
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("at", row.at());
        if (source.created()) {
            values.put("made", row.created());
        }
        for (int i = 0; i < source.columns().size(); i++) {
            if (used.contains(source.columns().get(i).name())) {
                values.put(source.columns().get(i).name(), row.values().get(i));
            }
        }
        return values;
    }
}
