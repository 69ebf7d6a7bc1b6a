package dev.tandem.offline.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.profile.ProfileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was served, read from a log in the layout in which servers write it. */
class ServedValuesTest {
    private static final Instant FROM = Instant.parse("2026-07-01T12:00:00Z");

    @TempDir
    private Path folder;

    private void log(String service, String date, String fields, String... rows) {
        TestSpark.session()
                .sql("SELECT 'r' AS request_id, 0 AS request_row, TIMESTAMP(t) AS request_time, 1L AS registry_state,"
                        + " struct('c' AS customer) AS asked, struct(" + fields + ") AS answer FROM VALUES "
                        + String.join(", ", rows) + " AS served(t, v)")
                .write()
                .parquet(folder.resolve("service=" + service + "/date=" + date).toString());
    }

    private Dataset<Row> between(Instant from, Instant to, String... features) {
        return new ServedValues(TestSpark.session(), folder.toString())
                .between("purchase", List.of(features), from, to);
    }

    private static List<String> lines(Dataset<Row> rows) {
        return rows.collectAsList().stream()
                .map(row -> row.mkString("|"))
                .sorted()
                .toList();
    }

    @Test
    void the_values_of_an_interval_are_those_from_its_beginning_to_just_before_its_end() {
        String fields = "named_struct('value', v, 'status', 'PRESENT') AS amount";
        log(
                "purchase",
                "2026-07-01",
                fields,
                "('2026-07-01T11:59:59.999999Z', 1.0D)",
                "('2026-07-01T12:00:00Z', 2.0D)",
                "('2026-07-01T23:00:00Z', NULL)");
        log("purchase", "2026-07-02", fields, "('2026-07-02T11:59:59Z', 3.0D)", "('2026-07-02T12:00:00Z', 4.0D)");
        log("other", "2026-07-02", fields, "('2026-07-02T11:59:59Z', 9.0D)");

        assertThat(lines(between(FROM, FROM.plusSeconds(86_400), "amount"))).containsExactly("2.0", "3.0", "null");
    }

    @Test
    void a_feature_that_a_file_does_not_have_is_null_there_and_one_that_no_file_has_is_no_column() {
        log(
                "purchase",
                "2026-07-01",
                "named_struct('value', v, 'status', 'PRESENT') AS amount",
                "('2026-07-01T13:00:00Z', 1.0D)");
        log(
                "purchase",
                "2026-07-02",
                "named_struct('value', v, 'status', 'PRESENT') AS amount,"
                        + " named_struct('value', 'web', 'status', 'PRESENT') AS channel",
                "('2026-07-02T01:00:00Z', 2.0D)");

        Dataset<Row> values = between(FROM, FROM.plusSeconds(86_400), "channel", "amount", "missing");

        assertThat(values.columns()).containsExactly("channel", "amount");
        assertThat(lines(values)).containsExactly("null|1.0", "web|2.0");
    }

    @Test
    void a_feature_that_had_another_type_on_another_day_keeps_no_window_from_being_read() {
        log(
                "purchase",
                "2026-06-01/state=1",
                "named_struct('value', 'one', 'status', 'PRESENT') AS amount",
                "('2026-06-01T13:00:00Z', 1.0D)");
        log(
                "purchase",
                "2026-07-01/state=2",
                "named_struct('value', 7, 'status', 'PRESENT') AS amount",
                "('2026-07-01T13:00:00Z', 1.0D)");
        log(
                "purchase",
                "2026-07-01/state=3",
                "named_struct('value', v, 'status', 'PRESENT') AS amount",
                "('2026-07-01T14:00:00Z', 1.0D)");

        assertThat(lines(between(FROM, FROM.plusSeconds(86_400), "amount"))).containsExactly("1.0", "7.0");
    }

    @Test
    void a_log_without_the_service_and_a_window_without_length_are_told() {
        assertThatThrownBy(() -> between(FROM, FROM.plusSeconds(1), "amount"))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("holds nothing of service 'purchase'");
        assertThatThrownBy(() -> between(FROM, FROM, "amount"))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("Let it begin earlier");
    }
}
