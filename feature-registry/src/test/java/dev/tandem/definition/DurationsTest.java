package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "90s,PT90S,1m30s",
        "15m,PT15M,15m",
        "3h,PT3H,3h",
        "7d,P7D,7d",
        "1d12h,P1DT12H,1d12h",
        "0d,PT0S,0s",
        "36h,P1DT12H,1d12h"
    })
    void a_duration_has_many_spellings_and_one_text(String spelling, Duration meaning, String text) {
        assertThat(Durations.find(spelling)).contains(meaning);
        assertThat(Durations.text(meaning)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "s", "5", "5 m", "-5m", "1.5h", "1h1d", "5min", "1w", "9999999d", "PT5M", "٣h"})
    void anything_else_is_no_duration(String text) {
        assertThat(Durations.find(text)).isEmpty();
    }

    @Test
    void the_text_of_a_generated_duration_means_that_duration() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Duration duration = Duration.ofSeconds(random.nextInt(Integer.MAX_VALUE));
            assertThat(Durations.find(Durations.text(duration)))
                    .as("seed %d", seed)
                    .contains(duration);
        }
    }

    @Test
    void what_no_definition_can_say_has_no_text() {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.text(Duration.ofMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.text(Duration.ofSeconds(-1)));
    }
}
