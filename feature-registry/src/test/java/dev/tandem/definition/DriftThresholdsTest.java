package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.DriftThresholds.Levels;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From when on drift is worth a word. */
class DriftThresholdsTest {
    private static final Project PROJECT = new Project("flights", About.NOTHING);

    @Test
    void a_figure_at_a_level_has_reached_it() {
        Levels levels = Levels.of(0.1, 0.2);

        assertThat(levels.verdict(0.099)).isEqualTo(Verdict.OK);
        assertThat(levels.verdict(0.1)).isEqualTo(Verdict.WARN);
        assertThat(levels.verdict(0.2)).isEqualTo(Verdict.ALERT);
        assertThat(Levels.NEVER.verdict(9)).isEqualTo(Verdict.OK);
    }

    @Test
    void what_a_feature_says_of_a_measure_goes_before_what_others_say_of_it() {
        DriftThresholds feature = new DriftThresholds(Map.of(DriftMeasure.PSI, Levels.NEVER));
        DriftThresholds service = new DriftThresholds(Map.of(
                DriftMeasure.PSI,
                Levels.of(1, 2),
                DriftMeasure.JENSEN_SHANNON,
                new Levels(Optional.of(0.5), Optional.empty())));

        DriftThresholds both = feature.orElse(service).orElse(DriftThresholds.usual(ValueType.FLOAT64));

        assertThat(both.of(DriftMeasure.PSI)).isEqualTo(Levels.NEVER);
        assertThat(both.of(DriftMeasure.JENSEN_SHANNON).verdict(0.6)).isEqualTo(Verdict.WARN);
        assertThat(both.of(DriftMeasure.NULL_RATE)).isEqualTo(Levels.of(0.05, 0.1));
    }

    @Test
    void of_times_which_move_on_by_themselves_only_the_null_rate_is_judged_unless_said_otherwise() {
        assertThat(DriftThresholds.usual(ValueType.TIMESTAMP).levels()).containsOnlyKeys(DriftMeasure.NULL_RATE);
        assertThat(DriftThresholds.usual(ValueType.STRING).levels())
                .containsOnlyKeys(DriftMeasure.PSI, DriftMeasure.NULL_RATE, DriftMeasure.NEW_CATEGORIES);
    }

    @Test
    void a_warning_that_would_come_after_the_alert_is_a_mistake() {
        assertThatThrownBy(() -> parse("{psi: {warn: 0.3, alert: 0.2}}"))
                .hasMessageContaining("'psi' would warn from 0.3 on, after the alert from 0.2 on");
    }

    @Test
    void a_threshold_is_a_number_above_zero() {
        assertThatThrownBy(() -> parse("{psi: {warn: 0}}"))
                .hasMessageContaining("'warn' is not above 0")
                .hasMessageContaining("Write a number above it, such as 0.1");
        assertThatThrownBy(() -> parse("{psi: 0.1}")).hasMessageContaining("'psi' is the number 0.1, not a map");
        assertThatThrownBy(() -> parse("{psy: {warn: 0.1}}")).hasMessageContaining("Did you mean 'psi'?");
    }

    private static Definitions parse(String drift) {
        return DefinitionFiles.parse(PROJECT, Map.of("file.yaml", """
                entities: {airport: {keys: {airport: STRING}}}
                sources: {reports: {format: parquet, path: data, event_time: at}}
                views: {weather: {entities: [airport], source: reports, features: {wind: FLOAT64}}}
                services:
                  model:
                    features: [weather]
                    drift: %s
                """.formatted(drift)));
    }
}
