package dev.tandem.offline.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.row.Micros;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of docs/semantics.md, "Time", for times that are written as text. */
class TimeTextTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest
    @CsvSource({
        "2013-01-01T05:15:30.123456Z, 2013-01-01T05:15:30.123456Z",
        "2013-01-01 05:15:30,         2013-01-01T10:15:30Z",
        "2013-01-01T05:15,            2013-01-01T10:15:00Z",
        "2013-07-01T05:15,            2013-07-01T09:15:00Z",
        "2013-01-01,                  2013-01-01T05:00:00Z",
        "2013-01-01 05:15:30+02:00,   2013-01-01T03:15:30Z",
        "2013-01-01 05:15:30+02,      2013-01-01T03:15:30Z",
        "2013-01-01 05:15:30-0330,    2013-01-01T08:45:30Z",
        "2013-01-01 05:15:30 UTC,     2013-01-01T05:15:30Z",
        "2013-01-01T05:15:30Europe/Paris, 2013-01-01T04:15:30Z",
        "0001-01-01T00:00:00Z,        0001-01-01T00:00:00Z"
    })
    void a_text_that_says_no_zone_is_read_in_that_of_its_source(String text, Instant instant) {
        assertThat(TimeText.micros(text, NEW_YORK)).contains(Micros.of(instant));
    }

    @Test
    void a_local_time_that_clocks_skip_is_moved_on_by_as_much_as_they_are() {
        assertThat(TimeText.micros("2013-03-10 02:30:00", NEW_YORK))
                .contains(Micros.of(Instant.parse("2013-03-10T07:30:00Z")))
                .isEqualTo(TimeText.micros("2013-03-10 03:30:00", NEW_YORK));
    }

    @Test
    void a_local_time_that_comes_twice_means_the_first() {
        assertThat(TimeText.micros("2013-11-03 01:30:00", NEW_YORK))
                .contains(Micros.of(Instant.parse("2013-11-03T05:30:00Z")));
    }

    @Test
    void what_is_finer_than_a_microsecond_is_cut_off_towards_the_past() {
        assertThat(TimeText.micros("1969-12-31T23:59:59.999999999", ZoneOffset.UTC))
                .contains(-1L);
        assertThat(TimeText.micros("1970-01-01T00:00:00.000001999", ZoneOffset.UTC))
                .contains(1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2013-02-30",
                "2013-1-1",
                "2013-01-0105:00",
                "2013-01-01T24:00",
                "2013-01-01T05",
                "1356998400",
                "05:15:30",
                "2013-01-01T05:15:30 Mars/Olympus",
                "2013-01-01T",
                "01/02/2013"
            })
    void anything_else_is_no_time(String text) {
        assertThat(TimeText.micros(text, NEW_YORK)).isEmpty();
    }
}
