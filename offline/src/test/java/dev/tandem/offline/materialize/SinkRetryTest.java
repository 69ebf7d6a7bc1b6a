package dev.tandem.offline.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.offline.SinkUnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SinkRetryTest {
    private static final SinkRetry THREE_TIMES = new SinkRetry(3, Duration.ofMillis(1), Duration.ofMillis(2));

    private final AtomicInteger calls = new AtomicInteger();

    private Supplier<String> unavailable(int times) {
        return () -> {
            if (calls.incrementAndGet() <= times) {
                throw new SinkUnavailableException("call " + calls, null);
            }
            return "done";
        };
    }

    @Test
    void a_sink_that_is_away_is_asked_again() {
        assertThat(THREE_TIMES.call(unavailable(2))).isEqualTo("done");
        assertThat(calls).hasValue(3);
    }

    @Test
    void a_sink_that_stays_away_is_given_up() {
        assertThatThrownBy(() -> THREE_TIMES.call(unavailable(9)))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessage("call 3");
        assertThat(calls).hasValue(3);
    }

    @Test
    void any_other_failure_is_not_tried_again() {
        assertThatThrownBy(() -> THREE_TIMES.call(() -> {
                    throw new IllegalStateException("call " + calls.incrementAndGet());
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void a_patience_is_as_many_waits_as_it_takes() {
        assertThat(SinkRetry.lasting(Duration.ZERO).attempts()).isEqualTo(1);
        assertThat(SinkRetry.lasting(Duration.ofMillis(100)).attempts()).isEqualTo(2);
        assertThat(SinkRetry.lasting(Duration.ofMillis(700)).attempts()).isEqualTo(4);
        assertThat(SinkRetry.lasting(Duration.ofSeconds(30)).attempts()).isEqualTo(12);
    }

    @Test
    void no_attempt_at_all_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SinkRetry(0, Duration.ofMillis(1), Duration.ofMillis(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SinkRetry(1, Duration.ofMillis(2), Duration.ofMillis(1)));
    }
}
