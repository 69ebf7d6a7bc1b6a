package dev.tandem.offline.join;

import static dev.tandem.definition.Source.Availability.From.CREATED_TIME;
import static dev.tandem.definition.Source.Availability.From.EVENT_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.join.JoinCase.Asked;
import dev.tandem.offline.join.PointInTimeJoin.Joined;
import dev.tandem.offline.join.ViewHistory.Fact;
import dev.tandem.offline.source.FeatureLayout.Times;
import dev.tandem.row.RowSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules of docs/semantics.md, "Point in time", each by an example. Times are microseconds. */
class PointInTimeJoinTest {
    private static final StructType LABELS = new StructType()
            .add("id", DataTypes.IntegerType)
            .add("k", DataTypes.StringType)
            .add("t", DataTypes.TimestampType);
    private static final RowSchema X_AND_Y = new RowSchema(
            0, List.of(new RowSchema.Column("x", ValueType.INT64), new RowSchema.Column("y", ValueType.INT64)));
    private static final @Nullable Long NEVER = null;

    private final SparkSession spark = TestSpark.session();
    private final List<Fact> facts = new ArrayList<>();
    private Times times = Times.EVENT_AND_CREATED;
    private Availability availability = Availability.AT_EVENT_TIME;
    private Optional<Duration> ttl = Optional.empty();

    private static Instant micros(long micros) {
        return Instant.EPOCH.plusNanos(micros * 1_000);
    }

    private static @Nullable Instant microsOrNull(@Nullable Long micros) {
        return micros == null ? null : micros(micros);
    }

    private void row(@Nullable String key, @Nullable Long event, @Nullable Long created, @Nullable Long x) {
        row(key, event, created, x, 0L);
    }

    private void row(@Nullable String key, @Nullable Long event, @Nullable Long created, @Nullable Long x, Long y) {
        facts.add(new Fact(
                Arrays.asList((Object) key), microsOrNull(event), microsOrNull(created), Arrays.asList(x, (Object) y)));
    }

    private ViewHistory history(String view) {
        return new ViewHistory(view, List.of(ValueType.STRING), X_AND_Y, times, availability, ttl, facts);
    }

    private JoinCase labels(@Nullable Object... keysAndTimes) {
        List<List<@Nullable Object>> labels = new ArrayList<>();
        for (int i = 0; i < keysAndTimes.length; i += 2) {
            labels.add(Arrays.asList(i / 2, keysAndTimes[i], microsOrNull((Long) keysAndTimes[i + 1])));
        }
        return new JoinCase(
                LABELS, labels, List.of(new Asked(history("v"), List.of("k"), List.of(new Field("x", "x")))));
    }

    /** What each label sees, in order. */
    private List<@Nullable Object> seen(@Nullable Object... keysAndTimes) {
        JoinCase joinCase = labels(keysAndTimes);
        assertThat(joinCase.bySpark(spark, 3, 2)).isEqualTo(joinCase.byTheRules());
        List<@Nullable Object> seen = new ArrayList<>();
        for (Row row : joinCase.joined(spark, 1, 1).rows().orderBy("id").collectAsList()) {
            seen.add(row.get(3));
        }
        return seen;
    }

    @Test
    void a_row_is_visible_from_its_event_time_on_and_the_newest_wins() {
        row("a", 20L, 0L, 2L);
        row("a", 10L, 0L, 1L);
        row("b", 11L, 0L, 9L);

        assertThat(seen("a", 9L, "a", 10L, "a", 19L, "a", 20L, "a", 21L, "c", 21L))
                .containsExactly(null, 1L, 1L, 2L, 2L, null);
    }

    @Test
    void a_row_as_old_as_the_ttl_is_visible_and_one_microsecond_later_it_is_not() {
        ttl = Optional.of(Duration.ofNanos(5_000));
        row("a", 10L, 0L, 1L);

        assertThat(seen("a", 15L, "a", 16L)).containsExactly(1L, null);
    }

    @Test
    void of_rows_with_one_event_time_the_one_created_last_wins_and_one_that_says_nothing_was_created_before_all() {
        row("a", 10L, -5L, 1L);
        row("a", 10L, -3L, 2L);
        row("a", 10L, NEVER, 3L);
        row("b", 10L, NEVER, 4L);

        assertThat(seen("a", 10L, "b", 10L)).containsExactly(2L, 4L);
    }

