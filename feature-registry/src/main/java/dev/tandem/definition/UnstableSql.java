package dev.tandem.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds what makes a query give one answer today and another tomorrow, from the same rows: a training set and the online store, which run
 * it at different times and places, would then hold different values.
 *
 * <p>Only what cannot be meant otherwise is found. A call is a name before an opening parenthesis; some names mean one without it, and
 * those alone, unquoted and unqualified, are found too. So columns may be called {@code now}, {@code t.current_date} or {@code user}. The
 * list of functions is that of Spark 4.2, which a test of the module that runs Spark compares with Spark's own registry.
 */
final class UnstableSql {
    private static final Map<String, Cause> CALLS = new HashMap<>();
    private static final Set<String> WITHOUT_PARENTHESES = Set.of(
            "current_date", "current_time", "current_timestamp", "current_user", "localtimestamp", "session_user");
    private static final Set<String> TYPES_OF_TIME = Set.of("DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ");
    private static final Pattern MOVING_TIME =
            Pattern.compile("\\s*(now|today|tomorrow|yesterday)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    static {
        put(Cause.CLOCK, "curdate", "current_date", "current_time", "current_timestamp", "localtimestamp", "now");
        put(
                Cause.CHANCE,
                "aes_encrypt",
                "rand",
                "randn",
                "random",
                "randstr",
                "shuffle",
                "tablesample",
                "uniform",
                "uuid");
        put(
                Cause.PLACE,
                "input_file_block_length",
                "input_file_block_start",
                "input_file_name",
                "monotonically_increasing_id",
                "spark_partition_id");
        put(
                Cause.SESSION,
                "current_catalog",
                "current_database",
                "current_path",
                "current_schema",
                "current_user",
                "session_user",
                "user");
        put(Cause.PROGRAM, "java_method", "reflect", "try_reflect");
    }

    private final List<SqlToken> tokens;

    private UnstableSql(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    private static void put(Cause cause, String... names) {
        for (String name : names) {
            CALLS.put(name, cause);
        }
    }

    /** What a value that is not stable depends on. */
    enum Cause {
        CLOCK(
                "the clock",
                "Take times from columns of the source: a row is dated by its event_time, and how long it counts is the view's ttl."),
        CHANCE("chance", "Derive it from the row, such as by xxhash64 of a column that identifies it."),
        PLACE(
                "where the engine happens to find a row",
                "Derive it from the row, such as by xxhash64 of a column that identifies it."),
        SESSION("who runs the query, and where", "Write the value out."),
        PROGRAM("what a method of Java does", "Use a function of SQL.");

        private final String description;
        private final String remedy;

        Cause(String description, String remedy) {
            this.description = description;
            this.remedy = remedy;
        }

        String description() {
            return description;
        }

        String remedy() {
            return remedy;
        }
    }

    /**
     * A part of a query that is not stable.
     *
     * @param text as in {@code now()}
     */
    record Finding(String text, Cause cause) {}

    /** All that is not stable in a query, each once, in the order of first mention. */
    static List<Finding> of(String sql) {
        UnstableSql query = new UnstableSql(SqlToken.read(sql));
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < query.tokens.size(); i++) {
            query.find(i).ifPresent(findings::add);
        }
        return findings.stream().distinct().toList();
    }

    private Optional<Finding> find(int at) {
        SqlToken token = tokens.get(at);
        String name = token.text().toLowerCase(Locale.ROOT);
        boolean alias = at(at - 1).keyword().equals("AS");
        if (!token.isName() || alias) {
            return Optional.empty();
        }
        if (at(at + 1).is("(")) {
            return call(name, at);
        }
        if (TYPES_OF_TIME.contains(token.keyword()) && at(at + 1).kind() == SqlToken.Kind.LITERAL) {
            String literal = at(at + 1).text();
            return MOVING_TIME.matcher(literal).matches()
                    ? Optional.of(new Finding("%s '%s'".formatted(token.text(), literal), Cause.CLOCK))
                    : Optional.empty();
        }
        boolean bare = token.kind() == SqlToken.Kind.WORD
                && !at(at - 1).is(".")
                && !at(at + 1).is(".");
        return bare && WITHOUT_PARENTHESES.contains(name)
                ? Optional.ofNullable(CALLS.get(name)).map(cause -> new Finding(token.text(), cause))
                : Optional.empty();
    }

    private Optional<Finding> call(String name, int at) {
        // Without an argument it is the time that it is now; with one, the time that the argument says.
        Optional<Cause> cause = name.equals("unix_timestamp") && at(at + 2).is(")")
                ? Optional.of(Cause.CLOCK)
                : Optional.ofNullable(CALLS.get(name));
        return cause.map(found -> new Finding(name + "()", found));
    }

    private SqlToken at(int index) {
        return index >= 0 && index < tokens.size() ? tokens.get(index) : SqlToken.NONE;
    }
}
