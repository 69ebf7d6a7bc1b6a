package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static dev.tandem.registry.SampleDefinitions.edited;
import static dev.tandem.registry.SampleDefinitions.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.DefinitionsGenerator;
import dev.tandem.registry.MaterializationRun.Mode;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** States of a registry, and the conflicts between those who apply. */
interface StateContract extends RegistryPlace {

    @Test
    default void an_empty_registry_knows_no_project() {
        assertThat(registry().findLatest(PROJECT)).isEmpty();
        assertThat(registry().latestNumber(PROJECT)).isZero();
        assertThat(registry().history(PROJECT)).isEmpty();
        assertThat(registry().retiredGenerations(PROJECT)).isEmpty();
        assertThat(registry().runs(PROJECT, 10)).isEmpty();
        assertThatThrownBy(() -> registry().state(PROJECT, 1))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageContaining("There is no state '1'");
    }

    @Test
    default void an_applied_state_is_read_back_whole() {
        Plan plan = registry().plan(sample());
        RegistryState applied = registry().apply(plan, "alice");

        assertThat(plan.base()).isEmpty();
        assertThat(applied.number()).isEqualTo(1);
        assertThat(applied.appliedAt()).isEqualTo(NOON);
        assertThat(applied.author()).isEqualTo("alice");
        assertThat(applied.definitions()).isEqualTo(sample());
        assertThat(applied.storage().keySet()).containsExactly("delays", "weather");
        assertThat(registry().findLatest(PROJECT)).contains(applied);
        assertThat(registry().state(PROJECT, 1)).isEqualTo(applied);
        assertThat(registry().latestNumber(PROJECT)).isEqualTo(1);
    }

    @Test
    default void generated_definitions_are_read_back_as_they_were_applied() {
        long seed = new Random().nextLong();
        DefinitionsGenerator generator = new DefinitionsGenerator(seed);
        for (int i = 0; i < 20; i++) {
            RegistryState applied = apply(generator.next());

            assertThat(registry().state(applied.definitions().project().name(), applied.number()))
                    .as("seed %d, definitions %d", seed, i)
                    .isEqualTo(applied);
        }
    }

    @Test
    default void a_state_has_the_microseconds_that_are_stored() {
        at(Instant.parse("2026-11-20T12:00:00.123456789Z"));

        assertThat(apply(sample()).appliedAt()).isEqualTo(NOON);
        assertThat(registry().findLatest(PROJECT).orElseThrow().appliedAt()).isEqualTo(NOON);
    }

    @Test
    default void applying_twice_changes_nothing() {
        RegistryState first = apply(sample());
        at(NOON.plusSeconds(60));
        Plan again = registry().plan(sample());

        assertThat(again.isEmpty()).isTrue();
        assertThat(registry().apply(again, "bob")).isEqualTo(first);
        assertThat(registry().history(PROJECT)).hasSize(1);
    }

    @Test
    default void a_plan_changes_nothing() {
        apply(sample());

        assertThat(registry().plan(OTHER_WEATHER).isEmpty()).isFalse();
        assertThat(registry().latestNumber(PROJECT)).isEqualTo(1);
        assertThat(registry().plan(OTHER_WEATHER).base()).isEqualTo(registry().findLatest(PROJECT));
    }

    @Test
    default void history_lists_every_state_newest_first() {
        apply(sample());
        at(NOON.plusSeconds(60));
        registry().apply(registry().plan(LONGER_TTL), "bob");

        assertThat(registry().history(PROJECT))
                .containsExactly(
                        new StateSummary(2, NOON.plusSeconds(60), "bob", "1 changed"),
                        new StateSummary(1, NOON, "alice", "10 added"));
    }

    @Test
    default void a_snapshot_stays_as_it_was_read() {
        apply(sample());
        RegistryState snapshot = registry().findLatest(PROJECT).orElseThrow();

        apply(OTHER_WEATHER);
        apply(WITHOUT_WEATHER);

        assertThat(snapshot.definitions()).isEqualTo(sample());
        assertThat(snapshot.stored("weather").generation()).isEqualTo(2);
        assertThat(registry().state(PROJECT, 1)).isEqualTo(snapshot);
        assertThatThrownBy(() -> snapshot.storage().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> snapshot.definitions().views().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    default void an_unknown_state_is_named_with_those_that_exist() {
        apply(sample());
        apply(LONGER_TTL);

        assertThatThrownBy(() -> registry().state(PROJECT, 70))
                .isInstanceOf(UnknownNameException.class)
                .hasMessage("There is no state '70'. Known: all numbers from 1 to 2.");
    }

    @Test
    default void two_projects_never_see_each_other() {
        Definitions other = edited("\"project\":{\"name\":\"flights\"}", "\"project\":{\"name\":\"trains\"}");
        apply(sample());
        apply(other);
        registry().startRun("trains", "weather", 2, Mode.INTERVAL, Optional.empty(), NOON);

        assertThat(registry().findLatest("trains").orElseThrow().number()).isEqualTo(1);
        assertThat(registry().findLatest("trains").orElseThrow().definitions()).isEqualTo(other);
        assertThat(registry().findLatest(PROJECT).orElseThrow().definitions()).isEqualTo(sample());
        assertThat(registry().runs(PROJECT, 10)).isEmpty();
    }

    @Test
    default void what_one_registry_object_applies_another_sees() {
        try (Registry other = open()) {
            RegistryState applied = apply(sample());

            assertThat(other.latestNumber(PROJECT)).isEqualTo(1);
            assertThat(other.findLatest(PROJECT)).contains(applied);
        }
        try (Registry later = open()) {
            assertThat(later.latestNumber(PROJECT)).isEqualTo(1);
        }
    }

    @Test
    default void of_two_plans_on_one_state_the_second_gets_a_conflict_that_says_who_came_first() {
        apply(sample());
        Plan mine = registry().plan(LONGER_TTL);
        Plan theirs = registry().plan(OTHER_WEATHER);
        RegistryState won = registry().apply(theirs, "bob");

        assertThatThrownBy(() -> registry().apply(mine, "alice"))
                .isInstanceOf(ConflictException.class)
                .hasMessage(
                        "State 2 of project 'flights' was applied by bob at 2026-11-20T12:00:00.123456Z (2 changed), but this plan was made on state 1. Nothing was changed; run 'tandem plan' again to see what differs now.");
        assertThat(registry().findLatest(PROJECT)).contains(won);
        assertThat(registry().history(PROJECT)).hasSize(2);
    }

    @Test
    default void of_two_first_plans_the_second_gets_a_conflict() {
        Plan mine = registry().plan(sample());
        apply(LONGER_TTL);

        assertThatThrownBy(() -> registry().apply(mine, "alice"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("on an empty registry");
    }

    @Test
    default void an_empty_plan_on_a_state_that_is_no_longer_in_force_is_a_conflict_too() {
        apply(sample());
        Plan empty = registry().plan(sample());
        apply(LONGER_TTL);

        assertThatThrownBy(() -> registry().apply(empty, "alice")).isInstanceOf(ConflictException.class);
    }
}
