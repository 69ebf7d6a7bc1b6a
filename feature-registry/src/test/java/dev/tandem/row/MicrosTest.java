package dev.tandem.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicrosTest {

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, -1, 999_999, -999_999, 1_000_000, -1_000_000, -1_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
    void microseconds_become_instants_and_come_back(long micros) {
        assertThat(Micros.of(Micros.instant(micros))).isEqualTo(micros);
    }

    @Test
    void what_is_finer_is_cut_off_towards_the_past() {
        assertThat(Micros.of(Instant.ofEpochSecond(0, 1_999))).isEqualTo(1);
        assertThat(Micros.of(Instant.ofEpochSecond(0, -1))).isEqualTo(-1);
        assertThat(Micros.of(Instant.ofEpochSecond(-5, 1))).isEqualTo(-5_000_000);
    }

    @Test
    void an_instant_beyond_the_range_is_an_error() {
        assertThatThrownBy(() -> Micros.of(Instant.MAX)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Micros.of(Micros.instant(Long.MAX_VALUE).plusNanos(1_000)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Micros.of(Micros.instant(Long.MIN_VALUE).minusNanos(1)))
                .isInstanceOf(ArithmeticException.class);
    }
}
