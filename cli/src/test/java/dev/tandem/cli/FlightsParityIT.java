package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.config.Configuration;
import dev.tandem.cli.config.ConfigurationLoader;
import dev.tandem.cli.config.Setting;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureView;
import dev.tandem.offline.History;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.FeatureStatus;
import dev.tandem.online.ReadPlan;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parity law on real data, through everything: the demo, and then every entity of every view, ttl edges included. */
class FlightsParityIT {
    /** After the last flight has landed; the weather ends earlier, at the example's own "now". */
    private static final Instant AFTER_ALL = Instant.parse("2014-01-01T12:00:00Z");

    private static final String QUESTION = "question";

    @TempDir
    Path folder;

    @Test
    void what_is_served_is_what_training_sees_for_every_entity_of_the_flights() {
        Path home = folder.resolve("demo");
        assertThat(demo(home)).contains("all the same, bit for bit.");

        try (Deployment atTheEnd = deployment(home, Map.of())) {
            for (FeatureView view : atTheEnd.state().definitions().views().values()) {
                compareEveryEntity(atTheEnd, view);
            }
            compareEdges(atTheEnd, atTheEnd.state().definitions().view("weather"));
        }
        try (Deployment later = deployment(home, Map.of(Setting.AS_OF, AFTER_ALL.toString()))) {
            new Materializing(later, silent()).run(MaterializationRequest.incremental());
            compareEdges(later, later.state().definitions().view("carrier_delays"));
            compareEdges(later, later.state().definitions().view("airport_delays"));
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

    private static void compareEveryEntity(Deployment deployment, FeatureView view) {
        Instant now = deployment.clock().instant();
        List<Asked> asked = entities(deployment, view).collectAsList().stream()
                .map(entity -> new Asked(entity, now))
                .toList();
        assertThat(compare(deployment, view, asked))
                .as("statuses of %d entities of %s", asked.size(), view.name())
                .contains(FeatureStatus.PRESENT);
    }

    /** At the last instant at which a row counts it is served and trained on, and a microsecond later it is neither. */
    private static void compareEdges(Deployment deployment, FeatureView view) {
        Duration ttl = view.ttl().orElseThrow();
        Instant now = deployment.clock().instant();
        ReadPlan plan = plan(deployment, view);
        List<Asked> edges = new ArrayList<>();
        for (Row entity : entities(deployment, view).collectAsList()) {
            FeatureAnswer answer = read(deployment, plan, new Asked(entity, now));
            Instant edge = Micros.instant(answer.eventTime(0, 0)).plus(ttl);
            if (answer.status(0, 0) != FeatureStatus.NOT_FOUND && !edge.isBefore(now)) {
                edges.add(new Asked(entity, edge));
                edges.add(new Asked(entity, edge.plusNanos(1_000)));
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

    private record Asked(Row entity, Instant at) {}

    /** Compares all features of a view by both roads; gives the statuses that were served, question by question. */
    private static List<FeatureStatus> compare(Deployment deployment, FeatureView view, List<Asked> asked) {
        History history = deployment.history();
        FeatureService service = history.definitions().serviceOf(List.of(view.name()));
        ReadPlan plan = plan(deployment, view);
        List<Row> trained = TrainingSet.plan(history, service, Labels.of(labels(history, asked)))
                .rows()
                .orderBy(QUESTION)
                .collectAsList();
        assertThat(trained).hasSameSizeAs(asked);
        List<FeatureStatus> statuses = new ArrayList<>();
        for (int question = 0; question < asked.size(); question++) {
            FeatureAnswer answer = read(deployment, plan, asked.get(question));
            for (int i = 0; i < view.features().size(); i++) {
                Feature feature = view.features().get(i);
                @Nullable Object served = answer.values(i).objectAt(0, feature.type());
                @Nullable Object expected = trained.get(question).getAs(feature.name());
                assertThat(served)
                        .as("%s:%s at %s", view.name(), feature.name(), asked.get(question))
                        .isEqualTo(expected);
                statuses.add(answer.status(i, 0));
            }
        }
        return statuses;
    }

    private static ReadPlan plan(Deployment deployment, FeatureView view) {
        RegistryState state = deployment.state();
        return ReadPlan.of(state, state.definitions().serviceOf(List.of(view.name())));
    }

    private static FeatureAnswer read(Deployment deployment, ReadPlan plan, Asked asked) {
        List<ValueSource> key = new ArrayList<>();
        for (int i = 0; i < asked.entity().size(); i++) {
            key.add(ValueSource.of(List.of(asked.entity().get(i))));
        }
        return plan.read(deployment.online(), key, Micros.of(asked.at()));
    }

    private static Dataset<Row> labels(History history, List<Asked> asked) {
        List<Row> rows = new ArrayList<>();
        StructType schema = asked.get(0).entity().schema();
        for (int i = 0; i < asked.size(); i++) {
            List<Object> values = new ArrayList<>();
            for (int k = 0; k < schema.size(); k++) {
                values.add(asked.get(i).entity().get(k));
            }
            values.add(asked.get(i).at());
            values.add(i);
            rows.add(RowFactory.create(values.toArray()));
        }
        return history.spark()
                .createDataFrame(
                        rows,
                        schema.add(Labels.TIME_COLUMN, DataTypes.TimestampType).add(QUESTION, DataTypes.IntegerType));
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
