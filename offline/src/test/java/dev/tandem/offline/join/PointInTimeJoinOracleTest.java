package dev.tandem.offline.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.offline.TestSpark;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import dev.tandem.offline.source.FeatureRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The join against the rules of docs/semantics.md, read literally, on data made up from seeds. */
class PointInTimeJoinOracleTest {
    private static final int CASES_OF_ONE_SEED = 5;
    private static final Division SIFTED = new Division(3, JoinCase.PLENTY, JoinCase.PLENTY);
    private static final String BATCH_SIZE = "spark.sql.parquet.columnarReaderBatchSize";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sees_what_the_rules_say_whatever_the_data_and_however_it_is_divided(long firstSeed) {
        SparkSession spark = TestSpark.session();
        for (int i = 0; i < CASES_OF_ONE_SEED; i++) {
            long seed = firstSeed * 1000 + i;
            JoinCase joinCase = GeneratedJoin.of(seed);
            int partitions = 1 + (int) (seed % 4);
            Division division = divisions(partitions).get((int) (seed % 3));

            assertThat(joinCase.bySpark(spark, division, 1 + i))
                    .as("seed %d, %s", seed, division)
                    .isEqualTo(joinCase.byTheRules());
        }
    }

    /** As a user's views are: keys and times are read from the files first. The batches are small, so that rows of one slot lie in several. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sees_what_the_rules_say_when_rows_are_read_from_files_in_batches(long firstSeed, @TempDir Path folder) {
        SparkSession spark = TestSpark.session();
        spark.conf().set(BATCH_SIZE, 5);
        try {
            for (int files = 1; files <= 2; files++) {
                long seed = firstSeed * 1000 + files;
                JoinCase joinCase = GeneratedJoin.of(seed);
                Path own = folder.resolve(Long.toString(seed));

                assertThat(joinCase.bySparkFromFiles(spark, SIFTED, files, own))
                        .as("seed %d", seed)
                        .isEqualTo(joinCase.byTheRules());
                for (JoinCase.Asked ask : joinCase.asked()) {
                    assertThat(findScan(spark, ask.history().rowsInFiles(spark, files, own)))
                            .as("seed %d, view %s", seed, ask.history().view())
                            .isPresent();
                }
            }
        } finally {
            spark.conf().unset(BATCH_SIZE);
        }
    }

    private static Optional<BatchedScan> findScan(SparkSession spark, FeatureRows rows) {
        var session = (org.apache.spark.sql.classic.SparkSession) spark;
        ViewInput input = ViewInput.of(List.of(new Lookup(rows, List.of(), List.of())), session);
        return BatchedScan.of(Plans.rows(session, input.plan()).queryExecution().executedPlan(), rows.layout());
    }

    /** Seeds take turns: every row exchanged; rows sifted before; and so little memory that sifting begins anew and winners wait again and again. */
    private static List<Division> divisions(int parts) {
        return List.of(
                new Division(parts, 0, JoinCase.PLENTY),
                new Division(parts, JoinCase.PLENTY, JoinCase.PLENTY),
                new Division(parts, 1_000, 500));
    }
}
