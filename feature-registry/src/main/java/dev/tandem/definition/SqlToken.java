package dev.tandem.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One token of a text in Spark SQL. What stands in quotes, and numbers, are literals.
 *
 * @param text the name without its quotes, the one character of a symbol, what stands between the quotes of a literal as it is written,
 *     or nothing for a number
 */
record SqlToken(Kind kind, String text) {
    /** What stands before the first and after the last token. */
    static final SqlToken NONE = new SqlToken(Kind.SYMBOL, "");

    private static final SqlToken NUMBER = new SqlToken(Kind.LITERAL, "");

    /** The sorts of token. */
    enum Kind {
        WORD,
        QUOTED_NAME,
        LITERAL,
        SYMBOL
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /** A word in capitals; empty for anything else. */
    String keyword() {
        return kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "";
    }

    /** The tokens of a text, without comments and hints. */
    static List<SqlToken> read(String sql) {
        return new Reader(sql).read();
    }

    private static final class Reader {
        private final String sql;
        private final List<SqlToken> tokens = new ArrayList<>();
        private int position;

        Reader(String sql) {
            this.sql = sql;
        }

        List<SqlToken> read() {
            while (position < sql.length()) {
                char c = sql.charAt(position);
                if (Character.isWhitespace(c)) {
                    position++;
                } else if (sql.startsWith("--", position)) {
                    skipLineComment();
                } else if (sql.startsWith("/*", position)) {
                    skipComment();
                } else if (c == '\'' || c == '"') {
                    tokens.add(literal(c, true));
                } else if (c == '`') {
                    tokens.add(quotedName());
                } else if (isWordPart(c)) {
                    word();
                } else {
                    tokens.add(new SqlToken(Kind.SYMBOL, String.valueOf(c)));
                    position++;
                }
            }
            return tokens;
        }

        /** To the end of the line, unless a backslash continues it. */
        private void skipLineComment() {
            int end = sql.indexOf('\n', position);
            while (end > 0 && sql.charAt(end - 1) == '\\') {
                end = sql.indexOf('\n', end + 1);
            }
            position = end < 0 ? sql.length() : end;
        }

        private void skipComment() {
            int depth = 0;
            do {
                if (sql.startsWith("/*", position)) {
                    depth++;
                    position += 2;
                } else if (sql.startsWith("*/", position)) {
                    depth--;
                    position += 2;
                } else {
                    position++;
                }
            } while (depth > 0 && position < sql.length());
        }

        private SqlToken literal(char quote, boolean backslashEscapes) {
            int start = ++position;
            while (position < sql.length() && sql.charAt(position) != quote) {
                position += backslashEscapes && sql.charAt(position) == '\\' ? 2 : 1;
            }
            int end = Math.min(position, sql.length());
            position = Math.min(position + 1, sql.length());
            return new SqlToken(Kind.LITERAL, sql.substring(start, end));
        }

        private SqlToken quotedName() {
            StringBuilder name = new StringBuilder();
            position++;
            while (position < sql.length()) {
                char c = sql.charAt(position++);
                if (c == '`') {
                    if (position >= sql.length() || sql.charAt(position) != '`') {
                        break;
                    }
                    position++; // a doubled backtick is one in the name
                }
                name.append(c);
            }
            return new SqlToken(Kind.QUOTED_NAME, name.toString());
        }

        private void word() {
            int start = position;
            while (position < sql.length() && isWordPart(sql.charAt(position))) {
                position++;
            }
            String word = sql.substring(start, position);
            boolean raw =
                    word.equalsIgnoreCase("r") && position < sql.length() && "'\"".indexOf(sql.charAt(position)) >= 0;
            if (raw) {
                tokens.add(literal(sql.charAt(position), false));
            } else {
                tokens.add(Character.isDigit(word.charAt(0)) ? NUMBER : new SqlToken(Kind.WORD, word));
            }
        }

        private static boolean isWordPart(char c) {
            return Character.isLetterOrDigit(c) || c == '_';
        }
    }
}
