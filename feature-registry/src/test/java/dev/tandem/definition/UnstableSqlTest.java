package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnstableSqlTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    SELECT now() FROM a                                          ; now() the clock
                    SELECT Now ( ) FROM a                                        ; now() the clock
                    SELECT `now`(), system.builtin.now() FROM a                  ; now() the clock
                    SELECT now() - t, rand(7) FROM a WHERE u < now()             ; now() the clock, rand() chance
                    SELECT current_date FROM a WHERE t > CURRENT_TIMESTAMP       ; current_date the clock, CURRENT_TIMESTAMP the clock
                    SELECT current_date() FROM a                                 ; current_date() the clock
                    SELECT a.x + localtimestamp FROM a                           ; localtimestamp the clock
                    SELECT unix_timestamp() FROM a                               ; unix_timestamp() the clock
                    SELECT * FROM a WHERE t > DATE 'Today'                       ; DATE 'Today' the clock
                    SELECT * FROM a WHERE t > timestamp" now UTC"                ; timestamp ' now UTC' the clock
                    SELECT * FROM (SELECT uuid() AS id FROM a)                   ; uuid() chance
                    SELECT * FROM a TABLESAMPLE (10 PERCENT) REPEATABLE (3)      ; tablesample() chance
                    SELECT monotonically_increasing_id() AS id FROM a            ; monotonically_increasing_id() where the engine happens to find a row
                    SELECT current_user, session_user() FROM a                   ; current_user who runs the query, and where, session_user() who runs the query, and where
                    SELECT reflect('java.util.UUID', 'randomUUID') FROM a        ; reflect() what a method of Java does
                    """)
    void a_call_of_what_differs_from_run_to_run_is_found(String sql, String found) {
        assertThat(found(sql)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT now, uuid, rand FROM a",
                "SELECT t.uuid, t.current_date, current_user.x, t.now FROM a t",
                "SELECT `current_date`, `current_timestamp` FROM a",
                "SELECT x AS current_date, y AS now FROM a",
                "SELECT user, random FROM a GROUP BY user, random",
                "SELECT 'now()', \"rand()\", r'uuid()' FROM a -- now()\n/* rand() */",
                "SELECT unix_timestamp(t), unix_timestamp(t, 'yyyy') FROM a",
                "SELECT DATE '2013-01-01', TIMESTAMP 'epoch', DATE(t), TIMESTAMP '2013-01-01 now' FROM a",
                "SELECT date 'nowhere' FROM a",
                "SELECT tablesample FROM a",
                "SELECT * FROM VALUES (1, 2) AS now(x, y)",
                "SELECT first(x), hash(y), xxhash64(y), row_number() OVER (ORDER BY x) FROM a",
            })
    void what_merely_looks_alike_is_not(String sql) {
        assertThat(found(sql)).isEmpty();
    }

    private static String found(String sql) {
        return UnstableSql.of(sql).stream()
                .map(finding -> finding.text() + " " + finding.cause().description())
                .collect(Collectors.joining(", "));
    }
}
