package dev.tandem.offline.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.registry.RegistryState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows on which a {@code where} fails do not count in its windows, and are told of. */
class FailedConditionsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final String DEFINITIONS = """
            entities: {airport: {keys: {airport: STRING}}}
            sources:
              arrivals:
                {format: parquet, path: arrivals, event_time: at, event_id: id, columns: {id: INT32, delay: INT32}}
            views:
              lately:
                entities: [airport]
                source: arrivals
                aggregations:
                  - {function: count, windows: [1d]}
                  - {function: count, windows: [1d], where: 60 / delay > 1, name: quick}
              plain:
                entities: [airport]
                source: arrivals
                features: {delay: INT32}
            services:
              both_ends:
                features:
                  - lately: {entities: {airport: origin}}
                  - lately: {entities: {airport: dest}, prefix: dest_}
                  - plain: {entities: {airport: origin}}
            """;

    @TempDir
    Path folder;

    @Test
    void events_on_which_a_condition_fails_do_not_count_and_are_counted_once_in_the_manifest() {
        SparkSession spark = TestSpark.session();
        spark.sql("""
                        SELECT * FROM VALUES
                          (1, 'JFK', TIMESTAMP '2013-01-01 10:00:00Z', 0),
                          (2, 'JFK', TIMESTAMP '2013-01-01 10:00:00Z', 7),
                          (3, 'JFK', TIMESTAMP '2013-01-01 10:30:00Z', NULL),
                          (4, 'LGA', TIMESTAMP '2013-01-01 10:00:00Z', 0)
                        AS t(id, airport, at, delay)""").write().parquet(folder.resolve("arrivals").toString());
        Definitions definitions =
                DefinitionFiles.parse(new Project("test", About.NOTHING), Map.of("features.yaml", DEFINITIONS));
        History history = new History(
                spark,
                new RegistryState(1, Instant.EPOCH, "somebody", definitions, new TreeMap<>()),
                new Workspace(folder.toString(), Optional.empty(), name -> null));
        Dataset<Row> labels =
                spark.sql("SELECT 'JFK' AS origin, 'LGA' AS dest, TIMESTAMP '2013-01-01 11:00:00Z' AS event_timestamp");
        TrainingSet trainingSet = TrainingSet.plan(history, definitions.service("both_ends"), Labels.of(labels));
        String output = folder.resolve("out").toString();

        Manifest manifest = trainingSet.write(output, WhenPresent.REFUSE, CLOCK, Progress.UNWATCHED);

        Row row = spark.read().parquet(output + "/data").first();
        assertThat(row.<Long>getAs("count_1d")).isEqualTo(3);
        assertThat(row.<Long>getAs("quick_1d")).isEqualTo(1);
        assertThat(row.<Long>getAs("dest_quick_1d")).isZero();
        Manifest.Failures failed = Objects.requireNonNull(
                        manifest.service().views().get("lately"))
                .failedConditions()
                .orElseThrow();
        assertThat(failed.rows()).isEqualTo(2);
        assertThat(failed.example()).hasValueSatisfying(text -> assertThat(text).startsWith("[DIVIDE_BY_ZERO]"));
        assertThat(Objects.requireNonNull(manifest.service().views().get("plain"))
                        .failedConditions())
                .isEmpty();
        assertThat(Manifest.read(output)).isEqualTo(manifest);
    }
}
