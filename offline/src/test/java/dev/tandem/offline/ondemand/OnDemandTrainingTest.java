package dev.tandem.offline.ondemand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.DefinitionHash;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.Manifest;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.offline.training.TrainingSetException;
import dev.tandem.offline.training.WhenPresent;
import dev.tandem.registry.RegistryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of docs/semantics.md, "On-demand features", where training sets are made. */
class OnDemandTrainingTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final String DEFINITIONS = """
            entities:
              airport: {keys: {airport: STRING}}
            sources:
              reports: {format: parquet, path: reports, event_time: at}
            views:
              weather:
                entities: [airport]
                source: reports
                ttl: 3h
                features:
                  wind: INT32
                  place: STRING
            on_demand:
              gusts:
                inputs: [weather:wind as speed, weather:place]
                request: {gust: FLOAT64}
                features:
                  most: {type: FLOAT64, expression: "speed + gust"}
                  share: {type: FLOAT64, expression: "gust / speed"}
                  number: {type: INT32, expression: "CAST(place AS INT)"}
                  known: {type: BOOL, expression: "speed IS NOT NULL"}
                  hour: {type: INT32, expression: "hour(event_timestamp)"}
            services:
              all:
                features:
                  - weather: {features: [wind]}
                  - gusts
              twice:
                features:
                  - gusts: {entities: {airport: origin}, request: {gust: g1}, prefix: origin_, features: [most]}
                  - gusts: {entities: {airport: dest}, request: {gust: g2}, prefix: dest_, features: [most, hour]}
            """;

    @TempDir
    Path folder;

    private SparkSession spark;
    private History history;

    @BeforeEach
    void begin() {
        spark = TestSpark.session();
        spark.sql("""
                        SELECT * FROM VALUES
                          ('JFK', TIMESTAMP '2013-01-01 00:00:00Z', 10, '7'),
                          ('LGA', TIMESTAMP '2013-01-01 00:00:00Z', 0, 'x'),
                          ('EWR', TIMESTAMP '2013-01-01 00:00:00Z', NULL, NULL)
                        AS t(airport, at, wind, place)""").write().parquet(folder.resolve("reports").toString());
        Definitions definitions =
                DefinitionFiles.parse(new Project("test", About.NOTHING), Map.of("features.yaml", DEFINITIONS));
        history = new History(
                spark,
                new RegistryState(7, Instant.EPOCH, "somebody", definitions, new TreeMap<>()),
                new Workspace(folder.toString(), Optional.empty(), name -> null));
    }

    private TrainingSet plan(String service, Dataset<Row> labels) {
        return TrainingSet.plan(history, history.definitions().service(service), Labels.of(labels));
    }

    private Dataset<Row> labels() {
        return spark.sql("""
                SELECT * FROM VALUES
                  (1, 'JFK', 5.0D, TIMESTAMP '2013-01-01 01:30:00Z'),
                  (2, 'LGA', 5.0D, TIMESTAMP '2013-01-01 02:30:00Z'),
                  (3, 'EWR', 5.0D, TIMESTAMP '2013-01-01 02:30:00Z'),
                  (4, 'JFK', 5.0D, TIMESTAMP '2013-01-01 04:30:00Z'),
                  (5, 'LAX', NULL, TIMESTAMP '2013-01-01 01:30:00Z'),
                  (6, NULL, DOUBLE('NaN'), TIMESTAMP '1969-12-31 23:59:59.999999Z')
                AS t(id, airport, gust, event_timestamp)""");
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.drop("event_timestamp").collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    @Test
    void each_label_gets_what_is_computed_from_its_features_its_columns_and_its_time() {
        assertThat(texts(plan("all", labels()).rows()))
                .containsExactly(
                        "[1,JFK,5.0,10,15.0,0.5,7,true,1]",
                        "[2,LGA,5.0,0,5.0,null,null,true,2]",
                        "[3,EWR,5.0,null,null,null,null,false,2]",
                        "[4,JFK,5.0,null,null,null,null,false,4]",
                        "[5,LAX,null,null,null,null,null,false,1]",
                        "[6,null,NaN,null,null,null,null,false,23]");
    }

    @Test
    void rows_on_which_an_expression_failed_are_counted_for_its_feature_in_the_manifest() {
        String output = folder.resolve("out").toString();
        Manifest manifest = plan("all", labels()).write(output, WhenPresent.REFUSE, CLOCK, Progress.UNWATCHED);

        Map<String, Manifest.Failures> failures = new TreeMap<>();
        manifest.columns().forEach(column -> column.failures().ifPresent(each -> failures.put(column.name(), each)));
        assertThat(failures.keySet()).containsExactly("hour", "known", "most", "number", "share");
        assertThat(failures.values().stream().map(Manifest.Failures::rows)).containsExactly(0L, 0L, 0L, 1L, 1L);
        assertThat(failures.values().stream()
                        .flatMap(each -> each.example().stream())
                        .map(example -> example.substring(0, example.indexOf(']') + 1)))
                .containsExactly("[CAST_INVALID_INPUT]", "[DIVIDE_BY_ZERO]");
        assertThat(manifest.service().onDemand())
                .isEqualTo(Map.of(
                        "gusts",
                        DefinitionHash.ofView(
                                history.definitions(), history.definitions().onDemandView("gusts"))));
        assertThat(manifest.service().views()).containsOnlyKeys("weather");
        assertThat(Manifest.read(output)).isEqualTo(manifest);
    }

    @Test
    void a_manifest_from_before_there_were_on_demand_features_can_still_be_read() throws IOException {
        String output = folder.resolve("out").toString();
        plan("all", labels()).write(output, WhenPresent.REFUSE, CLOCK, Progress.UNWATCHED);
        Path file = Path.of(output, Manifest.FILE);
        Files.delete(file.resolveSibling("." + Manifest.FILE + ".crc"));
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceAll("\"on_demand\"(?s).*?}", "\"unknown\" : 1")
                        .replace("\"failures\"", "\"unknown\""));

        Manifest manifest = Manifest.read(output);

        assertThat(manifest.service().onDemand()).isEmpty();
        assertThat(manifest.columns())
                .allSatisfy(column -> assertThat(column.failures()).isEmpty());
    }

    @Test
    void one_view_is_computed_for_two_entities_and_from_two_columns_of_the_labels() {
        Dataset<Row> labels = spark.sql("""
                SELECT 1 AS id, 'JFK' AS origin, 'LGA' AS dest, 1.0D AS g1, 2.0D AS g2,
                  TIMESTAMP '2013-01-01 01:30:00Z' AS event_timestamp""");

        assertThat(texts(plan("twice", labels).rows())).containsExactly("[1,JFK,LGA,1.0,2.0,11.0,2.0,1]");
    }

    @Test
    void labels_without_a_request_input_or_with_one_of_another_type_are_refused() {
        assertThatThrownBy(() -> plan("all", labels().drop("gust")))
                .isInstanceOf(TrainingSetException.class)
                .hasMessageContaining("gust")
                .hasMessageContaining("request input 'gust' of on-demand view 'gusts'");
        assertThatThrownBy(() -> plan("all", labels().withColumn("gust", org.apache.spark.sql.functions.lit("strong"))))
                .isInstanceOf(TrainingSetException.class)
                .hasMessageContaining("gust");
    }
}
