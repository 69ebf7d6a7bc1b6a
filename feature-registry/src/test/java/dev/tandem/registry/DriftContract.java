package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What drift was found, and the rule by which alerts are raised and sent once. */
interface DriftContract extends RegistryPlace {
    Duration LEASE = Duration.ofMinutes(1);

    private static FeatureDrift drift(String feature, Verdict verdict) {
        boolean ok = verdict == Verdict.OK;
        return new FeatureDrift(
                feature,
                verdict,
                ok ? List.of() : List.of(DriftMeasure.PSI, DriftMeasure.NULL_RATE),
                Map.of(DriftMeasure.PSI, ok ? 0.01 : 0.3, DriftMeasure.NULL_RATE, 1e-17),
                ok ? Optional.empty() : Optional.of(0.001),
                1_000,
                900);
    }

    private static DriftCheck check(String window, FeatureDrift... features) {
        return new DriftCheck("arrival_delay", "training set 1", window, NOON, List.of(features));
    }

    private Optional<DriftAlert> record(String window, Verdict... temperatureAndWind) {
        FeatureDrift[] features = new FeatureDrift[temperatureAndWind.length];
        Arrays.setAll(features, i -> drift(List.of("temperature", "wind").get(i), temperatureAndWind[i]));
        return registry().drift().record(PROJECT, check(window, features), 3);
    }

    private static List<String> features(DriftAlert alert) {
        return alert.check().features().stream().map(FeatureDrift::feature).toList();
    }

    @Test
    default void what_was_found_is_kept_as_it_was_newest_window_first() {
        DriftCheck first = check("january", drift("temperature", Verdict.ALERT), drift("airline", Verdict.OK));
        DriftCheck second = check("february", drift("temperature", Verdict.WARN));

        registry().drift().record(PROJECT, first, 3);
        registry().drift().record(PROJECT, second, 3);

        assertThat(registry().drift().checks(PROJECT, "arrival_delay", 9)).containsExactly(second, first);
        assertThat(registry().drift().checks(PROJECT, "arrival_delay", 1)).containsExactly(second);
        assertThat(registry().drift().checks("trains", "arrival_delay", 9)).isEmpty();
        assertThat(registry().drift().services(PROJECT)).containsExactly("arrival_delay");
        assertThat(registry().drift().services("trains")).isEmpty();
        assertThat(first.verdict()).isEqualTo(Verdict.ALERT);
    }

    @Test
    default void a_window_that_is_checked_again_counts_once() {
        record("january", Verdict.ALERT);
        record("january", Verdict.ALERT);

        assertThat(record("january", Verdict.ALERT)).isEmpty();
        assertThat(registry().drift().checks(PROJECT, "arrival_delay", 9)).hasSize(1);
    }

    @Test
    default void an_alert_is_raised_after_as_many_windows_in_a_row_as_the_rule_says_and_only_then() {
        assertThat(record("1", Verdict.ALERT)).isEmpty();
        assertThat(record("2", Verdict.ALERT)).isEmpty();
        assertThat(record("3", Verdict.WARN)).isEmpty();
        assertThat(record("4", Verdict.ALERT)).isEmpty();
        assertThat(record("5", Verdict.ALERT)).isEmpty();
        DriftAlert alert = record("6", Verdict.ALERT).orElseThrow();

        assertThat(alert.windows()).isEqualTo(3);
        assertThat(alert.check()).isEqualTo(check("6", drift("temperature", Verdict.ALERT)));
        assertThat(registry().drift().unsent(PROJECT)).containsExactly(alert);
        assertThat(registry().drift().unsent("trains")).isEmpty();
    }

    @Test
    default void windows_against_another_reference_are_no_windows_in_a_row() {
        record("1", Verdict.ALERT);
        record("2", Verdict.ALERT);

        DriftCheck other = new DriftCheck(
                "arrival_delay", "training set 2", "3", NOON, List.of(drift("temperature", Verdict.ALERT)));

        assertThat(registry().drift().record(PROJECT, other, 3)).isEmpty();
    }