    @Test
    void of_rows_with_the_same_times_the_content_decides_that_of_features_not_asked_for_too() {
        row("a", 10L, 0L, 5L, 1L);
        row("a", 10L, 0L, 5L, 3L);
        row("b", 10L, 0L, 8L, 1L);
        row("b", 10L, 0L, 7L, 9L);
        JoinCase asksForY = new JoinCase(
                LABELS,
                List.of(List.of(0, "a", micros(10)), List.of(1, "b", micros(10))),
                List.of(new Asked(history("v"), List.of("k"), List.of(new Field("y", "y")))));

        assertThat(asksForY.bySpark(spark, 1, 1)).isEqualTo(asksForY.byTheRules());
        assertThat(asksForY.bySpark(spark, 1, 1).toString())
                .contains("String:a, Instant:1970-01-01T00:00:00.000010Z, Long:3")
                .contains("String:b, Instant:1970-01-01T00:00:00.000010Z, Long:1");
    }

    @Test
    void a_null_inside_the_winning_row_stays_null() {
        row("a", 10L, 0L, 1L);
        row("a", 20L, 0L, null);

        assertThat(seen("a", 15L, "a", 20L)).containsExactly(1L, null);
    }

    @Test
    void a_null_key_names_no_entity_and_the_label_is_kept() {
        row(null, 10L, 0L, 1L);
        row("a", 10L, 0L, 2L);

        assertThat(seen(null, 15L, "a", 15L)).containsExactly(null, 2L);
    }

    @Test
    void every_label_yields_one_row_duplicates_included() {
        row("a", 10L, 0L, 1L);

        assertThat(seen("a", 15L, "a", 15L, "a", 15L, null, 15L, null, 15L)).hasSize(5);
    }

    @Test
    void no_labels_yield_no_rows() {
        row("a", 10L, 0L, 1L);

        assertThat(seen()).isEmpty();
    }

    @Test
    void a_row_without_event_time_is_never_visible_and_counted() {
        row("a", null, 0L, 1L);
        row(null, null, 0L, 1L);
        row("b", 10L, 0L, 2L);

        Joined joined = labels("a", 15L, "b", 15L, "b", null).joined(spark, 4, 2);

        assertThat(joined.rows().orderBy("id").collectAsList())
                .extracting(row -> row.get(3))
                .containsExactly(null, 2L, null);
        assertThat(joined.withoutEventTime().get("v"))
                .isNotNull()
                .extracting(counts -> counts.value())
                .isEqualTo(1L);
    }

    @Test
    void with_available_after_a_row_counts_once_the_lag_has_passed_and_until_then_an_older_one_does() {
        availability = new Availability(EVENT_TIME, Duration.ofNanos(5_000));
        row("a", 10L, 0L, 1L);
        row("a", 20L, 0L, 2L);

        assertThat(seen("a", 14L, "a", 15L, "a", 24L, "a", 25L)).containsExactly(null, 1L, 1L, 2L);
    }

    @Test
    void with_available_created_time_a_row_counts_once_it_had_been_ingested() {
        availability = new Availability(CREATED_TIME, Duration.ZERO);
        row("a", 10L, 12L, 1L);
        row("a", 11L, 30L, 2L);
        row("a", 9L, 40L, 3L);
        row("a", 50L, 45L, 4L);
        row("a", 51L, NEVER, 5L);

        assertThat(seen("a", 11L, "a", 12L, "a", 30L, "a", 40L, "a", 49L, "a", 50L, "a", 60L))
                .containsExactly(null, 1L, 2L, 2L, 2L, 4L, 4L);
    }

    @Test
    void ttl_counts_from_the_event_time_however_late_a_row_became_known() {
        availability = new Availability(CREATED_TIME, Duration.ZERO);
        ttl = Optional.of(Duration.ofNanos(10_000));
        row("a", 10L, 19L, 1L);

        assertThat(seen("a", 19L, "a", 20L, "a", 21L)).containsExactly(1L, 1L, null);
    }

    @Test
    void more_labels_than_are_held_as_objects_are_put_out_as_they_came() {
        IntStream.range(0, 100).forEach(i -> row("k" + i % 10, (long) i, 0L, (long) i));
        List<List<@Nullable Object>> many = new ArrayList<>();
        IntStream.range(0, 10_000).forEach(i -> many.add(List.of(i, "k" + i % 11, micros(i % 100))));
        JoinCase joinCase = new JoinCase(
                LABELS, many, List.of(new Asked(history("v"), List.of("k"), List.of(new Field("x", "x")))));

        assertThat(joinCase.bySpark(spark, 1, 1)).isEqualTo(joinCase.byTheRules());
    }

