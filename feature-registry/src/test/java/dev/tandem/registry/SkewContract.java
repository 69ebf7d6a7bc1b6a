package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.registry.FeatureSkew.Counts;
import dev.tandem.registry.FeatureSkew.NumericError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What differences were found between serving and training. */
interface SkewContract extends RegistryPlace {

    private static SkewCheck check(String service, Instant from, Instant checkedAt) {
        return new SkewCheck(
                service,
                from,
                from.plus(Duration.ofDays(1)),
                checkedAt,
                100,
                List.of(
                        new FeatureSkew(
                                "wind_speed",
                                new Counts(100, 5, 2, 1, 3),
                                Map.of(SkewCause.STALE, 4L, SkewCause.LATE_EVENT, 1L),
                                Optional.of(new NumericError(0.5, 1e-17, 3, Double.MAX_VALUE))),
                        new FeatureSkew("airline", new Counts(100, 0, 0, 0, 0), Map.of(), Optional.empty())));
    }

    @Test
    default void what_was_compared_is_kept_as_it_was_newest_check_first() {
        SkewCheck yesterday = check("arrival_delay", NOON.minus(Duration.ofDays(1)), NOON.plusSeconds(2));
        SkewCheck today = check("arrival_delay", NOON, NOON.plusSeconds(1));

        registry().skew().record(PROJECT, yesterday);
        registry().skew().record(PROJECT, today);

        assertThat(registry().skew().checks(PROJECT, "arrival_delay", 9)).containsExactly(yesterday, today);
        assertThat(registry().skew().checks(PROJECT, "arrival_delay", 1)).containsExactly(yesterday);
        assertThat(registry().skew().checks("trains", "arrival_delay", 9)).isEmpty();
        assertThat(today.compared()).isEqualTo(200);
        assertThat(today.different()).isEqualTo(5);
        assertThat(today.features().get(0).counts().equal()).isEqualTo(93);
    }

    @Test
    default void an_interval_that_is_compared_again_is_kept_once() {
        SkewCheck again = check("arrival_delay", NOON, NOON.plusSeconds(1));

        registry().skew().record(PROJECT, check("arrival_delay", NOON, NOON));
        registry().skew().record(PROJECT, again);

        assertThat(registry().skew().checks(PROJECT, "arrival_delay", 9)).containsExactly(again);
    }

    @Test
    default void the_latest_check_of_every_service_is_at_hand() {
        SkewCheck arrivals = check("arrival_delay", NOON, NOON.plusSeconds(9));
        SkewCheck departures = check("departure_delay", NOON, NOON);

        registry().skew().record(PROJECT, departures);
        registry().skew().record(PROJECT, arrivals);
        registry().skew().record(PROJECT, check("arrival_delay", NOON.plusSeconds(60), NOON.plusSeconds(3)));

        assertThat(registry().skew().latest(PROJECT)).containsExactly(arrivals, departures);
        assertThat(registry().skew().latest("trains")).isEmpty();
        assertThat(registry().skew().services(PROJECT)).containsExactly("arrival_delay", "departure_delay");
        assertThat(registry().skew().services("trains")).isEmpty();
    }
}