    @Test
    default void a_check_against_another_reference_neither_ends_an_alert_nor_lets_it_be_raised_again() {
        for (String window : List.of("1", "2", "3")) {
            record(window, Verdict.ALERT);
        }

        DriftCheck other =
                new DriftCheck("arrival_delay", "training set 2", "3", NOON, List.of(drift("temperature", Verdict.OK)));
        registry().drift().record(PROJECT, other, 3);

        assertThat(registry().drift().unsent(PROJECT)).hasSize(1);
        assertThat(record("4", Verdict.ALERT)).isEmpty();
    }

    @Test
    default void a_feature_that_stays_drifted_gets_no_second_alert_and_one_that_follows_gets_its_own() {
        record("1", Verdict.ALERT, Verdict.OK);
        record("2", Verdict.ALERT, Verdict.ALERT);
        DriftAlert first = record("3", Verdict.ALERT, Verdict.ALERT).orElseThrow();
        DriftAlert second = record("4", Verdict.ALERT, Verdict.ALERT).orElseThrow();

        assertThat(features(first)).containsExactly("temperature");
        assertThat(features(second)).containsExactly("wind");
        assertThat(record("5", Verdict.ALERT, Verdict.ALERT)).isEmpty();
    }

    @Test
    default void features_that_reach_the_rule_together_share_an_alert() {
        record("1", Verdict.ALERT, Verdict.ALERT);
        record("2", Verdict.ALERT, Verdict.ALERT);

        assertThat(features(record("3", Verdict.ALERT, Verdict.ALERT).orElseThrow()))
                .containsExactly("temperature", "wind");
    }

    @Test
    default void a_feature_that_recovered_may_get_another_alert() {
        for (String window : List.of("1", "2", "3", "4")) {
            record(window, Verdict.ALERT);
        }
        record("5", Verdict.OK);
        record("6", Verdict.ALERT);
        record("7", Verdict.ALERT);

        assertThat(record("8", Verdict.ALERT)).isPresent();
        assertThat(registry().drift().alerts(PROJECT, 9)).hasSize(2);
    }

    @Test
    default void an_alert_that_nobody_took_is_not_worth_sending_once_its_features_have_recovered() {
        record("1", Verdict.ALERT);
        record("2", Verdict.ALERT);
        assertThat(record("3", Verdict.ALERT)).isPresent();

        record("4", Verdict.OK);

        assertThat(registry().drift().unsent(PROJECT)).isEmpty();
    }

    @Test
    default void one_claims_an_alert_and_others_wait_until_the_lease_is_over() {
        record("1", Verdict.ALERT);
        record("2", Verdict.ALERT);
        DriftAlert alert = record("3", Verdict.ALERT).orElseThrow();

        assertThat(registry().drift().claim(PROJECT, alert, LEASE)).isTrue();
        assertThat(registry().drift().claim(PROJECT, alert, LEASE)).isFalse();
        at(NOON.plus(LEASE));
        assertThat(registry().drift().claim(PROJECT, alert, LEASE)).isTrue();
        registry().drift().release(PROJECT, alert);
        assertThat(registry().drift().claim(PROJECT, alert, LEASE)).isTrue();
    }

    @Test
    default void an_alert_that_was_taken_is_never_claimed_again() {
        record("1", Verdict.ALERT);
        record("2", Verdict.ALERT);
        DriftAlert alert = record("3", Verdict.ALERT).orElseThrow();

        registry().drift().claim(PROJECT, alert, LEASE);
        registry().drift().markSent(PROJECT, alert);
        at(NOON.plus(LEASE).plus(LEASE));

        assertThat(registry().drift().claim(PROJECT, alert, LEASE)).isFalse();
        assertThat(registry().drift().unsent(PROJECT)).isEmpty();
        assertThat(registry().drift().alerts(PROJECT, 9).get(0).sentAt()).contains(NOON);
    }
}
