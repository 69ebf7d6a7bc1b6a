package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.config.Configuration;
import dev.tandem.cli.config.ConfigurationLoader;
import dev.tandem.cli.config.Setting;
import dev.tandem.cli.parity.Comparison;
import dev.tandem.cli.parity.Question;
import dev.tandem.cli.parity.Road;
import dev.tandem.cli.parity.StoredRoad;
import dev.tandem.cli.parity.TrainedRoad;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.Output;
import dev.tandem.offline.History;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.FeatureStatus;
import dev.tandem.online.ReadPlan;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The parity law on real data, through everything: the demo, and then every entity of every view, at the edges of ttls and windows too. On
 * the last two months of the year; with {@code -Dflights.from=2013-01-01} on the whole of it, which takes a minute more.
 */
class FlightsParityIT {
    /** After the last flight has landed; the weather ends earlier, at the example's own "now". */
    private static final Instant AFTER_ALL = Instant.parse("2014-01-01T12:00:00Z");

    /** By default twice the widest window and many times the longest ttl, so that much has left either by the end. */
    private static final String FROM = System.getProperty("flights.from", "2013-11-01");

    private static final Duration MICROSECOND = Duration.ofNanos(1_000);
    private static final int ENTITIES_AT_EDGES = 500;

    @TempDir
    Path folder;

    private final Map<String, Question> everyEntity = new HashMap<>();

    @Test
    void what_is_served_is_what_training_sees_for_every_entity_of_the_flights() throws IOException {
        Path home = folder.resolve("demo");
        Examples.copy("flights", home);
        try (Deployment whole = deployment(home, Map.of())) {
            FlightsPart.keep(whole.spark(), home, FROM, AFTER_ALL.toString());
        }
        assertThat(demo(home)).contains("all the same, bit for bit.");

        try (Deployment atTheEnd = deployment(home, Map.of())) {
            for (FeatureView view : atTheEnd.state().definitions().views().values()) {
                compareEveryEntity(atTheEnd, view);
            }
            compareTtlEdges(atTheEnd, atTheEnd.state().definitions().view("weather"));
        }
        try (Deployment later = deployment(home, Map.of(Setting.AS_OF, AFTER_ALL.toString()))) {
            new Materializing(later, silent()).run(MaterializationRequest.incremental());
            compareTtlEdges(later, later.state().definitions().view("carrier_delays"));
            compareTtlEdges(later, later.state().definitions().view("airport_delays"));
            later.state().definitions().views().values().stream()
                    .filter(FeatureView::isWindowed)
                    .forEach(view -> compareWindowEdges(later, view));
        }
    }

