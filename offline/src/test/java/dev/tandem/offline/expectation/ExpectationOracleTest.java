package dev.tandem.offline.expectation;

import static dev.tandem.offline.expectation.CheckedRow.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Expectation;
import dev.tandem.definition.Rule;
import dev.tandem.definition.Severity;
import dev.tandem.definition.Source.Availability.From;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.expectation.CheckedTable.Typed;
import dev.tandem.offline.source.RowSelection;
import dev.tandem.registry.ExpectationResult;
import dev.tandem.registry.ExpectationResult.Kind;
import dev.tandem.row.Micros;
import dev.tandem.row.Visibility;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** "Expectations" in docs/semantics.md: the one query says of made-up rows what a loop over them says. */
class ExpectationOracleTest {
    private static final int CASES = 2;
    private static final int ROWS = 40;
    private static final Instant NOW = minute(15);

    private static final List<Rule> RULES = List.of(
            new Rule.NotNull("key", BigDecimal.ONE),
            new Rule.NotNull("number", new BigDecimal("0.8")),
            new Rule.Unique(List.of("number")),
            new Rule.Unique(List.of("reading", "key")),
            new Rule.Between("number", Optional.of("0"), Optional.of("15")),
            new Rule.Between("reading", Optional.of("0"), Optional.empty()),
            new Rule.Between("at", Optional.empty(), Optional.of("2026-01-01T00:10:00Z")),
            new Rule.InSet("reading", List.of("0", "0.5", "2")),
            new Rule.InSet("key", List.of("a", "bb")),
            new Rule.Matches("key", "a|b+"),
            new Rule.Monotonic("number", List.of("key")),
            new Rule.Monotonic("reading", List.of()),
            new Rule.Sql("number < 12"),
            new Rule.Sql("100 div number > 9"),
            new Rule.RowCount(OptionalLong.of(15), OptionalLong.of(25)),
            new Rule.Freshness(Duration.ofMinutes(2)));

    @Test
    void the_one_query_counts_what_a_loop_over_the_rows_counts() {
        long seed = new Random().nextLong();
        for (long s = seed; s < seed + CASES; s++) {
            Random random = new Random(s);
            List<CheckedRow> rows = rows(random, ROWS);
            Optional<RowSelection> selection = selection(random);
            Visibility visibility = selection
                    .map(RowSelection::visibility)
                    .orElse(new Visibility(Visibility.NO_TTL, From.EVENT_TIME, 0));
            List<CheckedRow> checked = rows.stream()
                    .filter(row -> selection.map(each -> isChecked(row, each)).orElse(true))
                    .toList();

            List<ExpectationResult> results = new ExpectationQuery(table(rows, visibility), selection, NOW).results();

            for (int i = 0; i < RULES.size(); i++) {
                ExpectationResult result = results.get(i);
                Rule rule = RULES.get(i);
                String description = "seed %d, %s, %s".formatted(s, selection, rule);
                assertThat(result.rows()).as(description).isEqualTo(checked.size());
                assertThat(result.failed()).as(description).isEqualTo(failed(rule, checked));
                assertThat(result.holds()).as(description).isEqualTo(holds(rule, checked, rows, visibility));
            }
        }
    }

    @Test
    void of_no_rows_everything_holds_but_that_there_are_some_and_that_they_are_fresh() {
        List<ExpectationResult> results = new ExpectationQuery(
                        table(List.of(), new Visibility(Visibility.NO_TTL, From.EVENT_TIME, 0)), Optional.empty(), NOW)
                .results();

        assertThat(results.stream().filter(result -> !result.holds()).map(ExpectationResult::sentence))
                .containsExactly(
                        "view 'made_up': row count is between 15 and 25: not so, but there are 0",
                        "view 'made_up': newest event time is at most 2m old: not so, but there is none since 2026-01-01T00:13:00Z");
    }

    @Test
    void rows_that_are_not_as_expected_are_told_with_every_reason() {
        List<CheckedRow> rows = List.of(
                new CheckedRow("a", 1L, 0.5, minute(1), null),
                new CheckedRow(null, 99L, 0.5, minute(2), null),
                new CheckedRow("a", 0L, 0.5, minute(3), null));
        ExpectationQuery query = new ExpectationQuery(
                table(rows, new Visibility(Visibility.NO_TTL, From.EVENT_TIME, 0)), Optional.empty(), NOW);

        List<Row> rejected = query.rejected().orderBy("at").collectAsList();

        assertThat(rejected).hasSize(3);
        assertThat(rejected.get(0).<String>getList(rejected.get(0).fieldIndex("reasons")))
                .containsExactly("reading, key are unique together");
        assertThat(rejected.get(1).<String>getList(rejected.get(1).fieldIndex("reasons")))
                .containsExactly("key is not null", "number is between 0 and 15", "number < 12", "100 div number > 9");
        assertThat(rejected.get(2).<String>getList(rejected.get(2).fieldIndex("reasons")))
                .containsExactly(
                        "reading, key are unique together", "number never falls, by key", "100 div number > 9");
        assertThat(query.results().get(4).sentence())
                .isEqualTo("view 'made_up': number is between 0 and 15: not in 1 of 3 rows, such as 99");
        assertThat(query.results().get(13).sentence())
                .startsWith("view 'made_up': 100 div number > 9: not in 2 of 3 rows, such as ")
                .contains("DIVIDE_BY_ZERO");
    }

    private static List<CheckedRow> rows(Random random, int count) {
        return IntStream.range(0, count).mapToObj(i -> CheckedRow.next(random)).toList();
    }

