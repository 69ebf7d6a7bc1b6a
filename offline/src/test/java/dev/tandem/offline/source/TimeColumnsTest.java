package dev.tandem.offline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.Origin;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of docs/semantics.md, "Time", for the time columns of sources. */
class TimeColumnsTest {
    private static final TimeZone ZONE_OF_TESTS = TimeZone.getDefault();

    @TempDir
    Path folder;

    private final SparkSession spark = TestSpark.session();

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(ZONE_OF_TESTS);
    }

    /** The event times of a source in some format that holds one column {@code at}, and the times of a feature of the same column. */
    private List<Instant> times(String format, String at, String zone) {
        TimeZone readingZone = TimeZone.getDefault();
        TimeZone.setDefault(ZONE_OF_TESTS);
        spark.sql("SELECT 'a' AS k, %s AS at".formatted(at))
                .write()
                .format(format)
                .mode("overwrite")
                .option("header", "true")
                .save(folder.resolve("t").toString());
        TimeZone.setDefault(readingZone);
        TestProject project = new TestProject(folder)
                .entity("k", ValueType.STRING)
                .source(
                        "t",
                        new Origin.Table(format, Optional.of("t"), Optional.empty(), Map.of()),
                        it -> it.with(parts -> parts.zone = ZoneId.of(zone)))
                .view("v", "k", "t", Optional.empty(), "x STRING k");
        return SourceReader.of(project.history(spark))
                .rows(project.state().definitions().view("v"))
                .rows()
                .select("event_time")
                .collectAsList()
                .stream()
                .<Instant>map(row -> row.getAs(0))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"})
    void no_time_depends_on_the_zone_of_the_machine_or_of_a_session(String machineZone) {
        TimeZone.setDefault(TimeZone.getTimeZone(machineZone));
        Instant half = Instant.parse("2013-07-01T10:30:00.000001Z");

        assertThat(times("parquet", "TIMESTAMP '2013-07-01 10:30:00.000001Z'", "Europe/Paris"))
                .containsExactly(half);
        assertThat(times("parquet", "TIMESTAMP_NTZ '2013-07-01 12:30:00.000001'", "Europe/Paris"))
                .containsExactly(half);
        assertThat(times("orc", "TIMESTAMP_NTZ '2013-07-01 12:30:00.000001'", "Europe/Paris"))
                .containsExactly(half);
        assertThat(times("parquet", "'2013-07-01 12:30:00.000001'", "Europe/Paris"))
                .containsExactly(half);
        assertThat(times("csv", "'2013-07-01T12:30:00.000001'", "Europe/Paris")).containsExactly(half);
        assertThat(times("json", "'2013-07-01T10:30:00.000001Z'", "Europe/Paris"))
                .containsExactly(half);
        // Spark writes ORC in the local time of the machine that writes.
        assertThat(times("orc", "TIMESTAMP '2013-07-01 10:30:00.000001Z'", ZONE_OF_TESTS.getID()))
                .containsExactly(half);
        assertThat(times("parquet", "DATE '2013-07-01'", "Europe/Paris"))
                .containsExactly(Instant.parse("2013-06-30T22:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        // Clocks go forward at 02:00, back at 02:00, forward at midnight, and over a whole day.
        "America/New_York, 2013-03-10T02:30:00",
        "America/New_York, 2013-11-03T01:30:00",
        "America/Sao_Paulo, 2013-10-20T00:00:00",
        "Pacific/Apia, 2011-12-30T12:00:00",
        "Asia/Kathmandu, 1900-01-01T00:00:00"
    })
    void a_local_time_means_the_same_instant_as_a_timestamp_as_a_text_and_as_a_date(String zone, LocalDateTime local) {
        Instant expected = local.atZone(ZoneId.of(zone)).toInstant();

        assertThat(times("parquet", "TIMESTAMP_NTZ '%s'".formatted(local), zone))
                .containsExactly(expected);
        assertThat(times("parquet", "'%s'".formatted(local), zone)).containsExactly(expected);
        assertThat(times("parquet", "DATE '%s'".formatted(local.toLocalDate()), zone))
                .containsExactly(
                        local.toLocalDate().atStartOfDay(ZoneId.of(zone)).toInstant());
    }

    @Test
    void a_column_that_says_no_time_is_refused() {
        assertThatThrownBy(() -> times("parquet", "1356998400L", "UTC"))
                .hasMessage(
                        "Column 'at' of source 't' is BIGINT, which says no time, but it is the event_time. Make it one in a source with"
                                + " sql, such as: SELECT *, timestamp_seconds(at) AS happened_at FROM t.");
    }
}
