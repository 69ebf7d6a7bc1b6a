package dev.tandem.offline.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.offline.TestSpark;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The numbers by which two tables are known to be the same, or not. */
class TableStatisticsTest {
    private final SparkSession spark = TestSpark.session();

    private TableStatistics of(String values) {
        return TableStatistics.of(spark.sql("SELECT * FROM VALUES " + values), 1);
    }

    private ColumnStatistics column(String values) {
        return of(values).columns().get(0);
    }

    @Test
    void a_digest_tells_the_two_zeros_apart_and_takes_every_nan_for_one() {
        assertThat(column("(0.0D)").digest()).isNotEqualTo(column("(-0.0D)").digest());
        assertThat(column("(FLOAT('0'))").digest())
                .isNotEqualTo(column("(FLOAT('-0'))").digest());
        assertThat(column("(DOUBLE('NaN'))").digest())
                .isEqualTo(column("(DOUBLE('Infinity') - DOUBLE('Infinity'))").digest());
    }

    @Test
    void a_digest_depends_on_no_order_but_on_every_value() {
        assertThat(column("(1), (2), (3)").digest())
                .isEqualTo(column("(3), (1), (2)").digest());
        assertThat(column("(1), (2), (2)").digest())
                .isNotEqualTo(column("(1), (1), (2)").digest());
        assertThat(column("(1), (2)").digest())
                .isNotEqualTo(column("(1), (2), (2)").digest());
        assertThat(column("('ab'), ('c')").digest())
                .isNotEqualTo(column("('a'), ('bc')").digest());
    }

    @Test
    void the_digest_of_rows_knows_which_values_stood_side_by_side() {
        TableStatistics straight = of("(1, 'a'), (2, 'b')");
        TableStatistics crossed = of("(1, 'b'), (2, 'a')");

        assertThat(straight.columns().get(0).digest())
                .isEqualTo(crossed.columns().get(0).digest());
        assertThat(straight.columns().get(1).digest())
                .isEqualTo(crossed.columns().get(1).digest());
        assertThat(straight.labelDigest()).isEqualTo(crossed.labelDigest());
        assertThat(straight.rowDigest()).isNotEqualTo(crossed.rowDigest());
    }

    @Test
    void a_null_is_counted_and_is_no_value() {
        assertThat(column("(1), (NULL)").nulls()).isEqualTo(1);
        assertThat(column("(1), (NULL)").digest()).isEqualTo(column("(1)").digest());
        assertThat(of("(1), (NULL)").rowDigest()).isNotEqualTo(of("(1), (0)").rowDigest());
    }

    @Test
    void a_range_is_in_the_order_of_the_type_and_leaves_nan_out() {
        assertThat(column("(DOUBLE('NaN')), (1.5D), (-2.5D)").min()).contains("-2.5");
        assertThat(column("(DOUBLE('NaN')), (1.5D), (-2.5D)").max()).contains("1.5");
        assertThat(column("(DOUBLE('NaN'))").max()).isEmpty();
        assertThat(column("('b'), ('é'), ('a')").max()).contains("é");
        assertThat(column("(9007199254740993L), (1L)").max()).contains("9007199254740993");
        assertThat(column("(DATE '2013-01-01'), (DATE '0001-01-01')").min()).contains("0001-01-01");
        assertThat(column("(TIMESTAMP '2013-01-01 00:00:00.000001Z')").max()).contains("2013-01-01T00:00:00.000001Z");
        assertThat(column("(10.50), (9.25)").max()).contains("10.50");
        assertThat(column("(true), (false)").min()).contains("false");
        assertThat(column("(array(1)), (array(2))").min()).isEmpty();
    }
}
