package dev.tandem.offline.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.offline.TestSpark;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The join against the rules of docs/semantics.md, read literally, on data made up from seeds. */
class PointInTimeJoinOracleTest {
    private static final int CASES_OF_ONE_SEED = 5;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sees_what_the_rules_say_whatever_the_data_and_however_it_is_divided(long firstSeed) {
        SparkSession spark = TestSpark.session();
        for (int i = 0; i < CASES_OF_ONE_SEED; i++) {
            long seed = firstSeed * 1000 + i;
            JoinCase joinCase = GeneratedJoin.of(seed);
            int partitions = 1 + (int) (seed % 8);
            assertThat(joinCase.bySpark(spark, partitions, 1 + i))
                    .as("seed %d, %d partitions", seed, partitions)
                    .isEqualTo(joinCase.byTheRules());
        }
    }
}
