package dev.tandem.offline.materialize;

import static dev.tandem.offline.join.GeneratedJoin.INSTANTS;
import static dev.tandem.offline.join.GeneratedJoin.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Source.Availability.From;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.join.GeneratedJoin;
import dev.tandem.offline.join.ViewHistory;
import dev.tandem.offline.join.ViewHistory.Fact;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.offline.source.RowSelection;
import dev.tandem.offline.source.RowSelection.By;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;

/** The newest rows against the rules of docs/semantics.md, read literally, on data made up from seeds: every type, ties, nulls, lags. */
class LatestPerEntityOracleTest {
    private static final int CASES_OF_ONE_SEED = 5;
    private static final int WRITE_TIME = 1_234;

    /** A question about made-up rows. */
    private record Case(ViewHistory history, By by, Optional<Instant> after, Instant to) {

        static Case of(long seed) {
            Random random = new Random(seed);
            return new Case(
                    GeneratedJoin.historyOf(seed),
                    random.nextBoolean() ? By.EVENT_TIME : By.ARRIVAL,
                    random.nextInt(3) == 0 ? Optional.empty() : Optional.of(instant(random)),
                    instant(random));
        }

        private static Instant instant(Random random) {
            return NOON.plus(random.nextInt(INSTANTS + 2) - 1, ChronoUnit.MICROS);
        }

        boolean takes(Fact fact) {
            if (fact.eventTime() == null || availableAt(fact) == null) {
                return false;
            }
            Instant known = later(fact.eventTime(), availableAt(fact));
            Instant moment = by == By.EVENT_TIME ? fact.eventTime() : arrival(fact);
            return !known.isAfter(to) && after.map(moment::isAfter).orElse(true);
        }

        /** No event time, a null in its key, or ingested nobody knows when though that decides. */
        boolean counts(Fact fact) {
            boolean named = fact.keys().stream().allMatch(Objects::nonNull);
            return fact.eventTime() != null && availableAt(fact) != null && (named || !takes(fact));
        }

        private @Nullable Instant availableAt(Fact fact) {
            Instant from = history.availability().from() == From.CREATED_TIME ? fact.createdTime() : fact.eventTime();
            return from == null ? null : from.plus(history.availability().after());
        }

        private static Instant later(Instant a, @Nullable Instant b) {
            return b == null || a.isAfter(b) ? a : b;
        }

        private Instant arrival(Fact fact) {
            return later(later(Objects.requireNonNull(fact.eventTime()), availableAt(fact)), fact.createdTime());
        }

        Optional<Instant> newestArrival() {
            return history.facts().stream()
                    .filter(fact -> takes(fact) && counts(fact))
                    .map(this::arrival)
                    .max(Comparator.naturalOrder());
        }

        List<String> newest() {
            Map<String, byte[]> newest = new HashMap<>();
            for (Fact fact : history.facts()) {
                if (takes(fact) && counts(fact)) {
                    newest.merge(key(fact), row(fact), (a, b) -> PackedRow.compare(a, b) > 0 ? a : b);
                }
            }
            return newest.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + HexFormat.of().formatHex(entry.getValue()))
                    .sorted()
                    .toList();
        }

        private String key(Fact fact) {
            return HexFormat.of()
                    .formatHex(EntityKey.pack(history.keyTypes(), ValueSource.of(fact.keys()))
                            .orElseThrow());
        }

        private byte[] row(Fact fact) {
            return new RowWriter(history.schema())
                    .write(
                            Micros.of(Objects.requireNonNull(fact.eventTime())),
                            fact.createdTime() == null ? RowWriter.NO_CREATED_TIME : Micros.of(fact.createdTime()),
                            WRITE_TIME,
                            ValueSource.of(fact.values()));
        }

        RowSelection selection(FeatureRows rows) {
            return new RowSelection(
                    by, after.map(Micros::of).orElse(RowSelection.BEGINNING), Micros.of(to), rows.visibility());
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void are_what_the_rules_say_however_the_rows_are_divided_and_however_few_a_task_can_hold(long firstSeed) {
        SparkSession spark = TestSpark.session();
        for (int i = 0; i < CASES_OF_ONE_SEED; i++) {
            long seed = firstSeed * 1000 + i;
            Case question = Case.of(seed);
            FeatureRows rows = question.history().rows(spark, 1 + i % 3);
            long heldBytes = Stream.of(1L, 700L, 2_000L, 1L << 20).toList().get((int) (seed % 4));
            PartitionCounts skipped = PartitionCounts.on(spark.sparkContext());
            NewestArrival newestArrival = NewestArrival.on(spark.sparkContext());
            TaskNewest task = new TaskNewest(
                    rows.layout(), question.selection(rows), WRITE_TIME, heldBytes, skipped, newestArrival);

            List<String> newest = LatestPerEntity.of(rows, task)
                    .map(entry -> HexFormat.of().formatHex(entry.entityKey()) + " "
                            + HexFormat.of().formatHex(entry.row()))
                    .collect()
                    .stream()
                    .sorted()
                    .collect(Collectors.toList());

            assertThat(newest).as("seed %d", seed).isEqualTo(question.newest());
            assertThat(skipped.value())
                    .as("rows that never count, seed %d", seed)
                    .isEqualTo(question.history().facts().stream()
                            .filter(fact -> !question.counts(fact))
                            .count());
            assertThat(newestArrival.instant())
                    .as("when the last row came that was taken, seed %d", seed)
                    .isEqualTo(question.newestArrival());
        }
    }
}