    private static String demo(Path home) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(
                new String[] {"demo", home.toString()},
                new Console(new PrintWriter(out, true), new PrintWriter(err, true), false),
                Map.of());
        assertThat(exitCode).as(err.toString()).isZero();
        return out.toString();
    }

    private static Deployment deployment(Path home, Map<Setting, String> flags) {
        Configuration configuration =
                new ConfigurationLoader(Map.of()).load(home.resolve(ConfigurationLoader.FILE_NAME), flags, Map.of());
        return new Deployment(configuration);
    }

    private static Console silent() {
        return new Console(new PrintWriter(PrintWriter.nullWriter()), new PrintWriter(PrintWriter.nullWriter()), false);
    }

    private void compareEveryEntity(Deployment deployment, FeatureView view) {
        Question question = question(deployment, view, deployment.clock().instant());
        assertThat(compare(deployment, view, List.of(question)))
                .as("statuses of %d entities of %s", question.rows().size(), view.name())
                .contains(FeatureStatus.PRESENT);
    }

    /** At the last instant at which a row counts it is served and trained on, and a microsecond later it is neither. */
    private void compareTtlEdges(Deployment deployment, FeatureView view) {
        Duration ttl = view.ttl().orElseThrow();
        Instant now = deployment.clock().instant();
        Question everything = question(deployment, view, now);
        ReadPlan plan = plan(deployment, view);
        List<Question> edges = new ArrayList<>();
        for (List<@Nullable Object> entity : everything.rows()) {
            List<ValueSource> key =
                    entity.stream().map(part -> ValueSource.of(List.of(part))).toList();
            FeatureAnswer answer = plan.read(deployment.online(), key, Micros.of(now));
            Instant edge = Micros.instant(answer.eventTime(0, 0)).plus(ttl);
            if (answer.status(0, 0) != FeatureStatus.NOT_FOUND && !edge.isBefore(now)) {
                edges.add(new Question(everything.columns(), List.of(entity), edge));
                edges.add(new Question(everything.columns(), List.of(entity), edge.plus(MICROSECOND)));
            }
        }
        assertThat(edges).as("edges of " + view.name()).isNotEmpty();
        List<FeatureStatus> statuses = compare(deployment, view, edges);
        int features = view.features().size();
        for (int i = 0; i < statuses.size(); i++) {
            boolean beyond = (i / features) % 2 == 1;
            assertThat(statuses.get(i) == FeatureStatus.OUTSIDE_MAX_AGE)
                    .as("%s at %s", view.name(), edges.get(i / features))
                    .isEqualTo(beyond);
        }
    }

    /**
     * Windows slide on when nothing happens any more: where their beginnings move, by the hour and by the day, and the microsecond before. Of
     * many entities, some.
     */
    private void compareWindowEdges(Deployment deployment, FeatureView view) {
        Question now = question(deployment, view, deployment.clock().instant());
        int every = 1 + now.rows().size() / ENTITIES_AT_EDGES;
        List<List<@Nullable Object>> entities = IntStream.range(0, now.rows().size())
                .filter(i -> i % every == 0)
                .mapToObj(now.rows()::get)
                .toList();
        List<Question> questions = Stream.of(1, 2, 12, 13, 36, 160, 500)
                .map(hours -> now.at().plus(Duration.ofHours(hours)))
                .flatMap(edge -> Stream.of(edge.minus(MICROSECOND), edge))
                .map(at -> new Question(now.columns(), entities, at))
                .toList();
        assertThat(compare(deployment, view, questions)).contains(FeatureStatus.PRESENT);
    }

    /** Compares all features of a view by both roads; gives the statuses that were served, question by question. */
    private static List<FeatureStatus> compare(Deployment deployment, FeatureView view, List<Question> questions) {
        History history = deployment.history();
        FeatureService service = history.definitions().serviceOf(List.of(view.name()));
        List<Output> features = ServiceParts.of(history.definitions(), service).outputs();
        List<List<Road.Answer>> trained = TrainedRoad.of(history, service).askAll(questions);
        Road road = StoredRoad.of(plan(deployment, view), deployment.online());
        Comparison comparison = Comparison.none(features);
        List<FeatureStatus> statuses = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            List<Road.Answer> served = road.ask(questions.get(i));
            comparison = comparison.plus(Comparison.of(questions.get(i), features, trained.get(i), served));
            served.forEach(answer -> statuses.addAll(answer.statuses()));
        }
        assertThat(comparison.different()).as("%s: %s", view.name(), comparison).isZero();
        assertThat(comparison.values()).isEqualTo(statuses.size());
        return statuses;
    }

    private static ReadPlan plan(Deployment deployment, FeatureView view) {
        RegistryState state = deployment.state();
        return ReadPlan.of(state, state.definitions().serviceOf(List.of(view.name())));
    }

    /** About every entity of a view. The sources stay as they are, so they are searched once for each view. */
    private Question question(Deployment deployment, FeatureView view, Instant at) {
        Question everything = everyEntity.computeIfAbsent(view.name(), name -> {
            Definitions definitions = deployment.state().definitions();
            ServiceParts parts = ServiceParts.of(definitions, definitions.serviceOf(List.of(name)));
            return Question.of(parts.keys(), entities(deployment, view), at);
        });
        return new Question(everything.columns(), everything.rows(), at);
    }

    /** Every entity that the view's source knows, and one that nobody knows. */
    private static Dataset<Row> entities(Deployment deployment, FeatureView view) {
        History history = deployment.history();
        Dataset<Row> rows = SourceReader.of(history).rows(view).rows();
        List<JoinKey> keys = history.definitions().joinKeys(view);
        Column[] columns = new Column[keys.size()];
        Column[] unknown = new Column[keys.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows.col(rows.columns()[i]).as(keys.get(i).name());
            unknown[i] = functions.lit("nobody").as(keys.get(i).name());
        }
        return rows.select(columns)
                .na()
                .drop()
                .distinct()
                .union(rows.sparkSession().range(1).select(unknown));
    }
}
