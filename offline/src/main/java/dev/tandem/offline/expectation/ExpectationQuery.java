package dev.tandem.offline.expectation;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.tandem.definition.Expectation;
import dev.tandem.definition.Rule;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.source.RowSelection;
import dev.tandem.registry.ExpectationResult;
import dev.tandem.row.Micros;
import dev.tandem.transform.expression.ExpressionProgram;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Everything that is expected of the rows of one source or view, as one query that reads them once.
 *
 * <p><b>How.</b> Each rule about rows becomes a column that is true of the rows that break it: of the row itself ({@link BrokenRows}), of a window over rows
 * of the same values, or by the evaluator of expressions ({@link ConditionPass}). One aggregate counts these columns, the rows, and finds the newest
 * event time. The same columns say why a row is kept aside.
 *
 * <p><b>Which rows.</b> Those that a run takes, and those that no run ever can: rows without event time, or without the created time that says when they are
 * known. Freshness is about the whole source: so rows that are young enough are read too, and looked at for nothing else.
 *
 * <p><b>Cost.</b> One reading of the columns that are used. A {@code unique} or {@code monotonic} adds an exchange and a sort, by its columns; Spark spills
 * both. A {@code monotonic} of a source without {@code per} sorts all rows in one task.
 */
final class ExpectationQuery {
    private static final String CHECKED = "is checked\n";
    private static final String FRESH = "is fresh\n";
    private static final String EVENT_TIME = "event time\n";

    private final CheckedTable table;
    private final Instant now;
    private final List<Rule.OfRows> rules;
    private final List<PartitionCounts> failures = new ArrayList<>();
    private final Dataset<Row> judged;

    /**
     * Plans the query.
     *
     * @param selection which rows are checked; empty: all
     * @param now the instant at which rows are fresh or not
     */
    ExpectationQuery(CheckedTable table, Optional<RowSelection> selection, Instant now) {
        this.table = table;
        this.now = now;
        this.rules = table.expect().stream()
                .map(Expectation::rule)
                .filter(Rule.OfRows.class::isInstance)
                .map(Rule.OfRows.class::cast)
                .toList();
        this.judged = judged(selection);
    }

    private Dataset<Row> judged(Optional<RowSelection> selection) {
        Column fresh = longestFreshness()
                .map(within -> coalesce(since(now.minus(within)).exactly(eventTime(), table.createdTime()), lit(false)))
                .orElse(lit(false));
        Dataset<Row> rows = table.rows();
        Column checked = lit(true);
        if (selection.isPresent()) {
            RowSelection taken = selection.get();
            rows = rows.filter(taken.roughly(eventTime(), table.createdTime()).or(fresh));
            checked = coalesce(taken.exactly(eventTime(), table.createdTime()), lit(false))
                    .or(taken.uncountable(eventTime(), table.createdTime()));
        }
        return withConditions(withRules(rows, checked, fresh));
    }

    /** Event times from an instant on, up to now, and known now. */
    private RowSelection since(Instant start) {
        return new RowSelection(RowSelection.By.EVENT_TIME, Micros.of(start) - 1, Micros.of(now), table.visibility());
    }

    private Optional<Duration> longestFreshness() {
        return table.expect().stream()
                .map(Expectation::rule)
                .filter(Rule.Freshness.class::isInstance)
                .map(rule -> ((Rule.Freshness) rule).within())
                .max(Comparator.naturalOrder());
    }

    private Column eventTime() {
        return table.eventTime().orElseThrow();
    }

    /** The marks of rows, a column for each rule that is no condition, and last the columns that expectations know, under their own names. */
    private Dataset<Row> withRules(Dataset<Row> rows, Column checked, Column fresh) {
        BrokenRows broken = new BrokenRows(table, checked);
        List<Column> columns = new ArrayList<>(List.of(checked.as(CHECKED), fresh.as(FRESH)));
        table.eventTime().ifPresent(time -> columns.add(time.as(EVENT_TIME)));
        for (int i = 0; i < rules.size(); i++) {
            if (!(rules.get(i) instanceof Rule.Sql)) {
                columns.add(broken.of(rules.get(i)).as(broken(i)));
            }
            Optional<Column> example = broken.example(rules.get(i));
            if (example.isPresent()) {
                columns.add(example.get().as(example(i)));
            }
        }
        table.columns().forEach((name, column) -> columns.add(column.values().as(name)));
        return rows.select(columns.toArray(Column[]::new));
    }

