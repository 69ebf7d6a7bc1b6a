package dev.tandem.definition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What may be expected of rows. Of the rules about values, each row meets it or not; a null meets all of them but {@link NotNull}, and a NaN is
 * a value that is in no range and in no set. Values of a rule are texts that {@link ExpectedValue} reads by the type of their column.
 */
public sealed interface Rule {

    /** It in one line, as a person reads it. */
    String text();

    /** The columns that it names; a condition in SQL, which may use any, names none. */
    default SortedSet<String> columns() {
        return new TreeSet<>();
    }

    /** A rule that each row meets or not. */
    sealed interface OfRows extends Rule {}

    /** A rule about one column. */
    sealed interface OfColumn extends OfRows {
        /** The column. */
        String column();

        @Override
        default SortedSet<String> columns() {
            return new TreeSet<>(List.of(column()));
        }
    }

    /**
     * A column has a value.
     *
     * @param share in which share of the rows, above 0 and up to 1
     */
    record NotNull(String column, BigDecimal share) implements OfColumn {
        @Override
        public String text() {
            return share.compareTo(BigDecimal.ONE) == 0
                    ? column + " is not null"
                    : "%s is not null in %s of the rows".formatted(column, share.toPlainString());
        }
    }

    /** No two rows have the same values in all of these columns. A row with a null in one of them is like no other. */
    record Unique(List<String> of) implements OfRows {
        /** Copies the columns. */
        public Unique {
            of = List.copyOf(of);
        }

        @Override
        public SortedSet<String> columns() {
            return new TreeSet<>(of);
        }

        @Override
        public String text() {
            return of.size() == 1
                    ? of.get(0) + " is unique"
                    : "%s are unique together".formatted(String.join(", ", of));
        }
    }

    /**
     * A value lies in a range, both ends included.
     *
     * @param low the least value; empty: any
     * @param high the greatest value; empty: any
     */
    record Between(String column, Optional<String> low, Optional<String> high) implements OfColumn {
        @Override
        public String text() {
            return column + " is " + range(low, high);
        }
    }

    /** A value is one of these. */
    record InSet(String column, List<String> values) implements OfColumn {
        /** Copies the values. */
        public InSet {
            values = List.copyOf(values);
        }

        @Override
        public String text() {
            return "%s is one of %s".formatted(column, String.join(", ", values));
        }
    }

    /**
     * A text matches a regular expression from its beginning to its end.
     *
     * @param pattern as {@link java.util.regex.Pattern} reads it
     */
    record Matches(String column, String pattern) implements OfColumn {
        @Override
        public String text() {
            return "%s matches %s".formatted(column, pattern);
        }
    }

    /**
     * A number or time never falls as event time goes on: of two rows, the later one by event time has the same value or a greater one. Rows of
     * the same event time are in no order.
     *
     * @param per rows are compared with those that have the same values in these columns; none: all with each other
     */
    record Monotonic(String column, List<String> per) implements OfColumn {
        /** Copies the columns. */
        public Monotonic {
            per = List.copyOf(per);
        }

        @Override
        public SortedSet<String> columns() {
            SortedSet<String> columns = new TreeSet<>(per);
            columns.add(column);
            return columns;
        }

        @Override
        public String text() {
            return column + " never falls" + (per.isEmpty() ? "" : ", by " + String.join(", ", per));
        }
    }

    /**
     * A condition holds of each row, or is null.
     *
     * @param condition in Spark SQL, over the columns of the source or view
     */
    record Sql(String condition) implements OfRows {
        @Override
        public String text() {
            return condition;
        }
    }

    /**
     * There are as many rows as expected, both ends included.
     *
     * @param least the least number; empty: none will do
     * @param most the greatest number; empty: any
     */
    record RowCount(OptionalLong least, OptionalLong most) implements Rule {
        @Override
        public String text() {
            return "row count is "
                    + range(
                            least.stream().mapToObj(Long::toString).findFirst(),
                            most.stream().mapToObj(Long::toString).findFirst());
        }
    }

    /** The newest row happened at most so long ago. */
    record Freshness(Duration within) implements Rule {
        @Override
        public String text() {
            return "newest event time is at most %s old".formatted(Durations.text(within));
        }
    }

    private static String range(Optional<String> low, Optional<String> high) {
        if (low.isPresent() && high.isPresent()) {
            return "between %s and %s".formatted(low.get(), high.get());
        }
        return low.map("at least "::concat)
                .or(() -> high.map("at most "::concat))
                .orElse("anything");
    }
}