    private static Optional<RowSelection> selection(Random random) {
        Visibility visibility = new Visibility(
                Visibility.NO_TTL,
                random.nextBoolean() ? From.EVENT_TIME : From.CREATED_TIME,
                random.nextInt(3) * Duration.ofMinutes(1).toMillis() * 1_000);
        return random.nextInt(4) == 0
                ? Optional.empty()
                : Optional.of(new RowSelection(
                        random.nextBoolean() ? RowSelection.By.EVENT_TIME : RowSelection.By.ARRIVAL,
                        random.nextBoolean() ? RowSelection.BEGINNING : Micros.of(minute(random.nextInt(8))),
                        Micros.of(minute(8 + random.nextInt(8))),
                        visibility));
    }

    private static CheckedTable table(List<CheckedRow> rows, Visibility visibility) {
        return new CheckedTable(
                Kind.VIEW,
                "made_up",
                RULES.stream().map(rule -> new Expectation(rule, Severity.FAIL)).toList(),
                TestSpark.session()
                        .createDataFrame(rows.stream().map(CheckedRow::toSpark).toList(), CheckedRow.SCHEMA),
                new TreeMap<>(Map.of(
                        "key", new Typed(Plans.column("key"), ValueType.STRING),
                        "number", new Typed(Plans.column("number"), ValueType.INT64),
                        "reading", new Typed(Plans.column("reading"), ValueType.FLOAT64),
                        "at", new Typed(Plans.column("at"), ValueType.TIMESTAMP))),
                Optional.of(Plans.column("at")),
                Optional.of(Plans.column("seen")),
                visibility);
    }

    private static boolean isChecked(CheckedRow row, RowSelection selection) {
        return row.at() == null
                || selection.neverTakes(row.seenMicros())
                || selection.takes(row.atMicros(), row.seenMicros());
    }

    private static boolean holds(Rule rule, List<CheckedRow> checked, List<CheckedRow> all, Visibility visibility) {
        if (rule instanceof Rule.RowCount) {
            return checked.size() >= 15 && checked.size() <= 25;
        } else if (rule instanceof Rule.Freshness) {
            return all.stream()
                    .filter(row -> row.at() != null)
                    .filter(row -> visibility.knownAt(Micros.of(NOW), row.atMicros(), row.seenMicros()))
                    .anyMatch(row -> row.atMicros() >= Micros.of(minute(13)));
        } else if (rule instanceof Rule.NotNull notNull) {
            return checked.size() - failed(rule, checked) >= notNull.share().doubleValue() * checked.size() - 1e-9;
        }
        return failed(rule, checked) == 0;
    }

    private static long failed(Rule rule, List<CheckedRow> rows) {
        return rule instanceof Rule.OfRows
                ? rows.stream().filter(row -> breaks(rule, row, rows)).count()
                : 0;
    }

    private static boolean breaks(Rule rule, CheckedRow row, List<CheckedRow> rows) {
        if (rule instanceof Rule.NotNull notNull) {
            return value(row, notNull.column()) == null;
        } else if (rule instanceof Rule.Unique unique) {
            List<@Nullable Object> values = values(row, unique.of());
            return !values.contains(null)
                    && rows.stream()
                                    .filter(other -> values(other, unique.of()).equals(values))
                                    .count()
                            > 1;
        } else if (rule instanceof Rule.Monotonic monotonic) {
            return rows.stream().anyMatch(other -> isFall(monotonic, other, row));
        } else if (rule instanceof Rule.OfColumn ofColumn) {
            Object value = value(row, ofColumn.column());
            return value != null && breaks(ofColumn, value);
        }
        Long number = row.number();
        return number != null
                && (((Rule.Sql) rule).condition().contains("div") ? number == 0 || 100 / number <= 9 : number >= 12);
    }

    private static boolean breaks(Rule.OfColumn rule, Object value) {
        if (rule instanceof Rule.Between between) {
            return switch (between.column()) {
                case "number" -> (Long) value < 0 || (Long) value > 15;
                case "reading" -> !((Double) value >= 0);
                default -> ((Instant) value).isAfter(minute(10));
            };
        } else if (rule instanceof Rule.InSet inSet) {
            return inSet.column().equals("key")
                    ? !inSet.values().contains(value)
                    : ((Double) value != 0.0 && (Double) value != 0.5 && (Double) value != 2.0);
        }
        return !((String) value).matches(((Rule.Matches) rule).pattern());
    }

    private static boolean isFall(Rule.Monotonic rule, CheckedRow before, CheckedRow row) {
        List<@Nullable Object> group = values(row, rule.per());
        if (before.at() == null || row.at() == null || !before.at().isBefore(row.at())) {
            return false;
        }
        if (group.contains(null) || !group.equals(values(before, rule.per()))) {
            return false;
        }
        Object earlier = value(before, rule.column());
        Object later = value(row, rule.column());
        if (earlier == null || later == null) {
            return false;
        }
        return ((Number) later).doubleValue() < ((Number) earlier).doubleValue();
    }

    private static List<@Nullable Object> values(CheckedRow row, List<String> columns) {
        List<@Nullable Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(value(row, column)));
        return values;
    }

    /** Zero is zero, whatever its sign. */
    private static @Nullable Object value(CheckedRow row, String column) {
        return switch (column) {
            case "key" -> row.key();
            case "number" -> row.number();
            case "reading" -> Objects.equals(row.reading(), -0.0) ? (Object) 0.0 : row.reading();
            default -> row.at();
        };
    }
}