    private Dataset<Row> withConditions(Dataset<Row> rows) {
        List<ExpressionProgram.Output> conditions = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i) instanceof Rule.Sql sql) {
                conditions.add(new ExpressionProgram.Output(table.label(), ValueType.BOOL, sql.condition()));
                names.add(broken(i));
                failures.add(PartitionCounts.on(rows.sparkSession().sparkContext()));
            }
        }
        return conditions.isEmpty()
                ? rows
                : ConditionPass.beside(
                        rows, ExpressionProgram.of(table.expressionColumns(), conditions), names, failures);
    }

    private static String broken(int rule) {
        return "breaks\n" + rule;
    }

    private static String example(int rule) {
        return "shows\n" + rule;
    }

    /** Reads the rows. */
    List<ExpectationResult> results() {
        Column checked = Plans.column(CHECKED);
        List<Column> figures = new ArrayList<>();
        figures.add(count(when(checked, lit(1))));
        figures.add(
                table.eventTime().isPresent()
                        ? max(when(Plans.column(FRESH), unix_micros(Plans.column(EVENT_TIME))))
                        : lit(null).cast("long"));
        List<String> columns = List.of(judged.columns());
        for (int i = 0; i < rules.size(); i++) {
            Column breaks = checked.and(Plans.column(broken(i)));
            figures.add(count(when(breaks, lit(1))));
            figures.add(
                    columns.contains(example(i))
                            ? min(when(breaks, Plans.column(example(i))))
                            : lit(null).cast("string"));
        }
        Column[] named = IntStream.range(0, figures.size())
                .mapToObj(i -> figures.get(i).as("figure\n" + i))
                .toArray(Column[]::new);
        return results(
                judged.agg(named[0], Arrays.copyOfRange(named, 1, named.length)).first());
    }

    private List<ExpectationResult> results(Row figures) {
        long rows = figures.getLong(0);
        List<ExpectationResult> results = new ArrayList<>();
        int rule = 0;
        int condition = 0;
        for (Expectation expectation : table.expect()) {
            if (expectation.rule() instanceof Rule.RowCount rowCount) {
                results.add(result(
                        expectation, isIn(rows, rowCount), rows, 0, Optional.of("there are %,d".formatted(rows))));
            } else if (expectation.rule() instanceof Rule.Freshness freshness) {
                results.add(fresh(expectation, freshness.within(), rows, figures));
            } else {
                long failed = figures.getLong(2 + 2 * rule);
                Optional<String> example = Optional.ofNullable(figures.getString(3 + 2 * rule));
                if (expectation.rule() instanceof Rule.Sql) {
                    example = failures.get(condition++).example();
                }
                results.add(result(expectation, isEnough(expectation.rule(), rows, failed), rows, failed, example));
                rule++;
            }
        }
        return results;
    }

    private static boolean isIn(long rows, Rule.RowCount rule) {
        return (rule.least().isEmpty() || rows >= rule.least().getAsLong())
                && (rule.most().isEmpty() || rows <= rule.most().getAsLong());
    }

    private static boolean isEnough(Rule rule, long rows, long failed) {
        return rule instanceof Rule.NotNull notNull
                ? BigDecimal.valueOf(rows - failed).compareTo(notNull.share().multiply(BigDecimal.valueOf(rows))) >= 0
                : failed == 0;
    }

    private ExpectationResult fresh(Expectation expectation, Duration within, long rows, Row figures) {
        OptionalLong newest = figures.isNullAt(1) ? OptionalLong.empty() : OptionalLong.of(figures.getLong(1));
        boolean holds = newest.isPresent() && newest.getAsLong() >= Micros.of(now.minus(within));
        return result(
                expectation,
                holds,
                rows,
                0,
                Optional.of(
                        newest.isPresent()
                                ? "it is " + Micros.instant(newest.getAsLong())
                                : "there is none since "
                                        + now.minus(longestFreshness().orElse(within))));
    }

    private ExpectationResult result(
            Expectation expectation, boolean holds, long rows, long failed, Optional<String> found) {
        return new ExpectationResult(
                table.kind(),
                table.name(),
                expectation.text(),
                expectation.severity(),
                holds,
                rows,
                failed,
                holds ? Optional.empty() : found);
    }

    /** The rows that break a rule, each with the rules that it breaks in a column {@code reasons}; not computed yet. */
    Dataset<Row> rejected() {
        List<Column> reasons = new ArrayList<>();
        Column any = lit(false);
        for (int i = 0; i < rules.size(); i++) {
            Column breaks = Plans.column(broken(i));
            reasons.add(when(breaks, lit(rules.get(i).text())));
            any = any.or(breaks);
        }
        List<Column> columns = new ArrayList<>();
        table.columns().keySet().forEach(name -> columns.add(Plans.column(name)));
        columns.add(array_compact(array(reasons.toArray(Column[]::new))).as("reasons"));
        return judged.filter(Plans.column(CHECKED).and(any)).select(columns.toArray(Column[]::new));
    }
}
