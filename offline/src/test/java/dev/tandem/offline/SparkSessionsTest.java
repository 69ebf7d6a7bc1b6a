package dev.tandem.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.EngineSettings;
import dev.tandem.TandemException;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Every value is computed under the pinned settings, whatever session somebody brings. */
class SparkSessionsTest {

    @Test
    void a_session_of_somebody_else_stays_as_it_is_and_gets_one_beside_it_with_the_pinned_settings() {
        SparkSession theirs = TestSpark.session();
        theirs.conf().set("spark.sql.session.timeZone", "Asia/Kathmandu");
        theirs.conf().set("spark.sql.ansi.enabled", "false");
        theirs.conf().set("spark.sql.shuffle.partitions", "3");
        theirs.range(1).createOrReplaceTempView("theirs");

        SparkSession ours = SparkSessions.pinned(theirs);

        EngineSettings.PINNED.forEach(
                (name, value) -> assertThat(ours.conf().get(name)).as(name).isEqualTo(value));
        assertThat(ours.conf().get("spark.sql.shuffle.partitions")).isEqualTo("3");
        assertThat(ours.catalog().listTables().isEmpty()).isTrue();
        assertThat(theirs.conf().get("spark.sql.session.timeZone")).isEqualTo("Asia/Kathmandu");
        assertThat(theirs.conf().get("spark.sql.ansi.enabled")).isEqualTo("false");
        assertThat(ours.sparkContext()).isSameAs(theirs.sparkContext());
    }

    @Test
    void a_setting_that_changes_values_cannot_be_chosen() {
        assertThatThrownBy(() -> SparkSessions.start("local[1]", Map.of("spark.sql.ansi.enabled", "false")))
                .isInstanceOf(TandemException.class)
                .hasMessageStartingWith(
                        "Spark's setting spark.sql.ansi.enabled is to be 'false', but Tandem pins it to 'true'");
    }

    @Test
    void spark_starts_once_in_a_process() {
        TestSpark.session();

        assertThatThrownBy(() -> SparkSessions.start("local[1]", Map.of()))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("Spark runs in this process already");
    }
}
