package dev.tandem.offline.expectation;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.tandem.definition.ExpectedValue;
import dev.tandem.definition.Rule;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.expectation.CheckedTable.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * For each rule about rows, a column that is true of the rows that break it and false of all others. What a rule needs of other rows, it
 * looks up in a window over them, so that one query judges all rules.
 *
 * @param table whose rows they are
 * @param checked a column that is true of the rows that are checked; others are compared with none of them
 */
record BrokenRows(CheckedTable table, Column checked) {
    private static final long JUST_BEFORE = -1;
    private static final int LONGEST_EXAMPLE = 100;

    /** The column of a rule that is no condition in SQL. */
    Column of(Rule.OfRows rule) {
        Column broken;
        if (rule instanceof Rule.NotNull notNull) {
            broken = table.values(notNull.column()).isNull();
        } else if (rule instanceof Rule.Between between) {
            broken = outside(table.typed(between.column()), between);
        } else if (rule instanceof Rule.InSet inSet) {
            Typed column = table.typed(inSet.column());
            broken = not(column.values()
                    .isin(inSet.values().stream()
                            .map(value -> value(column.type(), value))
                            .toArray()));
        } else if (rule instanceof Rule.Matches matches) {
            broken = not(table.values(matches.column()).rlike("\\A(?:" + matches.pattern() + ")\\z"));
        } else if (rule instanceof Rule.Unique unique) {
            broken = repeated(unique);
        } else if (rule instanceof Rule.Monotonic monotonic) {
            broken = fallen(monotonic);
        } else {
            throw new IllegalArgumentException("no rule that a column can tell: " + rule.text());
        }
        return coalesce(broken, lit(false));
    }

    private static Column outside(Typed column, Rule.Between between) {
        List<Column> ways = new ArrayList<>();
        between.low().ifPresent(low -> ways.add(column.values().lt(lit(value(column.type(), low)))));
        between.high().ifPresent(high -> ways.add(column.values().gt(lit(value(column.type(), high)))));
        if (isFloatingPoint(column.type())) {
            ways.add(isnan(column.values()));
        }
        return ways.stream().reduce(lit(false), Column::or);
    }

    private static Object value(ValueType type, String text) {
        return ExpectedValue.find(type, text)
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no %s".formatted(text, type)));
    }

    private static boolean isFloatingPoint(ValueType type) {
        return type.kind() == ValueType.Kind.FLOAT32 || type.kind() == ValueType.Kind.FLOAT64;
    }

    private Column repeated(Rule.Unique unique) {
        List<Column> columns = unique.of().stream().map(table::values).toList();
        return allHaveValues(columns).and(count(lit(1)).over(among(columns)).gt(1));
    }

    /** The greatest value at earlier event times is greater. Rows that cannot be compared are taken as nulls, which no maximum sees. */
    private Column fallen(Rule.Monotonic monotonic) {
        Typed column = table.typed(monotonic.column());
        List<Column> per = monotonic.per().stream().map(table::values).toList();
        Column time = table.eventTime().orElseThrow();
        Column comparable =
                allHaveValues(Stream.concat(per.stream(), Stream.of(time)).toList());
        if (isFloatingPoint(column.type())) {
            comparable = comparable.and(not(isnan(column.values())));
        }
        Column value = when(comparable, column.values());
        WindowSpec earlier =
                among(per).orderBy(unix_micros(time)).rangeBetween(Window.unboundedPreceding(), JUST_BEFORE);
        return value.lt(max(value).over(earlier));
    }

    private static Column allHaveValues(List<Column> columns) {
        return columns.stream().map(Column::isNotNull).reduce(lit(true), Column::and);
    }

    private WindowSpec among(List<Column> columns) {
        return Window.partitionBy(
                Stream.concat(Stream.of(checked), columns.stream()).toArray(Column[]::new));
    }

    /** A value of a row that breaks a rule, to be shown; none where there is nothing to show. */
    Optional<Column> example(Rule.OfRows rule) {
        if (rule instanceof Rule.NotNull || rule instanceof Rule.Sql) {
            return Optional.empty();
        }
        List<Typed> shown = (rule instanceof Rule.Unique unique
                        ? unique.of()
                        : List.of(((Rule.OfColumn) rule).column()))
                .stream().map(table::typed).toList();
        boolean areTexts = shown.stream()
                .map(Typed::type)
                .noneMatch(type -> type.kind() == ValueType.Kind.BYTES || type.kind() == ValueType.Kind.ARRAY);
        return areTexts
                ? Optional.of(concat_ws(
                        ", ",
                        shown.stream()
                                .map(each -> substring(each.values().cast("string"), 1, LONGEST_EXAMPLE))
                                .toArray(Column[]::new)))
                : Optional.empty();
    }
}
