package dev.tandem.offline.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.offline.TestSpark;
import java.util.List;
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
            List<String> expected = joinCase.byTheRules();
            for (Division division : divisions(partitions)) {
                assertThat(joinCase.bySpark(spark, division, 1 + i))
                        .as("seed %d, %s", seed, division)
                        .isEqualTo(expected);
            }
        }
    }

    /** Every row exchanged; rows sifted before; and so little memory that sifting begins anew and winners wait again and again. */
    private static List<Division> divisions(int parts) {
        return List.of(
                new Division(parts, 0, JoinCase.PLENTY),
                new Division(parts, JoinCase.PLENTY, JoinCase.PLENTY),
                new Division(parts, 1_000, 500));
    }
}
