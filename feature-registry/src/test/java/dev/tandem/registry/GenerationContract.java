package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static dev.tandem.registry.SampleDefinitions.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions.UnknownNameException;
import org.junit.jupiter.api.Test;

/** Generations: handed out once, in force, reserved, retired, reclaimed. */
interface GenerationContract extends RegistryPlace {

    @Test
    default void a_new_generation_retires_the_one_before_until_it_is_reclaimed() {
        long before = apply(sample()).stored("weather").generation();
        RegistryState after = apply(OTHER_WEATHER);

        assertThat(after.stored("weather").generation()).isEqualTo(3);
        assertThat(registry().retiredGenerations(PROJECT)).containsExactly(before);

        registry().markReclaimed(PROJECT, before);
        registry().markReclaimed(PROJECT, before);
        assertThat(registry().retiredGenerations(PROJECT)).isEmpty();
    }

    @Test
    default void a_removed_view_retires_its_generation_and_gets_another_when_it_comes_back() {
        long first = apply(sample()).stored("weather").generation();
        RegistryState without = apply(WITHOUT_WEATHER);

        assertThat(without.storage().keySet()).containsExactly("delays");
        assertThat(registry().retiredGenerations(PROJECT)).containsExactly(first);
        assertThat(apply(sample()).stored("weather").generation()).isGreaterThan(first);
        assertThat(registry().retiredGenerations(PROJECT)).containsExactly(first);
    }

    @Test
    default void a_generation_in_force_is_not_for_removal() {
        long inForce = apply(sample()).stored("weather").generation();

        assertThatThrownBy(() -> registry().markReclaimed(PROJECT, inForce))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("Generation 2 of project 'flights' is not retired");
        assertThatThrownBy(() -> registry().markReclaimed(PROJECT, 99)).isInstanceOf(TandemException.class);
    }

    @Test
    default void a_reserved_generation_is_left_alone_until_it_is_put_in_force() {
        RegistryState base = apply(sample());
        long reserved = registry().reserveGeneration(PROJECT, "weather", "bob", "sensor was wrong");

        assertThat(reserved).isEqualTo(3);
        assertThat(registry().retiredGenerations(PROJECT)).isEmpty();
        assertThat(registry().latestNumber(PROJECT)).isEqualTo(1);
        apply(LONGER_TTL);
        assertThat(registry().retiredGenerations(PROJECT)).isEmpty();

        RegistryState switched = registry().switchGeneration(base, "weather", reserved, "bob");

        assertThat(switched.number()).isEqualTo(3);
        assertThat(switched.definitions()).isEqualTo(LONGER_TTL);
        assertThat(switched.stored("weather").generation()).isEqualTo(reserved);
        assertThat(switched.stored("weather").schemas())
                .isEqualTo(base.stored("weather").schemas());
        assertThat(registry().findLatest(PROJECT)).contains(switched);
        assertThat(registry().retiredGenerations(PROJECT))
                .containsExactly(base.stored("weather").generation());
        assertThat(registry().history(PROJECT).get(0).summary()).isEqualTo("generation 3 of weather: sensor was wrong");
        assertThat(registry().plan(LONGER_TTL).isEmpty()).isTrue();
    }

    @Test
    default void putting_a_generation_in_force_twice_changes_nothing() {
        RegistryState base = apply(sample());
        long reserved = registry().reserveGeneration(PROJECT, "weather", "bob", "sensor was wrong");
        RegistryState switched = registry().switchGeneration(base, "weather", reserved, "bob");

        assertThat(registry().switchGeneration(base, "weather", reserved, "bob"))
                .isEqualTo(switched);
        assertThat(registry().history(PROJECT)).hasSize(2);
    }

    @Test
    default void a_generation_written_for_a_view_that_changed_meanwhile_is_a_conflict_and_retires() {
        RegistryState base = apply(sample());
        long reserved = registry().reserveGeneration(PROJECT, "weather", "bob", "sensor was wrong");
        RegistryState changed = apply(OTHER_WEATHER);

        assertThatThrownBy(() -> registry().switchGeneration(base, "weather", reserved, "bob"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("generation 3 of view 'weather' was written for the view as it was in state 1");
        assertThat(registry().findLatest(PROJECT)).contains(changed);
        assertThat(registry().retiredGenerations(PROJECT)).containsExactly(2L, reserved);
    }

    @Test
    default void a_generation_written_for_a_view_that_has_gone_is_a_conflict_and_retires() {
        RegistryState base = apply(sample());
        long reserved = registry().reserveGeneration(PROJECT, "weather", "bob", "sensor was wrong");
        apply(WITHOUT_WEATHER);

        assertThatThrownBy(() -> registry().switchGeneration(base, "weather", reserved, "bob"))
                .isInstanceOf(ConflictException.class);
        assertThat(registry().retiredGenerations(PROJECT)).contains(reserved);
    }

    @Test
    default void an_abandoned_reservation_retires_when_a_later_generation_is_in_force() {
        RegistryState base = apply(sample());
        long abandoned = registry().reserveGeneration(PROJECT, "weather", "bob", "killed half way");
        long second = registry().reserveGeneration(PROJECT, "weather", "bob", "sensor was wrong");

        RegistryState switched = registry().switchGeneration(base, "weather", second, "bob");

        assertThat(registry().retiredGenerations(PROJECT)).contains(abandoned);
        assertThatThrownBy(() -> registry().switchGeneration(switched, "weather", abandoned, "bob"))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("Generation 3 is not reserved for view 'weather'");
    }

    @Test
    default void a_later_reservation_survives_when_an_earlier_one_is_put_in_force() {
        RegistryState base = apply(sample());
        long earlier = registry().reserveGeneration(PROJECT, "weather", "bob", "one");
        long later = registry().reserveGeneration(PROJECT, "weather", "bob", "two");

        RegistryState switched = registry().switchGeneration(base, "weather", earlier, "bob");

        assertThat(registry().retiredGenerations(PROJECT)).doesNotContain(later);
        assertThat(registry()
                        .switchGeneration(switched, "weather", later, "bob")
                        .stored("weather")
                        .generation())
                .isEqualTo(later);
    }

    @Test
    default void a_generation_is_reserved_only_for_an_online_view() {
        assertThatThrownBy(() -> registry().reserveGeneration(PROJECT, "weather", "bob", "why"))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("Nothing was applied yet");
        apply(sample());
        assertThatThrownBy(() -> registry().reserveGeneration(PROJECT, "wether", "bob", "why"))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageContaining("Did you mean 'weather'?");
    }

    @Test
    default void a_generation_reserved_for_one_view_is_not_for_another() {
        RegistryState base = apply(sample());
        long reserved = registry().reserveGeneration(PROJECT, "delays", "bob", "why");

        assertThatThrownBy(() -> registry().switchGeneration(base, "weather", reserved, "bob"))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("not reserved for view 'weather'");
    }
}
