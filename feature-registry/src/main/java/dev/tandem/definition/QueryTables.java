package dev.tandem.definition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tables that a query names.
 *
 * <p>This module knows no engine, so there is no parser of Spark SQL here; and a search for the names of sources alone would take a
 * column for a table. But the tables of a query stand in few places: after {@code FROM} and {@code JOIN}, and after a comma of the same
 * {@code FROM}. So the text is read token by token, with one {@link Level} for each open parenthesis that says whether a table is due.
 * What is left out:
 *
 * <ul>
 *   <li>text in quotes and comments, nested ones too;
 *   <li>names that the query gives itself with {@code WITH}, from the end of their definition on and as far as its parenthesis reaches;
 *       within it, unless {@code RECURSIVE}, the same name means a source;
 *   <li>functions that give tables, such as {@code range(10)};
 *   <li>the {@code FROM} of {@code EXTRACT(YEAR FROM t)}, which no {@code SELECT} precedes in its parenthesis, and that of {@code IS
 *       DISTINCT FROM}.
 * </ul>
 *
 * <p>It accepts more than SQL: whatever is no query at all is found by the engine later.
 */
final class QueryTables {
    private static final Set<String> BEGINS_QUERY = Set.of("SELECT", "WITH", "FROM", "VALUES", "TABLE");
    private static final Set<String> ENDS_FROM = Set.of(
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "SORT",
            "CLUSTER",
            "DISTRIBUTE",
            "LIMIT",
            "OFFSET",
            "WINDOW",
            "QUALIFY",
            "VIEW",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "MINUS",
            "VALUES");

    private final List<SqlToken> tokens;
    private final Deque<Level> levels = new ArrayDeque<>(List.of(new Level()));
    private final List<String> tables = new ArrayList<>();
    private int position;

    /** What is known within one pair of parentheses. */
    private static final class Level {
        private boolean begun;
        private boolean selecting;
        private boolean inFrom;
        private boolean tableDue;
        private boolean inWith;
        private boolean recursive;
        private boolean queryNameDue;
        private @Nullable String queryName;
        private @Nullable String defines;
        private final Set<String> queries = new HashSet<>();
    }

    private QueryTables(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    /** Whether a text begins as a query does. */
    static boolean isQuery(String sql) {
        return SqlToken.read(sql).stream()
                .filter(token -> !token.is("("))
                .findFirst()
                .filter(token -> BEGINS_QUERY.contains(token.keyword()))
                .isPresent();
    }

    /** The tables that a query names, each once, in the order of first mention; the parts of a qualified name are joined by dots. */
    static List<String> of(String sql) {
        QueryTables tables = new QueryTables(SqlToken.read(sql));
        while (tables.position < tables.tokens.size()) {
            tables.take(tables.tokens.get(tables.position));
            tables.position++;
        }
        return tables.tables.stream().distinct().toList();
    }

    private void take(SqlToken token) {
        Level level = levels.getLast();
        if (token.is("(")) {
            open(level);
        } else if (token.is(")")) {
            close(level);
        } else if (token.is(",")) {
            level.tableDue = level.inFrom;
            level.queryNameDue = level.inWith;
        } else if (token.is("|") && peek(1).is(">")) {
            level.inFrom = false;
        } else if (token.isName() && !previous().is(".")) {
            name(level, token);
        }
        level.begun = true;
    }

    private void open(Level level) {
        Level inner = new Level();
        inner.tableDue = level.tableDue;
        if (level.inWith && previous().keyword().equals("AS")) {
            inner.defines = level.queryName;
        }
        level.tableDue = false;
        levels.addLast(inner);
    }

    private void close(Level level) {
        if (levels.size() > 1) {
            levels.removeLast();
            if (level.defines != null) {
                levels.getLast().queries.add(level.defines);
            }
        }
    }

    private void name(Level level, SqlToken token) {
        if (level.queryNameDue) {
            queryName(level, token);
        } else if (level.tableDue) {
            tableName(level, token);
        } else {
            keyword(level, token.keyword());
        }
    }

    private static void queryName(Level level, SqlToken token) {
        if (token.keyword().equals("RECURSIVE")) {
            level.recursive = true;
            return;
        }
        level.queryNameDue = false;
        level.queryName = token.text();
        if (level.recursive) {
            level.queries.add(token.text());
        }
    }

    private void tableName(Level level, SqlToken token) {
        switch (token.keyword()) {
            case "LATERAL", "TABLE" -> {} // what follows is the table, or a function
            case "SELECT", "VALUES", "WITH", "FROM" -> {
                level.tableDue = false;
                keyword(level, token.keyword());
            }
            default -> {
                level.tableDue = false;
                StringBuilder table = new StringBuilder(token.text());
                while (peek(1).is(".") && peek(2).isName()) {
                    table.append('.').append(peek(2).text());
                    position += 2;
                }
                String name = table.toString();
                if (!peek(1).is("(") && levels.stream().noneMatch(each -> each.queries.contains(name))) {
                    tables.add(name);
                }
            }
        }
    }

    private void keyword(Level level, String keyword) {
        switch (keyword) {
            case "WITH" -> {
                level.inWith = !level.begun;
                level.queryNameDue = level.inWith;
            }
            case "SELECT" -> {
                level.selecting = true;
                level.inFrom = false;
                level.inWith = false;
            }
            case "FROM" -> {
                if (!previous().keyword().equals("DISTINCT") && (level.selecting || level.inWith || !level.begun)) {
                    level.inFrom = true;
                    level.tableDue = true;
                    level.inWith = false;
                }
            }
            case "JOIN" -> level.tableDue = true;
            case "TABLE" -> level.tableDue = !level.begun;
            default -> {
                if (ENDS_FROM.contains(keyword)) {
                    level.inFrom = false;
                }
            }
        }
    }

    private SqlToken previous() {
        return peek(-1);
    }

    private SqlToken peek(int distance) {
        int at = position + distance;
        return at >= 0 && at < tokens.size() ? tokens.get(at) : SqlToken.NONE;
    }
}