    @Test
    void the_outcome_is_a_dataset_like_any_other() {
        row("a", 10L, 0L, 1L);
        row("b", 10L, 0L, 2L);
        Dataset<Row> rows =
                labels("a", 15L, "b", 15L, "c", 15L).joined(spark, 2, 1).rows();

        assertThat(rows.count()).isEqualTo(3);
        assertThat(rows.select("x").where("x > 1").collectAsList())
                .extracting(Row::toString)
                .containsExactly("[2]");
        assertThat(rows.as("l")
                        .join(rows.as("r"), functions.expr("l.x = r.x"))
                        .selectExpr("l.id", "r.x")
                        .orderBy("id")
                        .collectAsList())
                .extracting(Row::toString)
                .containsExactly("[0,1]", "[1,2]");
        assertThat(rows.union(rows).groupBy("x").count().orderBy("x").collectAsList())
                .extracting(Row::toString)
                .containsExactly("[null,2]", "[1,2]", "[2,2]");
        Dataset<Row> cached = rows.cache();
        assertThat(cached.where("x IS NULL").select("k").collectAsList())
                .extracting(Row::toString)
                .containsExactly("[c]");
        cached.unpersist();
    }

    @Test
    void views_that_share_a_key_share_one_exchange_of_the_labels_and_a_view_asked_twice_is_exchanged_once() {
        times = Times.EVENT;
        row("a", 10L, null, 1L);
        JoinCase joinCase = new JoinCase(
                LABELS,
                List.of(),
                List.of(
                        new Asked(history("v"), List.of("k"), List.of(new Field("x", "v1"))),
                        new Asked(history("w"), List.of("k"), List.of(new Field("x", "w1"))),
                        new Asked(history("v"), List.of("k"), List.of(new Field("y", "v2"), new Field("x", "v3")))));

        String plan = plan(joinCase.joined(spark, 3, 2).rows());

        assertThat(plan.split("Exchange hashpartitioning", -1)).hasSize(1 + 3);
        assertThat(plan.split("PointInTimeJoin", -1)).hasSize(1 + 1);
    }

    @Test
    void a_selection_of_columns_is_put_out_by_the_join_itself_and_an_expression_is_not() {
        row("a", 10L, null, 1L);
        Dataset<Row> rows = labels("a", 15L).joined(spark, 2, 1).rows();

        assertThat(plan(rows.selectExpr("x AS renamed", "id"))).doesNotContainPattern("(?s)Project.*PointInTimeJoin");
        assertThat(plan(rows.selectExpr("x + 1"))).containsPattern("(?s)Project.*PointInTimeJoin");
    }

    private static String plan(Dataset<Row> rows) {
        return rows.queryExecution().executedPlan().toString();
    }

    @Test
    void a_hot_key_whose_winners_do_not_fit_in_memory_is_answered_range_by_range() {
        IntStream.range(0, 1_000).forEach(i -> row(i % 10 < 9 ? "hot" : "k" + i % 7, (long) i, 0L, (long) i));
        List<List<@Nullable Object>> many = new ArrayList<>();
        IntStream.range(0, 1_000).forEach(i -> many.add(List.of(i, i % 10 < 9 ? "hot" : "k" + i % 7, micros(i + 1))));
        JoinCase joinCase = new JoinCase(
                LABELS, many, List.of(new Asked(history("v"), List.of("k"), List.of(new Field("x", "x")))));
        List<String> expected = joinCase.byTheRules();

        assertThat(joinCase.bySpark(spark, new Division(2, 0, 3_000), 3)).isEqualTo(expected);
        assertThat(joinCase.bySpark(spark, new Division(2, 3_000, 3_000), 3)).isEqualTo(expected);
    }

    @Test
    void labels_that_ask_something_else_when_they_are_read_again_are_an_error() {
        row("a", 10L, 0L, 1L);
        JoinCase joinCase = labels("a", 15L, "b", 15L);
        Dataset<Row> labels = spark.createDataFrame(
                joinCase.labels().stream()
                        .map(label -> RowFactory.create(label.toArray()))
                        .toList(),
                LABELS);
        Joined joined = PointInTimeJoin.join(
                labels,
                labels.where("k = 'a'"),
                functions.col("t"),
                joinCase.lookups(spark, 1),
                new Division(1, JoinCase.PLENTY, JoinCase.PLENTY));

        assertThatThrownBy(() -> joined.rows().collectAsList()).hasRootCauseInstanceOf(ChangedLabelsException.class);
    }
}
