package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTablesTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    SELECT * FROM a                                                        ; a
                    select x from a as t where t.y > 1                                     ; a
                    SELECT * FROM a, b x, c                                                ; a b c
                    SELECT * FROM a JOIN b ON a.x = b.x LEFT OUTER JOIN c USING (x, d)     ; a b c
                    SELECT * FROM a CROSS JOIN (b JOIN c ON b.x = c.x), d                  ; a b c d
                    SELECT * FROM (SELECT * FROM a) t                                      ; a
                    SELECT * FROM ((SELECT * FROM a) UNION ALL (SELECT * FROM b))          ; a b
                    SELECT * FROM a UNION SELECT * FROM b EXCEPT SELECT * FROM c           ; a b c
                    SELECT * FROM a WHERE x IN (SELECT y FROM b) AND EXISTS (FROM c)       ; a b c
                    SELECT (SELECT max(x) FROM b), c FROM a                                ; b a
                    FROM a SELECT x, y                                                     ; a
                    (SELECT * FROM a)                                                      ; a
                    TABLE a                                                                ; a
                    SELECT a FROM b ORDER BY a, c                                          ; b
                    SELECT b.a, t.from FROM b                                              ; b
                    SELECT * FROM a GROUP BY x, y HAVING count(*) > 1 ORDER BY x, y        ; a
                    SELECT * FROM `a` JOIN `odd ``name`                                    ; a odd `name
                    SELECT * FROM lake.db.a, `x`.`y`                                       ; lake.db.a x.y
                    SELECT * FROM a TABLESAMPLE (10 PERCENT), b                            ; a b
                    SELECT * FROM a LATERAL VIEW explode(xs) t AS x, y WHERE z             ; a
                    SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.x = a.x) t, c        ; a b c
                    SELECT * FROM a, LATERAL explode(xs), b                                ; a b
                    SELECT * FROM range(10), a                                             ; a
                    SELECT * FROM a PIVOT (sum(x) FOR y IN (1 AS one, 2 AS two)), b        ; a b
                    SELECT * FROM a t(x, y), b                                             ; a b
                    FROM a |> WHERE x > 1 |> EXTEND y AS z, w AS v |> JOIN b USING (x)     ; a b
                    SELECT a || b FROM c JOIN d ON c.x || c.y = d.z, e                     ; c d e
                    """)
    void tables_stand_after_from_and_join_and_commas_between(String sql, String tables) {
        assertThat(String.join(" ", QueryTables.of(sql))).isEqualTo(tables);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    SELECT 'FROM b', "JOIN c", r'\\' FROM a WHERE x = 'it''s FROM d'       ; a
                    SELECT 'a \\' FROM b' FROM a                                           ; a
                    SELECT * -- FROM b                                                     ; ~~
                    SELECT * /* FROM b /* nested */ FROM c */ FROM a                       ; a
                    SELECT /*+ BROADCAST(b) */ * FROM a                                    ; a
                    SELECT EXTRACT(YEAR FROM b) FROM a                                     ; a
                    SELECT trim(BOTH ' ' FROM b), substring(c FROM 2) FROM a               ; a
                    SELECT x IS DISTINCT FROM y, x IS NOT DISTINCT FROM z FROM a           ; a
                    SELECT * FROM a WHERE x IS DISTINCT FROM y                             ; a
                    SELECT * FROM VALUES (1, b), (2, c) AS t(x, y)                         ; ~~
                    SELECT 1.5e3, .5, 10L FROM a                                           ; a
                    """)
    void what_only_looks_like_a_table_is_none(String sql, String tables) {
        assertThat(String.join(" ", QueryTables.of(sql))).isEqualTo(tables);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    WITH t AS (SELECT * FROM a) SELECT * FROM t                            ; a
                    WITH t AS (SELECT * FROM a), u AS (SELECT * FROM t JOIN b) SELECT * FROM u, t ; a b
                    WITH t (x, y) AS (SELECT * FROM a) SELECT * FROM t                     ; a
                    WITH a AS (SELECT * FROM a) SELECT * FROM a                            ; a
                    WITH t AS (SELECT 1) FROM t SELECT x                                   ; ~~
                    SELECT * FROM (WITH t AS (SELECT * FROM a) SELECT * FROM t) JOIN t     ; a t
                    WITH t AS (WITH u AS (SELECT * FROM a) SELECT * FROM u) SELECT * FROM t, u ; a u
                    WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t, a) SELECT * FROM t ; a
                    WITH t AS (SELECT 1 AS x) SELECT x FROM t JOIN a WHERE x IN (SELECT x FROM t) ; a
                    """)
    void what_a_query_names_itself_is_no_table_from_there_on(String sql, String tables) {
        assertThat(String.join(" ", QueryTables.of(sql))).isEqualTo(tables);
    }

    @Test
    void a_table_is_told_once() {
        assertThat(QueryTables.of("SELECT * FROM a x JOIN a y JOIN b")).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                " with t as (select 1) select * from t",
                "((SELECT 1))",
                "-- first\nFROM a",
                "VALUES (1)",
                "TABLE a"
            })
    void a_query_is_known_by_its_first_word(String sql) {
        assertThat(QueryTables.isQuery(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "DELETE FROM a", "flights", "`SELECT`", "'SELECT'", "INSERT INTO a SELECT 1", "-- SELECT"})
    void anything_else_is_no_query(String sql) {
        assertThat(QueryTables.isQuery(sql)).isFalse();
    }

    @Test
    void no_text_is_too_broken_to_be_searched() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] tokens = {
            "SELECT", "FROM", "JOIN", "WITH", "AS", "a", "`", "'", "\"", "(", ")", ",", ".", "/*", "*/", "--", "\n",
            "r'", "\\", "|", ">", "LATERAL", "VALUES", "1"
        };
        for (int i = 0; i < 5_000; i++) {
            StringBuilder sql = new StringBuilder();
            for (int j = random.nextInt(40); j >= 0; j--) {
                sql.append(tokens[random.nextInt(tokens.length)]).append(random.nextBoolean() ? " " : "");
            }
            assertThat(QueryTables.of(sql.toString()))
                    .as("seed %d: %s", seed, sql)
                    .doesNotContainNull();
        }
    }
}
