package dev.tandem.offline.expectation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Project;
import dev.tandem.offline.History;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.offline.source.RowSelection;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are kept aside. */
class RejectedRowsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void what_one_view_of_a_run_keeps_aside_of_a_source_is_there_still_when_another_has_kept_other_rows_of_it() {
        SparkSession spark = TestSpark.session();
        spark.sql(
                        "SELECT * FROM VALUES ('a', TIMESTAMP '2026-01-01 10:00:00Z', -1D), ('b', TIMESTAMP '2026-01-01 11:00:00Z', -2D)"
                                + " AS t(k, at, x)")
                .write()
                .parquet(folder.resolve("readings").toString());
        Definitions definitions =
                DefinitionFiles.parse(new Project("test", About.NOTHING), Map.of("features.yaml", """
                        entities: {k: {keys: {k: STRING}}}
                        sources:
                          readings:
                            format: parquet
                            path: readings
                            event_time: at
                            columns: {x: FLOAT64}
                            expect: [{column: x, between: [0, 9], severity: warn}]
                        views:
                          one: {entities: [k], source: readings, features: {x: FLOAT64}}
                          two: {entities: [k], source: readings, features: {x: FLOAT64}}
                        """));
        SourceReader sources = SourceReader.of(new History(
                spark,
                new RegistryState(1, Instant.EPOCH, "somebody", definitions, new TreeMap<>()),
                new Workspace(folder.toString(), Optional.empty(), name -> null)));
        ExpectationChecks checks =
                ExpectationChecks.of(definitions, sources, NOON).keepingRejected(at("rejected"));

        check(checks, sources, definitions.view("one"), Instant.EPOCH, NOON.minusSeconds(5_400));
        check(checks, sources, definitions.view("two"), NOON.minusSeconds(5_400), NOON);

        assertThat(spark.read().parquet(at("rejected")).select("x").collectAsList())
                .extracting(row -> row.getDouble(0))
                .containsExactlyInAnyOrder(-1.0, -2.0);
    }

    private static void check(
            ExpectationChecks checks, SourceReader sources, FeatureView view, Instant after, Instant to) {
        FeatureRows rows = sources.rows(view);
        checks.before(
                view,
                rows,
                new RowSelection(RowSelection.By.EVENT_TIME, Micros.of(after), Micros.of(to), rows.visibility()));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }
}
