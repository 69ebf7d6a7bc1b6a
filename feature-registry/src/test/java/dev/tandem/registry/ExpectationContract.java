package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Severity;
import dev.tandem.registry.ExpectationCheck.By;
import dev.tandem.registry.ExpectationResult.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What became of expectations when they were checked last. */
interface ExpectationContract extends RegistryPlace {

    private static ExpectationResult result(Kind kind, String of, String expectation, long failed) {
        return new ExpectationResult(
                kind,
                of,
                expectation,
                Severity.WARN,
                failed == 0,
                100,
                failed,
                failed == 0 ? Optional.empty() : Optional.of("-9999.0"));
    }

    @Test
    default void of_each_source_and_view_the_latest_check_is_kept_whole() {
        ExpectationResult oldRule = result(Kind.VIEW, "weather", "temp is not null", 3);
        ExpectationResult wind = result(Kind.VIEW, "weather", "wind_speed is between 0 and 150", 0);
        ExpectationResult temp = result(Kind.VIEW, "weather", "temp is between -60 and 130", 7);
        ExpectationResult reports = result(Kind.SOURCE, "weather", "airport, time are unique together", 0);
        ExpectationRecord record = registry().expectations();

        record.record(PROJECT, new ExpectationCheck(By.CHECK, Optional.empty(), NOON, List.of(reports, oldRule)));
        record.record(
                PROJECT,
                new ExpectationCheck(By.MATERIALIZE, Optional.of(7L), NOON.plusSeconds(1), List.of(wind, temp)));
        record.record(
                "trains", new ExpectationCheck(By.TRAIN, Optional.empty(), NOON.plusSeconds(2), List.of(oldRule)));
        record.record(PROJECT, new ExpectationCheck(By.TRAIN, Optional.empty(), NOON.plusSeconds(3), List.of()));

        assertThat(record.latest(PROJECT))
                .containsExactly(
                        new ExpectationCheck(By.CHECK, Optional.empty(), NOON, List.of(reports)),
                        new ExpectationCheck(
                                By.MATERIALIZE, Optional.of(7L), NOON.plusSeconds(1), List.of(wind, temp)));
    }
}
